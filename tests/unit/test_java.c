/* SPDX-License-Identifier: MIT */
/* The natives as a JVM calls them, without one: so that sanitizers see them. */
#include <string.h>

#include "../../plugin/hosts/java/class_file.h"
#include "../../plugin/hosts/java/handles.h"
#include "../../plugin/hosts/java/java_text.h"
#include "../../plugin/hosts/java/natives.h"
#include "../../plugin/hosts/java/on_load.h"
#include "../../plugin/hosts/java/qr_picture.h"
#include "shop_helper.h"

/* --- a JVM of strings and byte arrays -------------------------------------------------------- */

enum { UNITS = 6000 };

struct jni_object {
    uint16_t units[UNITS];
    int32_t length;
    int8_t bytes[UNITS];
};

/* What the last call was given; each is freed by who got it. */
static struct {
    bool class_is_there, no_memory, refuse_natives;
    int defined, cleared, registered;
    struct bytes file;
} jvm;

static int32_t length_of(struct jni_env *env, struct jni_object *string)
{
    (void)env;
    return string->length;
}

static void region_of(struct jni_env *env, struct jni_object *string, int32_t start, int32_t count,
                      uint16_t *units)
{
    (void)env;
    memcpy(units, string->units + start, (size_t)count * sizeof *units);
}

static struct jni_object *make_string(struct jni_env *env, const uint16_t *units, int32_t count)
{
    (void)env;
    struct jni_object *made = jvm.no_memory ? NULL : calloc(1, sizeof *made);
    if (made == NULL)
        return NULL;
    memcpy(made->units, units, (size_t)count * sizeof *units);
    made->length = count;
    return made;
}

static struct jni_object *make_array(struct jni_env *env, int32_t length)
{
    return make_string(env, (const uint16_t[UNITS]){0}, length);
}

static void set_region(struct jni_env *env, struct jni_object *array, int32_t start, int32_t length,
                       const int8_t *bytes)
{
    (void)env;
    memcpy(array->bytes + start, bytes, (size_t)length);
}

static void clear(struct jni_env *env)
{
    (void)env;
    jvm.cleared++;
}

static struct jni_object a_class;

static struct jni_object *find(struct jni_env *env, const char *name)
{
    (void)env;
    assert_string_equal(name, "org/comeback/Comeback");
    return jvm.class_is_there ? &a_class : NULL;
}

static struct jni_object *define(struct jni_env *env, const char *name, struct jni_object *loader,
                                 const int8_t *bytes, int32_t length)
{
    (void)env;
    assert_string_equal(name, "org/comeback/Comeback");
    assert_null(loader);
    jvm.defined++;
    bytes_add(&jvm.file, bytes, (size_t)length);
    return jvm.no_memory ? NULL : &a_class;
}

static int32_t register_all(struct jni_env *env, struct jni_object *class,
                            const struct jni_native *natives, int32_t count)
{
    (void)env, (void)natives;
    assert_ptr_equal(class, &a_class);
    jvm.registered = count;
    return jvm.refuse_natives ? JNI_ERR : JNI_OK;
}

static const struct jni_functions functions = {
    .define_class = define,
    .find_class = find,
    .exception_clear = clear,
    .new_string = make_string,
    .get_string_length = length_of,
    .new_byte_array = make_array,
    .set_byte_array_region = set_region,
    .register_natives = register_all,
    .get_string_region = region_of,
};
static struct jni_env env = {.functions = &functions};

static int32_t get_env(struct jni_vm *vm, void **out, int32_t version)
{
    (void)vm;
    *out = &env;
    return version == JNI_VERSION ? JNI_OK : JNI_ERR;
}
static struct jni_vm vm = {.functions = &(const struct jni_invocation){.get_env = get_env}};

static void *native(const char *name)
{
    size_t count;
    const struct jni_native *natives = natives_table(&count);
    for (size_t i = 0; i < count; i++)
        if (strcmp(natives[i].name, name) == 0)
            return natives[i].function;
    fail_msg("no native \"%s\"", name);
    return NULL;
}

typedef int32_t of_handle(struct jni_env *, struct jni_object *, int64_t);
typedef int64_t of_text(struct jni_env *, struct jni_object *, struct jni_object *);
typedef int64_t of_begin(struct jni_env *, struct jni_object *, int64_t, struct jni_object *,
                         struct jni_object *);
typedef int32_t of_field(struct jni_env *, struct jni_object *, int64_t, struct jni_object *,
                         struct jni_object *);
typedef struct jni_object *of_get(struct jni_env *, struct jni_object *, int64_t,
                                  struct jni_object *);

/* ASCII as Java has it; of a static buffer, three at a time. */
static struct jni_object *java(const char *text)
{
    static struct jni_object strings[3];
    static int next;
    struct jni_object *string = &strings[next++ % 3];
    string->length = (int32_t)strlen(text);
    for (int i = 0; i < string->length; i++)
        string->units[i] = (uint16_t)text[i];
    return string;
}

