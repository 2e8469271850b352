/* SPDX-License-Identifier: MIT */
#include "rights.h"

#include <dirent.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <grp.h>
#include <limits.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { READ = S_IROTH, WRITE = S_IWOTH, ENTER = S_IXOTH };

static struct rights_user *add_user(struct rights_users *users, uid_t uid, const char *name)
{
    for (int i = 0; i < users->count; i++)
        if (users->list[i].uid == uid)
            return NULL;
    if (users->count == RIGHTS_USERS)
        return NULL;
    struct rights_user *user = &users->list[users->count++];
    *user = (struct rights_user){.uid = uid};
    snprintf(user->name, sizeof user->name, "%s", name);
    return user;
}

void rights_add_caller(struct rights_users *users)
{
    char number[RIGHTS_NAME];
    const struct passwd *entry = getpwuid(geteuid());
    snprintf(number, sizeof number, "%u", (unsigned)geteuid());
    struct rights_user *user = add_user(users, geteuid(), entry == NULL ? number : entry->pw_name);
    if (user == NULL)
        return;
    user->caller = true;
    user->groups[0] = getegid();
    int count = getgroups(RIGHTS_GROUPS - 1, user->groups + 1);
    user->group_count = 1 + (count < 0 ? 0 : count);
}

static void add_entry(struct rights_users *users, const struct passwd *entry)
{
    struct rights_user *user = add_user(users, entry->pw_uid, entry->pw_name);
    if (user == NULL)
        return;
    int count = RIGHTS_GROUPS;
    int all = getgrouplist(entry->pw_name, entry->pw_gid, user->groups, &count);
    user->group_count = all < 0 ? RIGHTS_GROUPS : count;
}

void rights_add_name(struct rights_users *users, const char *name)
{
    const struct passwd *entry = getpwnam(name);
    if (entry != NULL)
        add_entry(users, entry);
}

void rights_add_members(struct rights_users *users, gid_t group)
{
    const struct passwd *entry;
    const struct group *found = getgrgid(group);
    for (char **name = found == NULL ? NULL : found->gr_mem; name != NULL && *name != NULL; name++)
        rights_add_name(users, *name);
    setpwent();
    while ((entry = getpwent()) != NULL)
        if (entry->pw_gid == group)
            add_entry(users, entry);
    endpwent();
}

bool rights_unit_user(const char *unit, const char *config, char out[RIGHTS_NAME])
{
    char line[PATH_MAX], name[RIGHTS_NAME] = "";
    bool ours = false;
    FILE *file = fopen(unit, "re");
    if (file == NULL)
        return false;
    while (fgets(line, sizeof line, file) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        ours = ours || (strncmp(line, "Environment=COMEBACK_CONFIG=", 28) == 0 &&
                        strcmp(line + 28, config) == 0);
        sscanf(line, "User=%32s", name);
    }
    fclose(file);
    if (ours && name[0] != '\0')
        memcpy(out, name, sizeof name);
    return ours && name[0] != '\0';
}

static bool in_group(const struct rights_user *user, gid_t group)
{
    for (int i = 0; i < user->group_count; i++)
        if (user->groups[i] == group)
            return true;
    return false;
}

static mode_t by_mode(const struct rights_user *user, const struct stat *file)
{
    if (user->uid == 0)
        return READ | WRITE | ENTER;
    if (user->uid == file->st_uid)
        return file->st_mode >> 6 & 7;
    return (in_group(user, file->st_gid) ? file->st_mode >> 3 : file->st_mode) & 7;
}

static mode_t by_kernel(const char *path)
{
    static const struct {
        int ask;
        mode_t right;
    } rights[] = {{R_OK, READ}, {W_OK, WRITE}, {X_OK, ENTER}};
    mode_t found = 0;
    for (size_t i = 0; i < sizeof rights / sizeof rights[0]; i++)
        if (faccessat(AT_FDCWD, path, rights[i].ask, AT_EACCESS) == 0)
            found |= rights[i].right;
    return found;
}

static mode_t rights_of(const struct rights_user *user, const char *path, const struct stat *file)
{
    return user->caller ? by_kernel(path) : by_mode(user, file);
}

