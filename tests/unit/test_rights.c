/* SPDX-License-Identifier: MIT */
/* A shop for a group: what it is made with, what others make in it later, and who lacks a right. */
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "shop_helper.h"

#include "../../drivers/journal.h"
#include "../../drivers/shared.h"
#include "../../plugin/code.h"
#include "../../plugin/drain.h"
#include "../../plugin/rights.h"
#include "../../plugin/setup.h"

/* Users that no machine has: no name of theirs is in its database. */
enum { ANN = 61001, BEN = 61002, STRANGER = 61003, SALES = 200 };

static char home[64], shop_folder[96];
static struct till till;

static int make_home(void **state)
{
    (void)state;
    strcpy(home, "/tmp/rights-XXXXXX");
    if (mkdtemp(home) == NULL || chmod(home, 0755) != 0)
        return 1;
    snprintf(shop_folder, sizeof shop_folder, "%s/shop", home);
    till = (struct till){.refs = 0};
    umask(022);
    return 0;
}

static int remove_home(void **state)
{
    char command[96];
    (void)state;
    if (till.shop != NULL)
        shop_close(till.shop);
    snprintf(command, sizeof command, "rm -rf '%s'", home);
    return system(command);
}

/* A group that the machine has and whose members, if any, do not matter here. */
static const struct group *some_group(void)
{
    const struct group *group = geteuid() == 0 ? getgrnam("games") : getgrgid(getegid());
    assert_non_null(group);
    return group;
}

static void make_group_shop(void)
{
    struct fault fault = {{0}};
    if (setup_group_shop(shop_folder, NULL, some_group()->gr_name, &fault) != COMEBACK_OK)
        fail_msg("%s", fault.text);
}

static char *in_shop(const char *name)
{
    static char path[192];
    snprintf(path, sizeof path, "%s%s%s", shop_folder, name[0] == '\0' ? "" : "/", name);
    return path;
}

static void assert_mode(const char *name, unsigned expected)
{
    struct stat file;
    assert_int_equal(stat(in_shop(name), &file), 0);
    if ((file.st_mode & 07777) != expected || file.st_gid != some_group()->gr_gid)
        fail_msg("%s: mode %04o group %u", name, (unsigned)file.st_mode & 07777,
                 (unsigned)file.st_gid);
}

static void need_root(const char *what)
{
    if (geteuid() == 0)
        return;
    print_message("skipped: %s needs root, which can be other users\n", what);
    skip();
}

static void a_groups_shop_has_the_rights_of_its_table_under_any_umask(void **state)
{
    static const mode_t umasks[] = {0, 022, 077, 0177};
    (void)state;
    for (size_t i = 0; i < sizeof umasks / sizeof umasks[0]; i++) {
        char command[128];
        umask(umasks[i] & 077);
        make_group_shop();
        umask(022);
        assert_mode("", 02770);
        assert_mode("comeback.ini", 0640);
        assert_mode("card.receipt", 0640);
        assert_mode("store", 02770);
        assert_mode("store/comeback.db", 0660);
        assert_mode("store/comeback.db-wal", 0660);
        assert_mode("store/comeback.db-shm", 0660);
        assert_mode("store/spool", 02770);
        assert_mode("store/spool/reserve", 0660);
        assert_mode("keys", 02750);
        assert_mode("keys/comeback.keys", 0640);
        assert_mode("keys/serials", 0660);
        snprintf(command, sizeof command, "rm -r '%s'", shop_folder);
        assert_int_equal(system(command), 0);
    }
}

static void a_shop_for_its_owner_stays_private_also_in_a_shared_folder(void **state)
{
    struct fault fault = {{0}};
    struct stat file;
    static const struct {
        const char *name;
        unsigned mode;
    } private[] = {{"store", 0700},
                   {"store/comeback.db", 0600},
                   {"store/comeback.db-wal", 0600},
                   {"store/spool", 0700},
                   {"store/spool/reserve", 0600},
                   {"keys", 0700},
                   {"keys/comeback.keys", 0600},
                   {"keys/serials", 0600}};
    (void)state;
    for (int shared = 0; shared < 2; shared++) {
        if (shared == 1) {
            strcat(shop_folder, "2");
            assert_int_equal(mkdir(shop_folder, 0770), 0);
            assert_int_equal(chmod(shop_folder, 02770), 0);
        }
        assert_int_equal(setup_shop(shop_folder, NULL, &fault), COMEBACK_OK);
        for (size_t i = 0; i < sizeof private / sizeof private[0]; i++) {
            assert_int_equal(stat(in_shop(private[i].name), &file), 0);
            assert_int_equal(file.st_mode & 0777, private[i].mode);
        }
    }
}

