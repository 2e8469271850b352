/* SPDX-License-Identifier: MIT */
#include "lab.h"

#include <fnmatch.h>
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

static const struct CMUnitTest machine_tests[] = {
    cmocka_unit_test(the_kernel_drivers_are_there),
};

static const struct {
    const char *name;
    const struct CMUnitTest *tests;
    const size_t *count;
} groups[] = {
    {"usb", lab_usb_tests, &lab_usb_count},
    {"node", lab_node_tests, &lab_node_count},
    {"serial", lab_serial_tests, &lab_serial_count},
    {"command", lab_command_tests, &lab_command_count},
};

static size_t count_fitting(const char *pattern, const struct CMUnitTest *tests, size_t count)
{
    size_t fitting = 0;
    for (size_t i = 0; i < count; i++)
        fitting += fnmatch(pattern, tests[i].name, 0) == 0;
    return fitting;
}

/* lab_main [PATTERN]: the tests whose names fit, such as "*uart*". */
int main(int argc, char **argv)
{
    const char *pattern = argc > 1 ? argv[1] : "*";
    int failed = _cmocka_run_group_tests("machine", machine_tests, 1, NULL, NULL);
    size_t count = 1;
    cmocka_set_test_filter(pattern);
    for (size_t i = 0; i < sizeof groups / sizeof groups[0]; i++) {
        failed +=
            _cmocka_run_group_tests(groups[i].name, groups[i].tests, *groups[i].count, NULL, NULL);
        count += count_fitting(pattern, groups[i].tests, *groups[i].count);
    }
    printf("%zu passed, %d failed\n", count - (size_t)failed, failed);
    return failed != 0;
}