struct inquiry {
    const struct rights_users *users;
    gid_t group;        /* of the store's folder where that is shared, else -1 */
    struct bytes lines; /* each with its line end */
    int count;
};

static const char *verb(mode_t missing)
{
    static const char *const verbs[] = {
        [READ] = "read",
        [WRITE] = "write",
        [READ | WRITE] = "read or write",
        [ENTER] = "enter",
        [READ | ENTER] = "list or enter",
        [WRITE | ENTER] = "make files in or enter",
        [READ | WRITE | ENTER] = "use",
    };
    return verbs[missing & 7];
}

static const char *user_name(uid_t uid, char number[RIGHTS_NAME])
{
    const struct passwd *entry = getpwuid(uid);
    snprintf(number, RIGHTS_NAME, "%u", (unsigned)uid);
    return entry == NULL ? number : entry->pw_name;
}

static const char *group_name(gid_t gid, char number[RIGHTS_NAME])
{
    const struct group *entry = getgrgid(gid);
    snprintf(number, RIGHTS_NAME, "%u", (unsigned)gid);
    return entry == NULL ? number : entry->gr_name;
}

/* Its folder keeps who is in no group out before the store's group can be seen. */
static bool is_for_group(const struct inquiry *inquiry, const struct stat *file, mode_t missing)
{
    bool marked = file->st_gid == inquiry->group || (file->st_mode & S_ISGID) != 0;
    return marked && (file->st_mode >> 3 & missing) == missing;
}

/* What gives that right to the whole group; in a shop without one it is its owner's alone. */
static void add_remedy(const struct inquiry *inquiry, const struct rights_user *user,
                       const char *path, const struct stat *file, mode_t missing, char *out,
                       size_t room)
{
    char bits[4] = "", number[RIGHTS_NAME];
    snprintf(bits, sizeof bits, "%s%s%s", missing & READ ? "r" : "", missing & WRITE ? "w" : "",
             missing & ENTER ? "x" : "");
    if (user->uid == file->st_uid)
        snprintf(out, room, "chmod u+%s %s", bits, path);
    else if (in_group(user, file->st_gid))
        snprintf(out, room, "chmod g+%s %s", bits, path);
    else if (inquiry->group != (gid_t)-1 && in_group(user, inquiry->group))
        snprintf(out, room, "chgrp %s %s && chmod g+%s %s", group_name(inquiry->group, number),
                 path, bits, path);
    else if (is_for_group(inquiry, file, missing))
        snprintf(out, room, "usermod -aG %s %s, who then logs in anew",
                 group_name(file->st_gid, number), user->name);
    else
        snprintf(out, room, "it is for %s alone; `comeback init --group` makes a shop for several",
                 user_name(file->st_uid, number));
}

/* A folder that keeps somebody out is met once for every path behind it. */
static bool is_told(const struct inquiry *inquiry, const char *line)
{
    return inquiry->count > 0 &&
           memmem(inquiry->lines.data, inquiry->lines.length, line, strlen(line)) != NULL;
}

static void tell(struct inquiry *inquiry, const struct rights_user *user, const char *path,
                 const struct stat *file, mode_t missing)
{
    char line[2 * PATH_MAX + 512], remedy[2 * PATH_MAX + 64];
    char owner[RIGHTS_NAME], group[RIGHTS_NAME];
    add_remedy(inquiry, user, path, file, missing, remedy, sizeof remedy);
    snprintf(line, sizeof line, "user %s cannot %s %s: mode %04o owner %s group %s; %s\n",
             user->name, verb(missing), path, (unsigned)file->st_mode & 07777U,
             user_name(file->st_uid, owner), group_name(file->st_gid, group), remedy);
    if (is_told(inquiry, line))
        return;
    bytes_add_text(&inquiry->lines, line);
    inquiry->count++;
}

/* The first folder above `path` that the user may not enter; false where there is none. */
static bool find_wall(const struct rights_user *user, const char *path, char wall[PATH_MAX],
                      struct stat *file)
{
    for (const char *end = strchr(path + 1, '/'); end != NULL; end = strchr(end + 1, '/')) {
        snprintf(wall, PATH_MAX, "%.*s", (int)(end - path), path);
        if (stat(wall, file) == 0 && (rights_of(user, wall, file) & ENTER) == 0)
            return true;
    }
    return false;
}

