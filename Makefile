# SPDX-License-Identifier: MIT
# make demo: a day at a till.  make test: the tests.  Everything is built below $(BUILD).
BUILD   ?= build
PREFIX  ?= /usr/local
DESTDIR ?=
CC      ?= cc
CFLAGS  ?= -O2 -g
V       ?= 0
VERSION := 0.1.0

PACKAGES_BUILD := gcc make pkg-config libsqlite3-dev libsodium-dev libjansson-dev libzint-dev \
                  libpng-dev libutf8proc-dev libiniparser-dev
PACKAGES_TEST  := $(PACKAGES_BUILD) libcmocka-dev zbar-tools php-cli python3
PACKAGES_CHECK := $(PACKAGES_TEST) clang libclang-rt-14-dev clang-format clang-tidy cppcheck \
                  universal-ctags
MODULES := sqlite3 libsodium jansson libpng libutf8proc

override CPPFLAGS += -D_GNU_SOURCE -DCOMEBACK_VERSION_TEXT='"$(VERSION)"' $(shell pkg-config --cflags $(MODULES) 2>/dev/null)
override CFLAGS += -std=gnu11 -fPIC -fvisibility=hidden -pthread -Wall -Wextra -Wshadow \
    -Wstrict-prototypes -Wmissing-prototypes -Wvla -Wformat=2 -Wpointer-arith -Wundef -Werror
# iniparser and zint have no pkg-config file in Debian.
LIBS := $(shell pkg-config --libs $(MODULES) 2>/dev/null) -liniparser -lzint -pthread

SOURCES := $(wildcard config/*.c drivers/*.c drivers/paper/*.c plugin/*.c)
COMMAND := $(wildcard plugin/command/*.c)
TESTS   := $(wildcard tests/unit/test_*.c)
SUPPORT := $(filter-out $(TESTS),$(wildcard tests/unit/*.c))
object   = $(patsubst %.c,$(BUILD)/%.o,$(1))
PROGRAMS := $(patsubst %.c,$(BUILD)/%,$(TESTS))

Q := $(if $(filter 1,$(V)),,@)
say = $(if $(filter 1,$(V)),,@printf '  %-5s %s\n' $(1) $(2))

.PHONY: all deps deps-test deps-check demo test bench asan layers abi lint format install clean
all: $(BUILD)/libcomeback.so $(if $(COMMAND),$(BUILD)/comeback) $(BUILD)/comeback.cdef

$(BUILD)/%.o: %.c
	$(call say,CC,$<)
	@mkdir -p $(@D)
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

# -MMD does not see what the assembler takes in.
$(BUILD)/config/defaults.o: config/comeback.ini config/note.receipt config/card.receipt

$(BUILD)/libcomeback.a: $(call object,$(SOURCES))
	$(call say,AR,$@)
	$(Q)rm -f $@ && ar rcs $@ $^

$(BUILD)/libcomeback.so: $(call object,$(SOURCES)) plugin/comeback.map
	$(call say,LD,$@)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -shared -Wl,-soname,libcomeback.so.0 -Wl,-z,nodelete -Wl,-z,relro -Wl,-z,now \
	    -Wl,--version-script=plugin/comeback.map -o $@ $(filter %.o,$^) $(LIBS)

$(BUILD)/comeback: $(call object,$(COMMAND)) $(BUILD)/libcomeback.a
	$(call say,LD,$@)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS)

# The declarations without comments and preprocessor lines, for PHP FFI and the like.
$(BUILD)/comeback.cdef: plugin/comeback.h
	@mkdir -p $(@D)
	$(Q)sed '/^#include/d' $< | $(CC) -E -P -DCOMEBACK_API= -x c - | grep -v '^$$' > $@

$(PROGRAMS): $(BUILD)/%: $(BUILD)/%.o $(call object,$(SUPPORT)) $(BUILD)/libcomeback.a
	$(call say,LD,$@)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS) -lcmocka

-include $(patsubst %.o,%.d,$(call object,$(SOURCES) $(COMMAND) $(TESTS) $(SUPPORT)))

# Asks apt only for what is missing; root or sudo is needed only then.
define install_packages
	@missing=$$(for p in $(1); do dpkg-query -W -f '$${Status}' $$p 2>/dev/null | grep -q 'ok installed' || echo $$p; done); \
	if [ -n "$$missing" ]; then \
	  echo "installing:" $$missing; sudo=; [ "$$(id -u)" = 0 ] || sudo=sudo; \
	  $$sudo apt-get update -q && $$sudo env DEBIAN_FRONTEND=noninteractive \
	  apt-get install -q -y --no-install-recommends $$missing; fi
endef
deps:
	$(call install_packages,$(PACKAGES_BUILD))
deps-test:
	$(call install_packages,$(PACKAGES_TEST))
deps-check:
	$(call install_packages,$(PACKAGES_CHECK))

# After an install the module list must be read anew, hence the second make.
demo: deps
	@$(MAKE) --no-print-directory all
	@$(BUILD)/comeback demo --out demo
test: deps-test
	@$(MAKE) --no-print-directory all run-tests
asan: deps-check
	@$(MAKE) --no-print-directory BUILD=$(BUILD)/asan CFLAGS='-O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all' \
	    LDFLAGS='-fsanitize=address,undefined' run-tests

.PHONY: run-tests
run-tests: $(PROGRAMS)
	@tests/run $(BUILD) $(PROGRAMS)

layers:
	@tests/layers
clean:
	rm -rf $(BUILD) demo
