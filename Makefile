# SPDX-License-Identifier: MIT
# make demo: a day at a till.  make test: the tests.  make lab: tests with real kernel drivers.
# Everything is built below $(BUILD).
BUILD   ?= build
PREFIX  ?= /usr/local
DESTDIR ?=
CC      ?= cc
CFLAGS  ?= -O2 -g
V       ?= 0
WERROR  ?=
VERSION := 0.1.0

PACKAGES_BUILD := gcc make pkg-config libsqlite3-dev libsodium-dev libjansson-dev libzint-dev \
                  libpng-dev libutf8proc-dev libiniparser-dev libusb-1.0-0-dev libserialport-dev \
                  libpango1.0-dev libcairo2-dev libmicrohttpd-dev
PACKAGES_TEST  := $(PACKAGES_BUILD) libcmocka-dev libumockdev-dev umockdev zbar-tools faketime \
                  php-cli php-sqlite3 python3 python3-phonenumbers python3-zxing-cpp python3-pil patch \
                  fonts-noto-core fonts-noto-cjk fonts-noto-color-emoji libharfbuzz-bin \
                  bsh velocity openjdk-17-jre-headless $(if $(shell sh -c 'command -v npm'),,nodejs npm)
# A printing service and a service manager are not put on a newcomer's machine for one test each.
PACKAGES_CHECK := $(PACKAGES_TEST) cups-daemon systemd clang libclang-rt-14-dev clang-format clang-tidy cppcheck \
                  universal-ctags mandoc zsh fish
PACKAGES_LAB   := $(PACKAGES_TEST) qemu-system-x86 busybox-static cpio kmod xz-utils
MODULES := sqlite3 libsodium jansson libpng libutf8proc libusb-1.0 libserialport

override CPPFLAGS += -D_GNU_SOURCE -DCOMEBACK_VERSION_TEXT='"$(VERSION)"' $(shell pkg-config --cflags $(MODULES) pangocairo 2>/dev/null)
override CFLAGS += -std=gnu11 -fPIC -fvisibility=hidden -pthread -Wall -Wextra -Wshadow \
    -Wstrict-prototypes -Wmissing-prototypes -Wvla -Wformat=2 -Wpointer-arith -Wundef $(WERROR)
# iniparser and zint have no pkg-config file in Debian.
LIBS := $(shell pkg-config --libs $(MODULES) 2>/dev/null) -liniparser -lzint -lm -pthread

