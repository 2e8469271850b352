/* SPDX-License-Identifier: MIT */
/*
 * What the lab's tests stand on: virtual printers on real wires, each a process of its own
 * (station.h), and jobs sent to them from processes of their own, which may be killed and may have
 * other rights. What is on paper is asked of the printer, never of the driver.
 *
 * All helpers fail the running test by themselves. Nothing here measures; what is waited for is
 * given GUARD_MS, which only a hang exceeds.
 */
#ifndef COMEBACK_TESTS_LAB_LAB_H
#define COMEBACK_TESTS_LAB_LAB_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdbool.h>
#include <sys/types.h>

#include "../../drivers/printer.h"

enum { GUARD_MS = 60000, LAB_ANSWER_BYTES = 96 * 1024 };

#define LAB_LP_NODE "/dev/usb/lp0"
#define LAB_USB_URI "usb://EPSON/TM-L90?serial=LAB0001"

/* Printers. Each test ends with lab_end as its teardown, which stops them and the senders. */

/* argv[1] is the printer's name. Returns when its door is open. */
void lab_start(const char *const argv[]);
/* The same for a USB printer named "usb" with extra options, NULL-ended, when usblp has made its
 * node and udev has given it to its group. */
void lab_start_usb(const char *const options[]);
int lab_end(void **state);

/* Fails where it is refused. The answer is valid until the next request. */
const char *lab_ask(const char *printer, const char *request);
uint64_t lab_total(const char *printer, const char *name);
void lab_await_total(const char *printer, const char *name, uint64_t least);
void lab_await_path(const char *path, bool there);

/* Jobs. A slip is a title on each of its numbered lines, and a cut. */

struct lab_job {
    const char *uri;
    const char *profile; /* NULL: epson-tm-l90 */
    const char *title;
    unsigned lines;
    int64_t ticket;
    int job_ms;  /* 0: 30000 */
    uid_t user;  /* 0: root */
    gid_t group; /* the one group of that user besides nobody's; 0: none */
};

struct lab_sent {
    int status;
    struct printer_claim claim;
    int64_t took_ms;
};

/* They share one journal, made anew by lab_forget. */
void lab_forget(void);
pid_t lab_send_begin(const struct lab_job *job);
void lab_send_end(pid_t sender, struct lab_sent *sent);
void lab_send(const struct lab_job *job, struct lab_sent *sent);
void lab_kill(pid_t sender);
/* Gives back what was taken, and tells what the journal says of the ticket. */
enum printer_past lab_recover(const char *uri, int64_t ticket, struct printer_claim *claim);

/* A claim of PRINTER_PRINTED and nothing torn. */
void lab_check_printed(const struct lab_sent *sent);
/* Not printed, for that reason: `word` stands in the text. */
void lab_check_refused(const struct lab_sent *sent, int status, bool torn, const char *word);
/* Of the slips that came out: so many of these are whole, each on a sheet that was cut. */
void lab_check_whole(const char *printer, const struct lab_job *job, unsigned count);
/* The driver that sits on the USB printer's interface, "" where none does. */
void lab_check_driver(const char *driver);
/* CPU time that a sender and its threads have taken so far. */
int64_t lab_cpu_us(pid_t sender);
/* Sleeps so long and tells, for the table of figures, what the sender took meanwhile. */
void lab_watch_waiting(const char *what, pid_t sender, int duration_ms);

extern const struct CMUnitTest lab_usb_tests[], lab_node_tests[], lab_serial_tests[],
    lab_command_tests[];
extern const size_t lab_usb_count, lab_node_count, lab_serial_count, lab_command_count;

#endif
