/* SPDX-License-Identifier: MIT */
/*
 * Files and folders that get the rights of the folder they are made in.
 *
 * A folder that has setgid and group write (2770) is shared among its group: what is made in it is
 * its group's too, 0660 and 2770, whatever the umask of who makes it, and bears its name only once
 * it has these rights, so that nobody of the group is ever refused. In any other folder the mode
 * and the umask do what they do with open(2).
 *
 * What root makes belongs to the folder's owner: one command under sudo would otherwise leave files
 * that the tills cannot open.
 */
#ifndef COMEBACK_DRIVERS_SHARED_H
#define COMEBACK_DRIVERS_SHARED_H

#include <stdbool.h>
#include <sys/types.h>

/* False also where it cannot be looked at. */
bool shared_folder(const char *folder);

/* As open(2) with O_CREAT, which need not be among the flags; O_EXCL may be, O_TRUNC not. */
int shared_open(const char *path, int flags, mode_t mode);
/* As mkdir(2). */
int shared_mkdir(const char *path, mode_t mode);
/* For what was made by other means in that open folder; nothing where it is not shared. */
int shared_fit(int fd, int folder_fd);

#endif