static int64_t open_shop(const struct till *till)
{
    char path[128];
    snprintf(path, sizeof path, "%s/comeback.ini", till->folder);
    return ((of_text *)native("open"))(&env, NULL, java(path));
}

static int64_t begin(int64_t shop, const char *ref)
{
    return ((of_begin *)native("begin"))(&env, NULL, shop, java("java"), java(ref));
}

static int32_t call(const char *name, int64_t handle)
{
    return ((of_handle *)native(name))(&env, NULL, handle);
}

static int32_t set(int64_t sale, const char *field, const char *text)
{
    return ((of_field *)native("set"))(&env, NULL, sale, java(field), java(text));
}

/* --- texts ----------------------------------------------------------------------------------- */

static void check_utf8(const uint16_t *units, size_t count, const char *expected)
{
    struct bytes out = {0};
    java_text_to_utf8(units, count, &out);
    bytes_add_byte(&out, '\0');
    assert_string_equal((const char *)out.data, expected);
    bytes_free(&out);
}

static void a_pair_of_surrogates_is_one_character(void **state)
{
    (void)state;
    check_utf8((const uint16_t[]){0xD83D, 0xDE00, 'a'}, 3,
               "\xF0\x9F\x98\x80"
               "a");
    check_utf8((const uint16_t[]){0xDBFF, 0xDFFF}, 2, "\xF4\x8F\xBF\xBF");
}

static void half_a_pair_and_u0000_become_ufffd(void **state)
{
    (void)state;
    check_utf8((const uint16_t[]){0xD83D}, 1, "\xEF\xBF\xBD");
    check_utf8((const uint16_t[]){0xDE00, 0xD83D}, 2, "\xEF\xBF\xBD\xEF\xBF\xBD");
    check_utf8((const uint16_t[]){0xD83D, 'a'}, 2,
               "\xEF\xBF\xBD"
               "a");
    check_utf8((const uint16_t[]){'a', 0, 'b'}, 3,
               "a\xEF\xBF\xBD"
               "b");
}

static void every_character_comes_back_as_it_was(void **state)
{
    (void)state;
    for (uint32_t point = 1; point < 0x110000; point++) {
        uint16_t units[2] = {(uint16_t)point}, back[4];
        size_t count = point < 0x10000 ? 1 : 2;
        struct bytes out = {0};
        if (point >= 0xD800 && point < 0xE000)
            continue;
        if (count == 2) {
            units[0] = (uint16_t)(0xD7C0 + (point >> 10));
            units[1] = (uint16_t)(0xDC00 | (point & 0x3FF));
        }
        java_text_to_utf8(units, count, &out);
        assert_int_equal(java_text_to_utf16((const char *)out.data, out.length, back), count);
        assert_memory_equal(back, units, count * sizeof *units);
        bytes_free(&out);
    }
}

static void bytes_that_are_no_text_become_ufffd(void **state)
{
    (void)state;
    uint16_t units[4];
    assert_int_equal(java_text_to_utf16("a\xFF\xC3", 3, units), 3);
    assert_int_equal(units[1], 0xFFFD);
    assert_int_equal(units[2], 0xFFFD);
}

/* --- handles --------------------------------------------------------------------------------- */

static void a_handle_means_one_object_ever(void **state)
{
    struct till *till = *state;
    int64_t shop = open_shop(till), sale = begin(shop, "1");
    assert_true(shop > 0 && sale > 0);
    assert_int_equal(call("free", sale), COMEBACK_OK);
    assert_int_equal(call("free", sale), COMEBACK_ARGUMENT);
    int64_t next = begin(shop, "2");
    assert_int_equal(next & UINT32_MAX, sale & UINT32_MAX);
    assert_int_not_equal(next, sale);
    assert_int_equal(set(sale, "till", "1"), COMEBACK_ARGUMENT);
    assert_int_equal(set(next, "till", "1"), COMEBACK_OK);
    assert_int_equal(set(shop, "till", "1"), COMEBACK_ARGUMENT);
    assert_int_equal(call("close", next), COMEBACK_ARGUMENT);
    assert_int_equal(call("free", next), COMEBACK_OK);
    assert_int_equal(call("close", shop), COMEBACK_OK);
    assert_int_equal(call("close", shop), COMEBACK_ARGUMENT);
}

static void a_sale_is_one_callers_at_a_time(void **state)
{
    struct till *till = *state;
    int64_t shop = open_shop(till), sale = begin(shop, "1");
    assert_non_null(handles_take_sale(sale));
    assert_null(handles_take_sale(sale));
    assert_int_equal(call("free", sale), COMEBACK_ARGUMENT);
    handles_give(sale);
    assert_int_equal(call("free", sale), COMEBACK_OK);
    assert_int_equal(call("close", shop), COMEBACK_OK);
}

static void a_closed_shop_lives_as_long_as_its_last_sale(void **state)
{
    struct till *till = *state;
    int64_t shop = open_shop(till), sale = begin(shop, "1");
    assert_int_equal(call("close", shop), COMEBACK_OK);
    assert_int_equal(begin(shop, "2"), COMEBACK_ARGUMENT);
    assert_int_equal(set(sale, "total_minor", "4250"), COMEBACK_OK);
    assert_int_equal(call("finish", sale), COMEBACK_OK);
    assert_int_equal(call("free", sale), COMEBACK_OK);
}

