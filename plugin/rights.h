/* SPDX-License-Identifier: MIT */
/*
 * Who lacks which right on a shop's files, and what gives it to them. For `check`.
 *
 * The calling user is judged by what the kernel says (faccessat), others by owner, group and mode
 * of each path and of the folders above it: of lists of access beyond the mode nothing is known
 * then. Who is in a group is what the machine's user database says, which getgrgid(3) and
 * getpwent(3) read: not beside other threads that call these.
 */
#ifndef COMEBACK_RIGHTS_H
#define COMEBACK_RIGHTS_H

#include <stdbool.h>
#include <sys/types.h>

#include "../drivers/bytes.h"

enum {
    RIGHTS_NAME = 33,
    RIGHTS_GROUPS = 64, /* of one user; more are not looked at */
    RIGHTS_USERS = 64,
    RIGHTS_LINES = 12, /* told; then how many more there are */
};

struct rights_user {
    char name[RIGHTS_NAME];
    uid_t uid;
    gid_t groups[RIGHTS_GROUPS];
    int group_count;
    bool caller;
};

struct rights_users {
    int count;
    struct rights_user list[RIGHTS_USERS];
};

/* Who calls. */
void rights_add_caller(struct rights_users *users);
/* By name; nothing where there is none of that name, or they are in the list. */
void rights_add_name(struct rights_users *users, const char *name);
/* Everybody whose group that is, first or further. */
void rights_add_members(struct rights_users *users, gid_t group);
/* The user that an installed service unit runs this shop as: where the file `unit` is there and
 * names `config`, the name behind its User=. */
bool rights_unit_user(const char *unit, const char *config, char out[RIGHTS_NAME]);

/* Where a shop lies; NULL or "" where there is none of it. */
struct rights_shop {
    const char *config, *store, *keys, *device;
};
/*
 * A line for each path and user that lacks a right on it, without a line end behind the last:
 * `user ann cannot write shop/store/comeback.db: mode 0640 owner root group tills; chmod g+w
 * shop/store/comeback.db`. Returns how many there are.
 */
int rights_check(const struct rights_shop *shop, const struct rights_users *users,
                 struct bytes *out);

#endif
