/* SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <unistd.h>

static void the_kernel_drivers_are_there(void **state)
{
    static const char *const places[] = {
        "/sys/devices/platform/vhci_hcd.0/attach",
        "/sys/bus/usb/drivers/usblp",
        "/sys/bus/usb-serial/drivers/ftdi_sio",
        "/sys/class/udc/dummy_udc.0",
        "/sys/class/tty/ttyS0",
    };
    (void)state;
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        if (access(places[i], F_OK) != 0)
            fail_msg("\"%s\" is missing", places[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_kernel_drivers_are_there)};
    int count = sizeof tests / sizeof tests[0];
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    printf("%d passed, %d failed\n", count - failed, failed);
    return failed != 0;
}