SOURCES := $(wildcard config/*.c drivers/*.c drivers/paper/*.c plugin/*.c plugin/hosts/java/*.c)
# Of the program alone: no host that loads us needs a filter.
TAP     := $(wildcard plugin/tap/*.c)
PRINTERS := $(addsuffix .profile,$(sort $(basename $(wildcard config/printers/*.profile))))
COMMAND := $(wildcard plugin/command/*.c)
TESTS   := $(wildcard tests/unit/test_*.c)
# Stands before functions of libc, so it goes only where it is named.
SHIM    := tests/doubles/pty_shim
SUPPORT := $(filter-out $(TESTS) $(SHIM).c tests/doubles/usb_%,$(wildcard tests/unit/*.c tests/doubles/*.c))
# A USB bus without a kernel; needs umockdev, the others do not.
USB_MOCK := $(wildcard tests/doubles/usb_mock*.c)
USB_DOUBLES := tests/doubles/usb_refuse tests/doubles/usb_printer
object   = $(patsubst %.c,$(BUILD)/%.o,$(1))
HOSTS   := $(wildcard tests/hosts/test_*.c)
HOST_SUPPORT := $(filter-out $(HOSTS),$(wildcard tests/hosts/*.c))
BENCHES := $(wildcard tests/bench/bench_*.c)
BENCH_SUPPORT := $(filter-out $(BENCHES),$(wildcard tests/bench/*.c))
LAB     := $(patsubst %.c,$(BUILD)/%,$(wildcard $(addprefix tests/lab/,lab_main.c usbip_printer.c usbip_ftdi.c tty_printer.c gadget_printer.c)))
FAULTS  := tests/faults/send_bytes tests/faults/serial_printer
FUZZERS := $(wildcard tests/fuzz/fuzz_*.c)
PROGRAMS := $(patsubst %.c,$(BUILD)/%,$(TESTS) $(HOSTS))

Q := $(if $(filter 1,$(V)),,@)
say = $(if $(filter 1,$(V)),,@printf '  %-5s %s\n' $(1) $(2))

# Objects stay for the next build.
.SECONDARY:
.PHONY: all deps deps-test deps-check deps-lab demo test lab faults faults-broken bench bench-10m bench-peers fuzz asan layers abi lint format install uninstall clean
all: $(BUILD)/libcomeback.so $(if $(COMMAND),$(BUILD)/comeback) $(BUILD)/comeback.cdef pages completion

$(BUILD)/%.o: %.c
	$(call say,CC,$<)
	@mkdir -p $(@D)
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

# -MMD does not see what the assembler takes in.
$(BUILD)/config/defaults.o: config/comeback.ini $(wildcard config/*.receipt)

# What each printer model can do: text files, read at build time.
$(BUILD)/drivers/table/profile_table: $(call object,drivers/table/profile_table.c drivers/profile_reader.c drivers/profile_words.c)
	$(call say,LD,$@)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^
$(BUILD)/printers.c: $(BUILD)/drivers/table/profile_table $(PRINTERS)
	$(call say,GEN,$@)
	$(Q)$< $(PRINTERS) > $@.new && mv $@.new $@
$(BUILD)/printers.o: $(BUILD)/printers.c
	$(Q)$(CC) $(CPPFLAGS) -I. $(CFLAGS) -MMD -MP -c -o $@ $<
OBJECTS := $(call object,$(SOURCES)) $(BUILD)/printers.o

$(BUILD)/libcomeback.a: $(OBJECTS) $(call object,$(TAP))
	$(call say,AR,$@)
	$(Q)rm -f $@ && ar rcs $@ $^

$(BUILD)/libcomeback.so: $(OBJECTS) plugin/comeback.map
	$(call say,LD,$@)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -shared -Wl,-soname,libcomeback.so.0 -Wl,-z,nodelete -Wl,-z,relro -Wl,-z,now \
	    -Wl,--version-script=plugin/comeback.map -o $@ $(filter %.o,$^) $(LIBS) && ln -sf libcomeback.so $@.0

$(BUILD)/comeback: $(call object,$(COMMAND)) $(BUILD)/libcomeback.a
	$(call say,LD,$@)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS)

# The declarations without comments and preprocessor lines, for PHP FFI and the like.
$(BUILD)/comeback.cdef: plugin/comeback.h
	@mkdir -p $(@D)
	$(Q)sed '/^#include/d' $< | $(CC) -E -P -DCOMEBACK_API= -x c - | grep -v '^$$' > $@

# Manual pages and completion say what the program says of itself.
SHELLS := bash zsh fish
ROFF    = awk -v version=$(VERSION) -v date="$$(sed -n 's/^\.Dd //p' man/comeback.1)" -f man/roff.awk
.PHONY: pages completion
pages: $(BUILD)/pages/comeback.1
completion: $(SHELLS:%=$(BUILD)/completion/%)

$(BUILD)/help.txt: $(BUILD)/comeback man/help
	$(Q)man/help $< > $@.new && mv $@.new $@

$(BUILD)/man/tables: $(BUILD)/man/tables.o $(BUILD)/libcomeback.a
	$(call say,LD,$@)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS)

$(BUILD)/tables.txt: $(BUILD)/man/tables
	$(Q)$< > $@.new && mv $@.new $@

# comeback.1 comes last and stands for all of them.
$(BUILD)/pages/comeback.1: $(BUILD)/help.txt $(BUILD)/tables.txt $(wildcard man/*.awk) man/comeback.1 plugin/comeback.h config/comeback.ini
	$(call say,MAN,$(@D))
	@rm -rf $(@D) && mkdir -p $(@D)
	$(Q)$(ROFF) -v out=$(@D) -f man/command.awk $(BUILD)/help.txt
	$(Q)$(ROFF) -f man/settings.awk $(BUILD)/tables.txt config/comeback.ini > $(@D)/comeback.ini.5
	$(Q)$(ROFF) -f man/header.awk plugin/comeback.h > $(@D)/comeback.3
	$(Q)awk -f man/list.awk $(BUILD)/help.txt man/comeback.1 > $@

$(SHELLS:%=$(BUILD)/completion/%): $(BUILD)/completion/%: completion/%.awk completion/list.awk $(BUILD)/help.txt $(BUILD)/tables.txt
	$(call say,GEN,$@)
	@mkdir -p $(@D)
	$(Q)awk -f completion/list.awk $(BUILD)/help.txt | awk -f $< $(BUILD)/tables.txt - > $@

$(BUILD)/tests/unit/test_%: $(BUILD)/tests/unit/test_%.o $(call object,$(SUPPORT)) $(BUILD)/libcomeback.a
	$(call say,LD,$@)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $(filter %.o,$^) $(filter %.a,$^) $(LIBS) -lcmocka

$(BUILD)/tests/unit/test_serial: $(BUILD)/$(SHIM).o
$(BUILD)/$(SHIM).so: $(BUILD)/$(SHIM).o
	$(call say,LD,$@)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -shared -o $@ $^

$(call object,$(USB_MOCK) $(USB_DOUBLES:=.c) tests/unit/test_usb.c): override CPPFLAGS += $(shell pkg-config --cflags umockdev-1.0 2>/dev/null)
$(BUILD)/tests/unit/test_usb $(BUILD)/tests/doubles/usb_printer: LIBS += $(shell pkg-config --libs umockdev-1.0 2>/dev/null)
$(BUILD)/tests/unit/test_usb: $(call object,$(USB_MOCK)) | $(BUILD)/tests/doubles/usb_refuse.so
$(BUILD)/tests/doubles/usb_printer: $(call object,tests/doubles/usb_printer.c $(USB_MOCK) $(filter-out plugin/command/main.c,$(COMMAND))) $(BUILD)/libcomeback.a | $(BUILD)/tests/doubles/usb_refuse.so
	$(call say,LD,$@)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS)
# Loaded before the sanitizers, so without them.
$(BUILD)/tests/doubles/usb_refuse.so: tests/doubles/usb_refuse.c
	$(call say,LD,$@)
	@mkdir -p $(@D)
	$(Q)$(CC) -D_GNU_SOURCE -std=gnu11 -Wall -Wextra -O1 -g -fPIC -shared -o $@ $<

# What the matrix of faults needs beside the program itself.
$(BUILD)/tests/faults/send_bytes: $(BUILD)/tests/faults/send_bytes.o $(BUILD)/libcomeback.a
	$(call say,LD,$@)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS)
$(BUILD)/tests/faults/serial_printer: $(call object,tests/faults/serial_printer.c tests/doubles/pty_printer.c $(filter-out plugin/command/main.c,$(COMMAND))) $(BUILD)/libcomeback.a
	$(call say,LD,$@)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS)

# The reading of exports is a part of the program, not of the library.
IMPORT := $(wildcard plugin/command/export_*.c plugin/command/sales_*.c) plugin/command/csv.c plugin/command/terminal.c
$(BUILD)/tests/unit/test_import: $(call object,$(IMPORT) plugin/command/tell.c)
$(BUILD)/tests/fuzz/fuzz_import: $(call object,$(IMPORT))
$(BUILD)/tests/fuzz/fuzz_serve_till: $(call object,plugin/command/serve_till_ask.c)

# A host sees nothing of us but the header and the shared object, which it loads itself.
$(BUILD)/tests/hosts/test_%: $(BUILD)/tests/hosts/test_%.o $(call object,$(HOST_SUPPORT))
	$(call say,LD,$@)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ -lcmocka -ldl

# A library of before it could hand out slips, and koffi for Node: what test_bindings loads.
$(BUILD)/tests/hosts/older.so: $(OBJECTS) plugin/comeback.map
	$(call say,LD,$@)
	@mkdir -p $(@D)
	$(Q)sed '/comeback_sale_slip/d' plugin/comeback.map > $@.map
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -shared -Wl,--version-script=$@.map -o $@ $(OBJECTS) $(LIBS)
$(BUILD)/node/node_modules: plugin/hosts/node/package.json
	$(call say,NPM,$@)
	@mkdir -p $(@D) && cp $< $(@D)
	$(Q)cd $(@D) && npm install --no-audit --no-fund --ignore-scripts --loglevel=error && touch node_modules || \
	  echo "no koffi: npm or its registry is not there; the tests that need it are skipped"
$(BUILD)/tests/hosts/test_bindings: | $(BUILD)/tests/hosts/older.so $(BUILD)/node/node_modules

# This one is a host too; what is measured must not be in it before it loads it.
$(BUILD)/tests/bench/bench_host: $(call object,tests/bench/bench_host.c $(BENCH_SUPPORT)) | $(BUILD)/libcomeback.so
	$(call say,LD,$@)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ -ldl

$(BUILD)/tests/bench/bench_%: $(BUILD)/tests/bench/bench_%.o $(call object,$(BENCH_SUPPORT)) $(BUILD)/libcomeback.a
	$(call say,LD,$@)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS)

$(BUILD)/tests/receiptline/layout_dump: $(BUILD)/tests/receiptline/layout_dump.o $(BUILD)/libcomeback.a
	$(call say,LD,$@)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS)
-include $(BUILD)/tests/receiptline/layout_dump.d

# The lab's programs share an archive, of which each takes what it calls.
$(BUILD)/tests/lab/lab.a: $(filter-out $(LAB:=.o),$(call object,$(wildcard tests/lab/*.c)))
	$(call say,AR,$@)
	$(Q)rm -f $@ && ar rcs $@ $^
$(LAB): $(BUILD)/tests/lab/%: $(BUILD)/tests/lab/%.o $(BUILD)/tests/lab/lab.a $(BUILD)/libcomeback.a
	$(call say,LD,$@)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS) -lcmocka

-include $(patsubst %.o,%.d,$(BUILD)/printers.o $(call object,drivers/table/profile_table.c $(SOURCES) $(TAP) $(COMMAND) $(TESTS) $(SUPPORT) $(SHIM).c $(USB_MOCK) $(USB_DOUBLES:=.c) $(FAULTS:=.c) $(HOSTS) $(HOST_SUPPORT) $(BENCHES) $(BENCH_SUPPORT) $(FUZZERS) man/tables.c $(wildcard tests/lab/*.c)))

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
deps-lab:
	$(call install_packages,$(PACKAGES_LAB))
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

# One QEMU machine in which the wires meet the drivers of Debian's kernel.
lab: deps-lab
	@$(MAKE) --no-print-directory all run-lab

# What we claim of a slip against what is on paper; and whether that can tell a build that is broken.
faults: deps-test
	@$(MAKE) --no-print-directory all run-faults
faults-broken: deps-test
	@$(MAKE) --no-print-directory all run-faults-broken

.PHONY: run-faults run-faults-broken
FAULT_PROGRAMS := $(patsubst %,$(BUILD)/%,$(FAULTS) $(SHIM).so tests/doubles/usb_printer)
run-faults: all $(FAULT_PROGRAMS)
	@python3 -B tests/faults/test_judge.py
	@tests/faults/run $(BUILD)
	@tests/faults/peers $(BUILD)
run-faults-broken: all $(FAULT_PROGRAMS)
	@tests/faults/broken/run $(BUILD)

.PHONY: run-tests run-bench run-bench-peers run-fuzz run-lab
run-tests: all $(PROGRAMS)
	@tests/run $(BUILD) $(PROGRAMS)
run-lab: all $(LAB)
	@tests/lab/run $(BUILD)
bench: deps-test
	@$(MAKE) --no-print-directory all run-bench
# The same with ten million customers: some twenty minutes and 15 GB below $(BUILD).
bench-10m: deps-test
	@BENCH_CUSTOMERS=10000000 $(MAKE) --no-print-directory all run-bench
run-bench: $(patsubst %.c,$(BUILD)/%,$(BENCHES)) $(FAULT_PROGRAMS)
	@tests/bench/run $(BUILD)

# Beside the npm libraries, of which PEERS has the programs.
PEERS ?= ../shared/peers
bench-peers: deps-test
	@$(MAKE) --no-print-directory run-bench-peers
run-bench-peers: $(BUILD)/tests/bench/bench_addon $(BUILD)/comeback
	@tests/bench/peers $(BUILD) $(PEERS)

# libFuzzer comes with clang; everything is built anew with it.
FUZZ_SECONDS ?= 60
fuzz: deps-check
	@$(MAKE) --no-print-directory BUILD=$(BUILD)/fuzz CC=clang CFLAGS='-O1 -g -fsanitize=address,undefined,fuzzer-no-link -fno-sanitize-recover=all' run-fuzz
run-fuzz: $(patsubst %.c,$(BUILD)/%,$(FUZZERS))
	@printf '%s\n' $^ | xargs -P "$$(nproc)" -I{} tests/fuzz/run {} $(BUILD) $(FUZZ_SECONDS)
$(BUILD)/tests/fuzz/fuzz_%: $(BUILD)/tests/fuzz/fuzz_%.o $(call object,tests/doubles/body_wire.c) $(BUILD)/libcomeback.a
	$(call say,LD,$@)
	$(Q)$(CC) $(CFLAGS) -fsanitize=fuzzer -o $@ $(filter %.o,$^) $(filter %.a,$^) $(LIBS)

# Our layout beside npm receiptline's; what differs is listed with its reason.
.PHONY: compare-receiptline
compare-receiptline: $(BUILD)/comeback $(BUILD)/tests/receiptline/layout_dump
	@tests/receiptline/compare $(BUILD)

layers:
	@tests/layers
docs/printers.md: docs/printers.awk $(PRINTERS)
	@awk -f $< $(PRINTERS) > $@.new && mv $@.new $@
.PHONY: docs
docs: docs/printers.md
# The README's page of pictures, as the virtual printer prints them.
.PHONY: pictures
pictures: $(BUILD)/comeback
	@docs/pictures $(BUILD)/comeback
# The exported names with their versions, and every declaration, against what was recorded.
abi: all
	@tests/abi/check $(BUILD)
# Nothing else in CI compiles the benches.
lint: deps-check
	@tests/lint $(CPPFLAGS)
	@$(MAKE) --no-print-directory run-lint-pages $(patsubst %.c,$(BUILD)/%,$(BENCHES))
.PHONY: run-lint-pages
run-lint-pages: pages completion
	@mandoc -T lint -W warning $(BUILD)/pages/*
	@bash -n $(BUILD)/completion/bash && zsh -n $(BUILD)/completion/zsh && fish --no-execute $(BUILD)/completion/fish
format:
	clang-format -i $$(git ls-files '*.[ch]' | grep -v glyphs)

# What a shop copies into its POS: one folder an adapter, those in PHP with the binding inside.
HOST_FILES := $(shell find plugin/hosts -type f ! -name '*.[ch]')
PHP_PLUGINS := core-pos/ComebackPlugin dolibarr/comeback opensourcepos/ComebackPlugin
.PHONY: hosts
# Changes when PREFIX does, for what names it.
.PHONY: always
$(BUILD)/prefix: always
	@mkdir -p $(@D) && { echo '$(PREFIX)' | cmp -s - $@ || echo '$(PREFIX)' > $@; }

hosts: $(BUILD)/hosts/made
$(BUILD)/hosts/made: $(HOST_FILES) docs/tap.md docs/tap.png $(BUILD)/prefix
	@rm -rf $(@D) && for file in $(HOST_FILES); do install -Dm644 $$file $(@D)/$${file#plugin/hosts/} || exit 1; done
	@for plugin in $(PHP_PLUGINS); do install -m644 plugin/hosts/php/Comeback.php $(@D)/$$plugin || exit 1; done
	@install -Dm644 -t $(@D)/tap docs/tap.md docs/tap.png
	@sed -i 's|(\(\.\./\)*docs/tap.md|(../tap/tap.md|; s|(\.\./plugin/hosts/|(../|' $(@D)/*/README.md $(@D)/tap/tap.md
	@sed -i 's|(\(\.\./\)*docs/tap.md|(tap/tap.md|' $(@D)/README.md
	@sed -i 's|/usr/local/|$(PREFIX)/|g' $(@D)/unicenta/comeback.bsh $(@D)/unicenta/resources/*
	@touch $@

# Units name the program by its place, which DESTDIR is no part of.
$(BUILD)/comeback.service $(BUILD)/comeback-tap.service: $(BUILD)/%: config/systemd/%.in Makefile $(BUILD)/prefix
	$(Q)sed 's|@BINDIR@|$(PREFIX)/bin|' $< > $@

$(BUILD)/comeback.pc: plugin/comeback.pc.in Makefile $(BUILD)/prefix
	$(Q)sed 's|@PREFIX@|$(PREFIX)|; s|@LIBDIR@|$(LIBDIR)|; s|@VERSION@|$(VERSION)|' $< > $@

LIBDIR      ?= $(PREFIX)/lib
MANDIR      ?= $(PREFIX)/share/man
UNITDIR     ?= $(LIBDIR)/systemd/system
SYSUSERSDIR ?= $(LIBDIR)/sysusers.d
TMPFILESDIR ?= $(LIBDIR)/tmpfiles.d
RULESDIR    ?= $(LIBDIR)/udev/rules.d
PKGDIR      ?= $(LIBDIR)/pkgconfig
BASHDIR     ?= $(PREFIX)/share/bash-completion/completions
ZSHDIR      ?= $(PREFIX)/share/zsh/site-functions
FISHDIR     ?= $(PREFIX)/share/fish/vendor_completions.d
RULES       := $(wildcard config/*.rules)
# What was put where, a line each, so that uninstall takes away that and nothing else.
MANIFEST    := $(PREFIX)/share/comeback/installed
put = install -Dm$(1) $(2) $(DESTDIR)$(3) && echo $(3) | tee -a $(DESTDIR)$(MANIFEST)
install: all hosts $(BUILD)/comeback.service $(BUILD)/comeback-tap.service $(BUILD)/comeback.pc
	@install -d $(DESTDIR)$(dir $(MANIFEST)) && : > $(DESTDIR)$(MANIFEST)
	@$(call put,755,$(BUILD)/libcomeback.so,$(LIBDIR)/libcomeback.so.0)
	@ln -sf libcomeback.so.0 $(DESTDIR)$(LIBDIR)/libcomeback.so && echo $(LIBDIR)/libcomeback.so | tee -a $(DESTDIR)$(MANIFEST)
	@$(call put,644,plugin/comeback.h,$(PREFIX)/include/comeback.h)
	@$(call put,644,$(BUILD)/comeback.pc,$(PKGDIR)/comeback.pc)
	@$(call put,644,$(BUILD)/comeback.cdef,$(PREFIX)/share/comeback/comeback.cdef)
	@$(call put,755,$(BUILD)/comeback,$(PREFIX)/bin/comeback)
	@cd $(BUILD)/hosts && find * -type f ! -name made | sort | while read -r file; do \
	  $(call put,644,$$file,$(PREFIX)/share/comeback/hosts/$$file) || exit 1; done
	@for page in $(BUILD)/pages/*; do name=$${page##*/}; \
	  $(call put,644,$$page,$(MANDIR)/man$${name##*.}/$$name) || exit 1; done
	@$(call put,644,$(BUILD)/completion/bash,$(BASHDIR)/comeback)
	@$(call put,644,$(BUILD)/completion/zsh,$(ZSHDIR)/_comeback)
	@$(call put,644,$(BUILD)/completion/fish,$(FISHDIR)/comeback.fish)
	@$(call put,644,$(BUILD)/comeback.service,$(UNITDIR)/comeback.service)
	@$(call put,644,$(BUILD)/comeback-tap.service,$(UNITDIR)/comeback-tap.service)
	@$(call put,644,config/systemd/comeback.socket,$(UNITDIR)/comeback.socket)
	@$(call put,644,config/systemd/comeback.sysusers,$(SYSUSERSDIR)/comeback.conf)
	@$(call put,644,config/systemd/comeback.tmpfiles,$(TMPFILESDIR)/comeback.conf)
	@for rule in $(RULES); do $(call put,644,$$rule,$(RULESDIR)/$${rule##*/}) || exit 1; done

uninstall:
	@test -f $(DESTDIR)$(MANIFEST) || { echo "nothing is installed below $(DESTDIR)$(PREFIX)"; exit 1; }
	@while read -r file; do echo "$$file"; rm -f "$(DESTDIR)$$file"; done < $(DESTDIR)$(MANIFEST)
	@rm $(DESTDIR)$(MANIFEST) && find $(DESTDIR)$(dir $(MANIFEST)) -type d -empty -delete
clean:
	rm -rf $(BUILD) demo