static void ask_user(struct inquiry *inquiry, const struct rights_user *user, const char *path,
                     mode_t needed)
{
    char wall[PATH_MAX];
    struct stat file;
    if (find_wall(user, path, wall, &file)) {
        tell(inquiry, user, wall, &file, ENTER);
        return;
    }
    if (stat(path, &file) != 0)
        return;
    mode_t missing = needed & ~rights_of(user, path, &file);
    if (missing != 0)
        tell(inquiry, user, path, &file, missing);
}

static void ask(struct inquiry *inquiry, const char *path, mode_t needed)
{
    for (int i = 0; path != NULL && path[0] != '\0' && i < inquiry->users->count; i++)
        ask_user(inquiry, &inquiry->users->list[i], path, needed);
}

static void ask_files(struct inquiry *inquiry, const char *folder, const char *pattern,
                      mode_t needed)
{
    struct dirent **names = NULL;
    char path[PATH_MAX];
    struct stat file;
    int count = scandir(folder, &names, NULL, alphasort);
    for (int i = 0; i < count; i++) {
        bool fits =
            fnmatch(pattern, names[i]->d_name, FNM_PERIOD) == 0 &&
            snprintf(path, sizeof path, "%s/%s", folder, names[i]->d_name) < (int)sizeof path;
        if (fits && stat(path, &file) == 0 && S_ISREG(file.st_mode))
            ask(inquiry, path, needed);
        free(names[i]);
    }
    free(names);
}

static void ask_store(struct inquiry *inquiry, const char *store)
{
    char spool[PATH_MAX];
    if (store == NULL || store[0] == '\0')
        return;
    ask(inquiry, store, READ | WRITE | ENTER);
    ask_files(inquiry, store, "comeback.db", READ | WRITE);
    ask_files(inquiry, store, "comeback.db-*", READ | WRITE);
    ask_files(inquiry, store, "*.lock", READ | WRITE);
    snprintf(spool, sizeof spool, "%s/spool", store);
    ask(inquiry, spool, READ | WRITE | ENTER);
    ask_files(inquiry, spool, "*", READ | WRITE);
}

static void ask_keys(struct inquiry *inquiry, const char *keys)
{
    if (keys == NULL || keys[0] == '\0')
        return;
    ask(inquiry, keys, ENTER);
    ask_files(inquiry, keys, "comeback.keys", READ);
    ask_files(inquiry, keys, "serials", READ | WRITE);
}

static gid_t shared_group(const char *store)
{
    struct stat folder;
    bool shared = store != NULL && stat(store, &folder) == 0 && (folder.st_mode & S_IWGRP) != 0;
    return shared ? folder.st_gid : (gid_t)-1;
}

static void add_first_lines(const struct inquiry *inquiry, struct bytes *out)
{
    const uint8_t *line = inquiry->lines.data, *end = line + inquiry->lines.length;
    char more[32];
    for (int i = 0; i < inquiry->count && i < RIGHTS_LINES; i++) {
        const uint8_t *line_end = memchr(line, '\n', (size_t)(end - line));
        if (i > 0)
            bytes_add_byte(out, '\n');
        bytes_add(out, line, (size_t)(line_end - line));
        line = line_end + 1;
    }
    if (inquiry->count > RIGHTS_LINES) {
        snprintf(more, sizeof more, "\nand %d more", inquiry->count - RIGHTS_LINES);
        bytes_add_text(out, more);
    }
}

int rights_check(const struct rights_shop *shop, const struct rights_users *users,
                 struct bytes *out)
{
    struct inquiry inquiry = {.users = users, .group = shared_group(shop->store)};
    ask_store(&inquiry, shop->store);
    ask(&inquiry, shop->config, READ);
    ask_keys(&inquiry, shop->keys);
    ask(&inquiry, shop->device, WRITE);
    if (inquiry.lines.failed)
        out->failed = true;
    else if (inquiry.count > 0)
        add_first_lines(&inquiry, out);
    bytes_free(&inquiry.lines);
    return inquiry.count;
}
