/* SPDX-License-Identifier: MIT */
/* Between the files of the lab's tests alone. */
#ifndef COMEBACK_TESTS_LAB_LAB_TIME_H
#define COMEBACK_TESTS_LAB_LAB_TIME_H

#include <stdint.h>

int64_t lab_now_ms(void);
/* Between two looks at something that is waited for. */
void lab_pause(void);
void lab_stop_printers(void);

#endif
