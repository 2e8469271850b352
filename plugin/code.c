/* SPDX-License-Identifier: MIT */
#include "code.h"

#include <sodium.h>
#include <string.h>

enum { SYMBOLS = 12, MAC_BITS = 30, SERIAL_BITS = 20 };

static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

static int symbol_value(char letter)
{
    if (letter >= 'a' && letter <= 'z')
        letter = (char)(letter - 'a' + 'A');
    if (letter == 'I' || letter == 'L')
        return 1;
    if (letter == 'O')
        return 0;
    const char *found = letter == '\0' ? NULL : strchr(alphabet, letter);
    return found == NULL ? -1 : (int)(found - alphabet);
}

static unsigned times_alpha(unsigned value)
{
    value <<= 1;
    return value & 32 ? value ^ 0x25 : value;
}

static unsigned weighted_sum(const uint8_t *symbols, int count)
{
    unsigned sum = 0;
    for (int i = count - 1; i >= 0; i--)
        sum = times_alpha(sum) ^ symbols[i];
    return sum;
}

static void split(int64_t id, uint8_t symbols[SYMBOLS])
{
    for (int i = SYMBOLS - 2; i >= 0; i--, id >>= 5)
        symbols[i] = (uint8_t)(id & 31);
    /* alpha has order 31, so dividing by alpha^11 is multiplying by alpha^20. */
    unsigned check = weighted_sum(symbols, SYMBOLS - 1);
    for (int i = 0; i < 20; i++)
        check = times_alpha(check);
    symbols[SYMBOLS - 1] = (uint8_t)check;
}

void code_format(int64_t id, char out[CODE_TEXT])
{
    uint8_t symbols[SYMBOLS];
    split(id, symbols);
    for (int i = 0; i < SYMBOLS; i++) {
        if (i > 0 && i % 4 == 0)
            *out++ = '-';
        *out++ = alphabet[symbols[i]];
    }
    *out = '\0';
}

bool code_parse(const char *text, size_t length, int64_t *id)
{
    uint8_t symbols[SYMBOLS];
    int count = 0;
    for (size_t i = 0; i < length; i++) {
        if (strchr(" -\t\r\n", text[i]) != NULL && text[i] != '\0')
            continue;
        int value = symbol_value(text[i]);
        if (value < 0 || count == SYMBOLS)
            return false;
        symbols[count++] = (uint8_t)value;
    }
    if (count != SYMBOLS || symbols[0] < 16 || weighted_sum(symbols, SYMBOLS) != 0)
        return false;
    int64_t value = 0;
    for (int i = 0; i < SYMBOLS - 1; i++)
        value = value << 5 | symbols[i];
    *id = value;
    return true;
}

enum code_kind code_kind(int64_t id)
{
    return (enum code_kind)(id >> 53 & 3);
}

uint32_t code_serial(int64_t id)
{
    return (uint32_t)(id >> MAC_BITS) & (KEYS_SERIALS - 1);
}

int32_t code_quarter(int64_t id, int32_t today)
{
    int32_t next = clock_quarter(today) + 1, of_issue = (int32_t)(id >> 50 & 7);
    return next - ((next - of_issue) & 7);
}

static void put_be(uint8_t *out, uint64_t value, int bytes)
{
    for (int i = 0; i < bytes; i++)
        out[i] = (uint8_t)(value >> 8 * (bytes - 1 - i));
}

static uint32_t mac(const uint8_t key[KEYS_SECRET_BYTES], uint64_t shop, enum code_kind kind,
                    int32_t quarter, uint32_t serial)
{
    uint8_t message[17], tag[crypto_auth_hmacsha256_BYTES];
    put_be(message, (uint64_t)kind, 1);
    put_be(message + 1, (uint32_t)quarter, 4);
    put_be(message + 5, shop, 8);
    put_be(message + 13, serial, 4);
    crypto_auth_hmacsha256(tag, message, sizeof message, key);
    return (uint32_t)((tag[0] << 22 | tag[1] << 14 | tag[2] << 6 | tag[3] >> 2) &
                      ((1u << MAC_BITS) - 1));
}

bool code_is_ours(const struct keys *keys, int64_t id, int32_t today)
{
    uint32_t tag = (uint32_t)(id & ((1 << MAC_BITS) - 1)), difference = 1;
    for (int epoch = 0; epoch < keys->epochs && difference != 0; epoch++)
        difference = tag ^ mac(keys->code[epoch], keys->shop, code_kind(id),
                               code_quarter(id, today), code_serial(id));
    return difference == 0;
}

bool code_recognise(struct keys *keys, int64_t id, int32_t today)
{
    return code_is_ours(keys, id, today) || (keys_refresh(keys) && code_is_ours(keys, id, today));
}

int64_t code_mint(const struct keys *keys, enum code_kind kind, int32_t quarter, uint32_t serial)
{
    uint32_t tag = mac(keys->code[keys->epochs - 1], keys->shop, kind, quarter, serial);
    return (int64_t)kind << 53 | (int64_t)(quarter & 7) << 50 | (int64_t)serial << MAC_BITS | tag;
}

void code_range(enum code_kind kind, int32_t quarter, int64_t *first, int64_t *last)
{
    *first = (int64_t)kind << 53 | (int64_t)(quarter & 7) << 50;
    *last = *first | ((INT64_C(1) << (SERIAL_BITS + MAC_BITS)) - 1);
}