static void a_group_that_is_not_there_is_refused_and_nothing_made(void **state)
{
    struct fault fault = {{0}};
    (void)state;
    assert_int_equal(setup_group_shop(shop_folder, NULL, "nosuchgroup", &fault), COMEBACK_ARGUMENT);
    assert_string_equal(fault.text, "group \"nosuchgroup\": there is none of this name");
    assert_int_equal(access(shop_folder, F_OK), -1);
}

static void a_folder_in_use_is_not_thrown_open_to_a_group(void **state)
{
    struct fault fault = {{0}};
    struct stat folder;
    char told[192];
    (void)state;
    assert_int_equal(mkdir(shop_folder, 0700), 0);
    assert_int_equal(mkdir(in_shop("letters"), 0700), 0);
    assert_int_equal(setup_group_shop(shop_folder, NULL, some_group()->gr_name, &fault),
                     COMEBACK_STORE);
    snprintf(told, sizeof told, "%s: is not empty; a group's shop is a folder of its own",
             shop_folder);
    assert_string_equal(fault.text, told);
    assert_int_equal(stat(shop_folder, &folder), 0);
    assert_int_equal(folder.st_mode & 07777, 0700);
}

/* In a child, which has no way back. */
static void become(uid_t user, gid_t group)
{
    umask(077);
    if (setgroups(1, &group) != 0 || setgid(user) != 0 || setuid(user) != 0)
        _exit(100);
}

