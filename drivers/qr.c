/* SPDX-License-Identifier: MIT */
#include "qr.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

enum { VERSIONS = 40, MODE_BITS = 4 };

static const char levels[] = "lmqh";

/* Data codewords by level and version: ISO/IEC 18004, table 7. */
static const uint16_t codewords[][VERSIONS] = {
    {19,   34,   55,   80,   108,  136,  156,  194,  232,  274,  324,  370,  428,  461,
     523,  589,  647,  721,  795,  861,  932,  1006, 1094, 1174, 1276, 1370, 1468, 1531,
     1631, 1735, 1843, 1955, 2071, 2191, 2306, 2434, 2566, 2702, 2812, 2956},
    {16,   28,   44,   64,   86,   108,  124,  154,  182,  216,  254,  290,  334,  365,
     415,  453,  507,  563,  627,  669,  714,  782,  860,  914,  1000, 1062, 1128, 1193,
     1267, 1373, 1455, 1541, 1631, 1725, 1812, 1914, 1992, 2102, 2216, 2334},
    {13,  22,  34,   48,   62,   76,   88,   110,  132,  154,  180,  206, 244, 261,
     295, 325, 367,  397,  445,  485,  512,  568,  614,  664,  718,  754, 808, 871,
     911, 985, 1033, 1115, 1171, 1231, 1286, 1354, 1426, 1502, 1582, 1666},
    {9,   16,  26,  36,  46,  60,  66,  86,   100,  122,  140,  158, 180, 197,
     223, 253, 283, 313, 341, 385, 406, 442,  464,  514,  538,  596, 628, 661,
     701, 745, 793, 845, 901, 961, 986, 1054, 1096, 1142, 1222, 1276},
};

static bool is_alphanumeric(const char *data, size_t length)
{
    static const char set[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
    for (size_t i = 0; i < length; i++) {
        if (data[i] == '\0' || strchr(set, data[i]) == NULL)
            return false;
    }
    return true;
}

/* The field that holds the number of characters grows at versions 10 and 27. */
static size_t count_bits(unsigned version, bool alphanumeric)
{
    if (version < 10)
        return alphanumeric ? 9 : 8;
    if (version < 27)
        return alphanumeric ? 11 : 16;
    return alphanumeric ? 13 : 16;
}

unsigned qr_modules(const char *data, size_t length, char level)
{
    const char *found = level != '\0' ? strchr(levels, level) : NULL;
    if (found == NULL || length > 8 * 1024)
        return 0;
    bool alphanumeric = is_alphanumeric(data, length);
    size_t bits = alphanumeric ? length / 2 * 11 + length % 2 * 6 : length * 8;
    for (unsigned version = 1; version <= VERSIONS; version++) {
        size_t room = codewords[found - levels][version - 1] * 8u;
        if (MODE_BITS + count_bits(version, alphanumeric) + bits <= room)
            return 17 + 4 * version;
    }
    return 0;
}