static void memory_that_is_out_is_answered_as_null(void **state)
{
    struct till *till = *state;
    int64_t shop = open_shop(till), sale = begin(shop, "1");
    jvm.no_memory = true;
    jvm.cleared = 0;
    assert_null(((of_get *)native("get"))(&env, NULL, sale, java("why")));
    assert_null(((of_get *)native("slip"))(&env, NULL, sale, java("note")));
    assert_int_equal(jvm.cleared, 2);
    jvm.no_memory = false;
    call("free", sale);
    call("close", shop);
}

static void a_slip_comes_as_its_bytes(void **state)
{
    struct till *till = *state;
    int64_t shop = open_shop(till), sale = begin(shop, "1");
    set(sale, "total_minor", "4250");
    call("finish", sale);
    struct jni_object *note = ((of_get *)native("slip"))(&env, NULL, sale, java("note.text"));
    struct jni_object *code = ((of_get *)native("get"))(&env, NULL, sale, java("notes"));
    char text[32] = {0};
    assert_true(note->length > 20);
    assert_int_equal(code->length, 14);
    for (int i = 0; i < code->length; i++)
        text[i] = (char)code->units[i];
    assert_non_null(strstr((const char *)note->bytes, text));
    free(note);
    free(code);
    call("free", sale);
    call("close", shop);
}

static void a_code_comes_as_a_picture_or_not_at_all(void **state)
{
    (void)state;
    struct bytes png = {0};
    char longest[102];
    memset(longest, 'A', 101);
    longest[101] = '\0';
    assert_false(qr_picture("", 4, &png));
    assert_false(qr_picture("A", 1, &png));
    assert_false(qr_picture("A", 17, &png));
    assert_false(qr_picture(longest, 4, &png));
    assert_int_equal(png.length, 0);
    assert_true(qr_picture(longest + 1, 16, &png));
    assert_memory_equal(png.data, "\x89PNG", 4);
    bytes_free(&png);
}

/* --- loading --------------------------------------------------------------------------------- */

static void loading_makes_the_class_where_there_is_none(void **state)
{
    (void)state;
    memset(&jvm, 0, sizeof jvm);
    assert_int_equal(JNI_OnLoad(&vm, NULL), JNI_VERSION);
    assert_int_equal(jvm.defined, 1);
    assert_int_equal(jvm.registered, 18);
    assert_memory_equal(jvm.file.data, "\xCA\xFE\xBA\xBE\0\0\0\x34", 8);
    bytes_free(&jvm.file);
}

static void loading_takes_the_class_that_is_there(void **state)
{
    (void)state;
    memset(&jvm, 0, sizeof jvm);
    jvm.class_is_there = true;
    assert_int_equal(JNI_OnLoad(&vm, NULL), JNI_VERSION);
    assert_int_equal(jvm.defined, 0);
    assert_int_equal(jvm.registered, 18);
}

static void loading_fails_where_the_class_lacks_a_native(void **state)
{
    (void)state;
    memset(&jvm, 0, sizeof jvm);
    jvm.class_is_there = jvm.refuse_natives = true;
    assert_int_equal(JNI_OnLoad(&vm, NULL), JNI_ERR);
    jvm.class_is_there = jvm.refuse_natives = false;
    jvm.no_memory = true;
    assert_int_equal(JNI_OnLoad(&vm, NULL), JNI_ERR);
    bytes_free(&jvm.file);
    memset(&jvm, 0, sizeof jvm);
}

/* --- */

static int open_till(void **state)
{
    static struct till till;
    memset(&till, 0, sizeof till);
    till_open(&till);
    *state = &till;
    return 0;
}

static int close_till(void **state)
{
    till_close(*state);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_pair_of_surrogates_is_one_character),
        cmocka_unit_test(half_a_pair_and_u0000_become_ufffd),
        cmocka_unit_test(every_character_comes_back_as_it_was),
        cmocka_unit_test(bytes_that_are_no_text_become_ufffd),
        cmocka_unit_test_setup_teardown(a_handle_means_one_object_ever, open_till, close_till),
        cmocka_unit_test_setup_teardown(a_sale_is_one_callers_at_a_time, open_till, close_till),
        cmocka_unit_test_setup_teardown(a_closed_shop_lives_as_long_as_its_last_sale, open_till,
                                        close_till),
        cmocka_unit_test_setup_teardown(memory_that_is_out_is_answered_as_null, open_till,
                                        close_till),
        cmocka_unit_test_setup_teardown(a_slip_comes_as_its_bytes, open_till, close_till),
        cmocka_unit_test(a_code_comes_as_a_picture_or_not_at_all),
        cmocka_unit_test(loading_makes_the_class_where_there_is_none),
        cmocka_unit_test(loading_takes_the_class_that_is_there),
        cmocka_unit_test(loading_fails_where_the_class_lacks_a_native),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