static int wait_for(pid_t child)
{
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static void a_group_that_the_caller_is_not_in_is_refused(void **state)
{
    (void)state;
    need_root("being nobody");
    const char *group = some_group()->gr_name;
    assert_int_equal(chmod(home, 0777), 0);
    pid_t child = fork();
    if (child == 0) {
        struct fault fault = {{0}};
        char told[128];
        become(STRANGER, STRANGER);
        int status = setup_group_shop(shop_folder, NULL, group, &fault);
        snprintf(told, sizeof told,
                 "group \"%s\": you are not in it; a member or root can make the shop", group);
        _exit(status == COMEBACK_ARGUMENT && strcmp(fault.text, told) == 0 ? 0 : 1);
    }
    assert_int_equal(wait_for(child), 0);
    assert_int_equal(access(shop_folder, F_OK), -1);
}

static void what_is_made_in_a_shared_folder_is_its_groups(void **state)
{
    struct journal journal;
    (void)state;
    make_group_shop();
    umask(077);
    strcpy(till.folder, shop_folder);
    till_reopen(&till);
    char path[192];
    snprintf(path, sizeof path, "%s", in_shop("store/printer-x.lock"));
    assert_int_equal(journal_open(path, &journal, NULL), 0);
    journal_close(&journal);
    assert_mode("store/printer-x.lock", 0660);
    assert_int_equal(shared_mkdir(in_shop("paper"), 0777), 0);
    assert_mode("paper", 02770);
    assert_int_equal(shared_mkdir(in_shop("paper"), 0777), -1);
    assert_int_equal(errno, EEXIST);
    struct fault fault = {{0}};
    assert_int_equal(store_create(in_shop("store/verify-1"), &fault), COMEBACK_OK);
    assert_mode("store/verify-1", 02770);
    assert_mode("store/verify-1/comeback.db", 0660);
}

static void a_sale_put_aside_can_be_taken_in_by_the_others(void **state)
{
    sqlite3 *other;
    char command[256];
    (void)state;
    make_group_shop();
    umask(077);
    strcpy(till.folder, shop_folder);
    till_reopen(&till);
    assert_int_equal(sqlite3_open(in_shop("store/comeback.db"), &other), SQLITE_OK);
    assert_int_equal(sqlite3_exec(other, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(TELL(&till), COMEBACK_LATER);
    snprintf(command, sizeof command, "test \"$(stat -c %%a '%s'/store/spool/*.spool)\" = 660",
             shop_folder);
    assert_int_equal(system(command), 0);
    sqlite3_close(other);
}

/* As root the tills' files become those of the folder's owner. */
static void what_root_makes_belongs_to_the_folders_owner(void **state)
{
    struct stat file;
    char path[192];
    (void)state;
    need_root("giving files away");
    assert_int_equal(mkdir(shop_folder, 0700), 0);
    assert_int_equal(chown(shop_folder, ANN, ANN), 0);
    snprintf(path, sizeof path, "%s", in_shop("serve.lock"));
    int fd = shared_open(path, O_RDWR | O_CLOEXEC, 0600);
    assert_true(fd >= 0);
    assert_int_equal(fstat(fd, &file), 0);
    close(fd);
    assert_int_equal(file.st_uid, ANN);
    assert_int_equal(file.st_mode & 07777, 0600);
}

static int sell(struct till *own, int number, int64_t *note)
{
    const struct ticket ticket = {
        .note = *note, .print = number % 20 == 0 ? "card" : NULL, .day = number / 50};
    int status = till_tell(own, &ticket, (struct checkout_options){.late = false});
    if (status == COMEBACK_OK && own->outcome.answer.note.made)
        *note = own->outcome.answer.note.code;
    return status;
}

static int scan_note(struct till *own, int64_t note)
{
    char typed[CODE_TEXT];
    struct scan scan;
    struct sale sale;
    struct fault fault = {{0}};
    code_format(note, typed);
    sale_start(&sale, "pos", NULL);
    sale_complete(&sale, NULL);
    int status = checkout_scan(own->shop, &sale, typed, &scan, &fault);
    sale_clear(&sale);
    return status;
}

/* The exit code says what was refused: 1 open, 2 scan, 3 sale, 4 printer. */
static int keep_selling(int first_ref)
{
    struct till own = {.refs = first_ref};
    struct fault fault = {{0}};
    int64_t note = 0;
    char path[192];
    strcpy(own.folder, shop_folder);
    snprintf(path, sizeof path, "%s", in_shop("comeback.ini"));
    if (shop_open(path, &own.shop, &fault) != COMEBACK_OK)
        return 1;
    for (int i = 0; i < SALES; i++) {
        int status = sell(&own, i, &note);
        if (status != COMEBACK_OK && status != COMEBACK_LATER)
            return 3;
        status = scan_note(&own, note);
        if (status != COMEBACK_OK && status != COMEBACK_BUSY)
            return 2;
        if (i % 20 == 0 && checkout_drain(own.shop, 2000, &fault) < 0)
            return 4;
    }
    shop_close(own.shop);
    checkout_outcome_free(&own.outcome);
    return 0;
}

static pid_t start_till(uid_t user, gid_t group, int first_ref)
{
    pid_t child = fork();
    if (child == 0) {
        become(user, group);
        _exit(keep_selling(first_ref));
    }
    return child;
}

/* Long enough at times that a till puts its sale aside. */
static void disturb(int milliseconds)
{
    sqlite3 *db;
    assert_int_equal(sqlite3_open(in_shop("store/comeback.db"), &db), SQLITE_OK);
    sqlite3_busy_timeout(db, 2000);
    for (int i = 0; i < 5; i++) {
        assert_int_equal(sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
        usleep((unsigned)milliseconds * 1000);
        assert_int_equal(sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL), SQLITE_OK);
        usleep(20000);
    }
    sqlite3_close(db);
}

static void two_users_sell_scan_spool_and_print_in_one_shop(void **state)
{
    struct fault fault = {{0}};
    struct stat file;
    char command[384];
    int taken;
    (void)state;
    need_root("being two users");
    make_group_shop();
    gid_t group = some_group()->gr_gid;
    pid_t ann = start_till(ANN, group, 0), ben = start_till(BEN, group, 100000);
    disturb(70);
    assert_int_equal(wait_for(ann), 0);
    assert_int_equal(wait_for(ben), 0);
    strcpy(till.folder, shop_folder);
    till_reopen(&till);
    assert_int_equal(checkout_take_spool(till.shop, 5000, &taken, &fault), COMEBACK_OK);
    assert_int_equal(till_number(&till, "SELECT count(*) FROM sale"), 2 * SALES);
    till_assert_verified(&till);
    assert_true(till_number(&till, "SELECT count(*) FROM job WHERE result='printed' OR "
                                   "result='processed' OR result='unconfirmed'") > 0);
    /* Nothing that any of them made is closed to the other. */
    snprintf(command, sizeof command,
             "test -z \"$(find '%s/store' '%s/paper' ! -group %u -o -type f ! -perm 660 -o -type d "
             "! -perm 2770)\"",
             shop_folder, shop_folder, (unsigned)group);
    assert_int_equal(system(command), 0);
    assert_int_equal(stat(in_shop("paper"), &file), 0);
}

static void add_user(struct rights_users *users, const char *name, uid_t uid, gid_t group)
{
    struct rights_user *user = &users->list[users->count++];
    *user = (struct rights_user){.uid = uid, .groups = {group}, .group_count = 1};
    snprintf(user->name, sizeof user->name, "%s", name);
}

static void assert_told(const struct rights_users *users, const char *format, ...)
{
    struct bytes out = {0};
    char expected[4096], store[192], keys[192], config[192];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(expected, sizeof expected, format, arguments);
    va_end(arguments);
    snprintf(store, sizeof store, "%s", in_shop("store"));
    snprintf(keys, sizeof keys, "%s", in_shop("keys"));
    snprintf(config, sizeof config, "%s", in_shop("comeback.ini"));
    const struct rights_shop shop = {config, store, keys, NULL};
    rights_check(&shop, users, &out);
    bytes_add_byte(&out, '\0');
    assert_string_equal((const char *)out.data, expected);
    bytes_free(&out);
}

static const char *my_name(void)
{
    return getpwuid(geteuid())->pw_name;
}

static void in_a_groups_shop_every_member_has_every_right(void **state)
{
    struct rights_users users = {.count = 0};
    (void)state;
    make_group_shop();
    rights_add_caller(&users);
    add_user(&users, "ann", ANN, some_group()->gr_gid);
    add_user(&users, "ben", BEN, some_group()->gr_gid);
    assert_told(&users, "");
}

static void who_lacks_a_right_is_named_with_what_gives_it(void **state)
{
    struct rights_users users = {.count = 0};
    const char *group = some_group()->gr_name, *me = my_name();
    (void)state;
    make_group_shop();
    add_user(&users, "ann", ANN, some_group()->gr_gid);
    chmod(in_shop("store/comeback.db-wal"), 0600);
    assert_told(&users,
                "user ann cannot read or write %s/store/comeback.db-wal: mode 0600 owner %s group "
                "%s; chmod g+rw %s/store/comeback.db-wal",
                shop_folder, me, group, shop_folder);
    chmod(in_shop("store/comeback.db-wal"), 0660);
    chmod(in_shop("keys/serials"), 0640);
    chmod(in_shop("store/spool"), 02750);
    assert_told(&users,
                "user ann cannot write %s/store/spool: mode 2750 owner %s group %s; chmod g+w "
                "%s/store/spool\n"
                "user ann cannot write %s/keys/serials: mode 0640 owner %s group %s; chmod g+w "
                "%s/keys/serials",
                shop_folder, me, group, shop_folder, shop_folder, me, group, shop_folder);
}

static void a_closed_folder_is_told_once_and_not_what_lies_behind_it(void **state)
{
    struct rights_users users = {.count = 0};
    (void)state;
    make_group_shop();
    add_user(&users, "ann", ANN, some_group()->gr_gid);
    add_user(&users, "ben", BEN, some_group()->gr_gid);
    chmod(shop_folder, 02600);
    assert_told(&users,
                "user ann cannot enter %s: mode 2600 owner %s group %s; chmod g+x %s\n"
                "user ben cannot enter %s: mode 2600 owner %s group %s; chmod g+x %s",
                shop_folder, my_name(), some_group()->gr_name, shop_folder, shop_folder, my_name(),
                some_group()->gr_name, shop_folder);
    chmod(shop_folder, 02770);
}

static void a_shop_for_its_owner_is_not_for_another_and_says_how_it_could_be(void **state)
{
    struct rights_users users = {.count = 0};
    struct fault fault = {{0}};
    const char *me = my_name();
    (void)state;
    assert_int_equal(setup_shop(shop_folder, NULL, &fault), COMEBACK_OK);
    add_user(&users, "comeback", STRANGER, STRANGER);
    chmod(in_shop("keys"), 0755);
    const char *group = getgrgid(getegid())->gr_name;
    assert_told(&users,
                "user comeback cannot use %s/store: mode 0700 owner %s group %s; it is for %s "
                "alone; `comeback init --group` makes a shop for several\n"
                "user comeback cannot enter %s/store: mode 0700 owner %s group %s; it is for %s "
                "alone; `comeback init --group` makes a shop for several\n"
                "user comeback cannot read %s/keys/comeback.keys: mode 0600 owner %s group %s; it "
                "is for %s alone; `comeback init --group` makes a shop for several\n"
                "user comeback cannot read or write %s/keys/serials: mode 0600 owner %s group %s; "
                "it is for %s alone; `comeback init --group` makes a shop for several",
                shop_folder, me, group, me, shop_folder, me, group, me, shop_folder, me, group, me,
                shop_folder, me, group, me);
}

static void who_is_not_in_the_group_of_a_groups_shop_is_told_to_join_it(void **state)
{
    struct rights_users users = {.count = 0};
    struct fault fault = {{0}};
    const char *group = some_group()->gr_name;
    (void)state;
    assert_int_equal(setup_group_shop(shop_folder, NULL, group, &fault), COMEBACK_OK);
    add_user(&users, "carl", STRANGER, STRANGER);
    assert_told(&users,
                "user carl cannot enter %s: mode 2770 owner %s group %s; usermod -aG %s carl, who "
                "then logs in anew",
                shop_folder, my_name(), group, group);
    chmod(shop_folder, 02775);
    chmod(in_shop("keys"), 02755);
    assert_told(
        &users,
        "user carl cannot use %s/store: mode 2770 owner %s group %s; usermod -aG %s carl, "
        "who then logs in anew\n"
        "user carl cannot enter %s/store: mode 2770 owner %s group %s; usermod -aG %s carl, "
        "who then logs in anew\n"
        "user carl cannot read %s/comeback.ini: mode 0640 owner %s group %s; usermod -aG "
        "%s carl, who then logs in anew\n"
        "user carl cannot read %s/keys/comeback.keys: mode 0640 owner %s group %s; usermod "
        "-aG %s carl, who then logs in anew\n"
        "user carl cannot read or write %s/keys/serials: mode 0660 owner %s group %s; "
        "usermod -aG %s carl, who then logs in anew",
        shop_folder, my_name(), group, group, shop_folder, my_name(), group, group, shop_folder,
        my_name(), group, group, shop_folder, my_name(), group, group, shop_folder, my_name(),
        group, group);
}

static void a_file_of_another_owner_and_group_is_named_with_both(void **state)
{
    struct rights_users users = {.count = 0};
    const char *group = some_group()->gr_name;
    (void)state;
    need_root("a file of another owner");
    make_group_shop();
    add_user(&users, "ann", ANN, some_group()->gr_gid);
    assert_int_equal(chown(in_shop("store/comeback.db"), BEN, STRANGER), 0);
    assert_told(&users,
                "user ann cannot read or write %s/store/comeback.db: mode 0660 owner %d group %d; "
                "chgrp %s %s/store/comeback.db && chmod g+rw %s/store/comeback.db",
                shop_folder, BEN, STRANGER, group, shop_folder, shop_folder);
}

/* The kernel's own answer, for a user who is really refused. */
static void the_calling_user_is_judged_by_the_kernel(void **state)
{
    int told[2];
    char text[1024] = "", expected[512];
    (void)state;
    need_root("calling as another user");
    make_group_shop();
    chmod(in_shop("keys/comeback.keys"), 0600);
    assert_int_equal(pipe(told), 0);
    gid_t group = some_group()->gr_gid;
    pid_t child = fork();
    if (child == 0) {
        struct rights_users users = {.count = 0};
        struct bytes out = {0};
        become(ANN, group);
        rights_add_caller(&users);
        char keys[192];
        snprintf(keys, sizeof keys, "%s", in_shop("keys"));
        const struct rights_shop shop = {NULL, in_shop("store"), keys, NULL};
        rights_check(&shop, &users, &out);
        _exit(write(told[1], out.data, out.length) == (ssize_t)out.length ? 0 : 1);
    }
    assert_int_equal(wait_for(child), 0);
    assert_true(read(told[0], text, sizeof text - 1) > 0);
    close(told[0]);
    close(told[1]);
    snprintf(expected, sizeof expected,
             "user %d cannot read %s/keys/comeback.keys: mode 0600 owner root group %s; chmod g+r "
             "%s/keys/comeback.keys",
             ANN, shop_folder, some_group()->gr_name, shop_folder);
    assert_string_equal(text, expected);
}

static void a_long_list_is_cut_and_counted(void **state)
{
    struct rights_users users = {.count = 0};
    struct bytes out = {0};
    char name[16];
    (void)state;
    make_group_shop();
    for (int i = 0; i < 20; i++) {
        snprintf(name, sizeof name, "u%d", i);
        add_user(&users, name, (uid_t)(STRANGER + i), STRANGER);
    }
    char store[192];
    snprintf(store, sizeof store, "%s", in_shop("store"));
    const struct rights_shop shop = {NULL, store, NULL, NULL};
    assert_int_equal(rights_check(&shop, &users, &out), 20);
    bytes_add_byte(&out, '\0');
    assert_string_equal(strrchr((const char *)out.data, '\n'), "\nand 8 more");
    bytes_free(&out);
}

static void write_unit(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static void the_units_user_is_one_where_the_unit_is_of_this_shop(void **state)
{
    char path[128], user[RIGHTS_NAME] = "as before";
    (void)state;
    snprintf(path, sizeof path, "%s/comeback.service", home);
    assert_false(rights_unit_user(path, "/srv/shop/comeback.ini", user));
    write_unit(path, "[Service]\nEnvironment=COMEBACK_CONFIG=/srv/shop/comeback.ini\nUser=till\n");
    assert_false(rights_unit_user(path, "/srv/other/comeback.ini", user));
    assert_string_equal(user, "as before");
    assert_true(rights_unit_user(path, "/srv/shop/comeback.ini", user));
    assert_string_equal(user, "till");
    write_unit(path, "[Service]\nEnvironment=COMEBACK_CONFIG=/srv/shop/comeback.ini\n");
    assert_false(rights_unit_user(path, "/srv/shop/comeback.ini", user));
}

static void the_members_of_a_group_are_found_by_either_way(void **state)
{
    struct rights_users users = {.count = 0};
    const struct passwd *me = getpwuid(geteuid());
    (void)state;
    rights_add_members(&users, me->pw_gid);
    bool found = false;
    for (int i = 0; i < users.count; i++)
        found = found || users.list[i].uid == geteuid();
    assert_true(found);
    int before = users.count;
    rights_add_name(&users, me->pw_name);
    rights_add_name(&users, "nosuchuser");
    rights_add_caller(&users);
    assert_int_equal(users.count, before);
}

#define HOME_TEST(name) cmocka_unit_test_setup_teardown(name, make_home, remove_home)

int main(void)
{
    const struct CMUnitTest tests[] = {
        HOME_TEST(a_groups_shop_has_the_rights_of_its_table_under_any_umask),
        HOME_TEST(a_shop_for_its_owner_stays_private_also_in_a_shared_folder),
        HOME_TEST(a_group_that_is_not_there_is_refused_and_nothing_made),
        HOME_TEST(a_folder_in_use_is_not_thrown_open_to_a_group),
        HOME_TEST(a_group_that_the_caller_is_not_in_is_refused),
        HOME_TEST(what_is_made_in_a_shared_folder_is_its_groups),
        HOME_TEST(a_sale_put_aside_can_be_taken_in_by_the_others),
        HOME_TEST(what_root_makes_belongs_to_the_folders_owner),
        HOME_TEST(two_users_sell_scan_spool_and_print_in_one_shop),
        HOME_TEST(in_a_groups_shop_every_member_has_every_right),
        HOME_TEST(who_lacks_a_right_is_named_with_what_gives_it),
        HOME_TEST(a_closed_folder_is_told_once_and_not_what_lies_behind_it),
        HOME_TEST(a_shop_for_its_owner_is_not_for_another_and_says_how_it_could_be),
        HOME_TEST(who_is_not_in_the_group_of_a_groups_shop_is_told_to_join_it),
        HOME_TEST(a_file_of_another_owner_and_group_is_named_with_both),
        HOME_TEST(the_calling_user_is_judged_by_the_kernel),
        HOME_TEST(a_long_list_is_cut_and_counted),
        HOME_TEST(the_units_user_is_one_where_the_unit_is_of_this_shop),
        HOME_TEST(the_members_of_a_group_are_found_by_either_way),
    };
    return cmocka_run_group_tests_name("rights", tests, NULL, NULL);
}
