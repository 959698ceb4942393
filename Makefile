# Kept. `make` builds build/release/kept; `make check` runs the unit tests under ASan and UBSan.
#
#   make                 the program                   make check            every unit test, sanitised
#   make clang           the same with clang           make check-lib/mail   one folder's
#   make format          clang-format, in place        make lint             layers, sizes, words, layout
#   make words           the pages' words gathered     make dev              serve, and rebuild what is saved
#
# CONFIG=release|asan|tsan|clang chooses flags; B= chooses where the results go.

CONFIG ?= release
B ?= build/$(CONFIG)
CC = gcc

WARN = -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wcast-qual \
       -Wstrict-prototypes -Wmissing-prototypes -Wvla -Wformat=2 -Wswitch-enum \
       -Wimplicit-fallthrough -Werror
HARDEN = -D_FORTIFY_SOURCE=2 -fstack-protector-strong -fstack-clash-protection -fcf-protection -fPIE
OPT_release = -O2 -g $(HARDEN)
OPT_asan = -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all \
           -Wno-maybe-uninitialized # gcc takes poisoning fresh memory for reading it
OPT_tsan = -O1 -g -fno-omit-frame-pointer -fsanitize=thread
OPT_clang = -O1 -g
# The templates of a dev build are reloaded while it runs (lib/text/tpl_reload.h, tools/dev).
OPT_dev = -O1 -g -fPIC -DKEPT_RELOAD=\"$(abspath $(B)/templates.so)\"
OPT_fuzz = -O1 -g -fno-omit-frame-pointer -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize=pointer-overflow \
           -fno-sanitize-recover=all
LINK_release = -pie -Wl,-z,relro,-z,now -Wl,-z,noexecstack
LINK_asan = -fsanitize=address,undefined
LINK_tsan = -fsanitize=thread
LINK_clang =
LINK_dev = -rdynamic
LINK_fuzz = -fsanitize=address,undefined
ifneq ($(filter $(CONFIG),clang fuzz),)
CC = clang
endif

PACKAGES = libmicrohttpd sqlite3 libpq gumbo libcurl libsodium jansson libutf8proc libical icu-uc icu-i18n \
           libseccomp zlib
PKG_CFLAGS := $(patsubst -I%,-isystem %,$(shell pkg-config --cflags $(PACKAGES)))
PKG_LIBS := $(shell pkg-config --libs $(PACKAGES)) -lytnef -lcrypto -lm -lpthread

CFLAGS = -std=gnu17 $(OPT_$(CONFIG)) $(WARN) -include lib/base/banned.h \
         -Ilib -Isrc -Itests -I$(B)/gen $(PKG_CFLAGS) -MMD -MP
VERSION = 0.1.0
$(B)/src/main.o: CFLAGS += -DKEPT_VERSION=\"$(VERSION)\"
LDFLAGS = $(LINK_$(CONFIG))

# The layers, lowest first: a folder may include from itself and from those before it.
# tools/layers reads these two lines.
LIB_LAYERS = base text stat auth sandbox db http net mail
SRC_LAYERS = app people services requests promises mailbox chain desk today review portal setup demo

LIBS = $(addprefix lib/,$(LIB_LAYERS))
FEATURES = $(addprefix src/,$(SRC_LAYERS))

# What a folder's tests are linked with: its own archive first, then what it stands on.
NEEDS_lib/base = lib/base
NEEDS_lib/text = lib/text lib/base
NEEDS_lib/stat = lib/stat lib/text lib/base
NEEDS_lib/auth = lib/auth lib/text lib/base
NEEDS_lib/sandbox = lib/sandbox lib/base
NEEDS_lib/db = lib/db lib/text lib/base
NEEDS_lib/http = lib/http lib/text lib/base
NEEDS_lib/net = lib/net lib/http lib/text lib/base
NEEDS_lib/mail = lib/mail lib/net lib/http lib/sandbox lib/auth lib/text lib/base
NEEDS_src/services = src/services lib/text lib/base
# The tests of any other feature open the whole app (tests/harness/app_test.h).
$(foreach f,$(FEATURES),$(eval NEEDS_$(f) ?= $(FEATURES) $(LIBS)))

sources = $(filter-out %_test.c,$(wildcard $(1)/*.c))
objects = $(patsubst %.c,$(B)/%.o,$(call sources,$(1)))

.PHONY: all check clean format
.SECONDARY:
all: $(B)/kept

$(B)/lib/base/%.o: CFLAGS += -DKEPT_MAY_ALLOCATE
$(B)/tests/harness/%.o: CFLAGS += -DKEPT_MAY_ALLOCATE
$(B)/%.o: %.c Makefile
	@mkdir -p $(@D)
	@echo CC $<
	@$(CC) $(CFLAGS) -c -o $@ $<

# The migrations of each feature, from its .sql file.
$(B)/gen/sql/%.c: tools/migrations.awk
	@mkdir -p $(@D)
	awk -v feature=$* -f tools/migrations.awk $(filter %.sql,$^) > $@.new && mv $@.new $@
$(B)/gen/sql/%.o: $(B)/gen/sql/%.c
	@$(CC) $(CFLAGS) -c -o $@ $<
define migrations
$(if $(wildcard src/$(1)/*.sql),$(B)/gen/sql/$(1).c: $(wildcard src/$(1)/*.sql))
OBJECTS_src/$(1) += $(if $(wildcard src/$(1)/*.sql),$(B)/gen/sql/$(1).o)
endef
$(foreach f,$(SRC_LAYERS),$(eval $(call migrations,$(f))))

# The template compiler, and what it makes of each feature's templates (tools/tplc/README.md).
TPLC = $(B)/tools/tplc/tplc
$(B)/tools/%.o $(B)/fuzz/%.o: CFLAGS += -Itools
$(TPLC): $(call objects,tools/tplc) $(B)/lib/text/i18n.o $(B)/lib/text/i18n_message.o $(B)/lib/base.a
	@$(CC) $(LDFLAGS) -o $@ $^ -lm
$(B)/gen/%.c: src/% $(TPLC)
	@mkdir -p $(@D)
	@echo TPL $<
	@$(TPLC) $(if $(filter dev,$(CONFIG)),stub,compile) $< $@
$(B)/gen/%.o: $(B)/gen/%.c
	@$(CC) $(CFLAGS) -c -o $@ $<
templates = $(wildcard $(1)/*.html $(1)/*.json $(1)/*.txt)
TEMPLATE_HEADERS = $(SRC_LAYERS:%=$(B)/gen/%/templates.h)
$(B)/gen/%/templates.h: $(B)/gen/%/templates.stamp ;
define template_folder
$(B)/gen/$(1)/templates.stamp: $(call templates,src/$(1)) $(TPLC)
	@mkdir -p $$(@D)
	@$(TPLC) header $$(@D)/templates.h $(call templates,src/$(1)) && touch $$@
$(call objects,src/$(1)): | $(TEMPLATE_HEADERS)
$(patsubst %.c,$(B)/%.o,$(wildcard src/$(1)/*_test.c)): | $(TEMPLATE_HEADERS)
$(patsubst src/%,$(B)/gen/%.o,$(call templates,src/$(1))): | $(TEMPLATE_HEADERS) $(B)/gen/web_assets.h
OBJECTS_src/$(1) += $(patsubst src/%,$(B)/gen/%.o,$(call templates,src/$(1)))
endef
$(foreach f,$(SRC_LAYERS),$(eval $(call template_folder,$(f))))

# The words of the pages: src/words/kept.pot is their English, each .po beside it a language.
WORD_SOURCES = $(sort $(foreach f,$(SRC_LAYERS),$(filter-out %_test.c,$(wildcard src/$(f)/*.[ch])) \
               $(call templates,src/$(f))))
CATALOGUES = $(sort $(wildcard src/words/*.po))
$(B)/gen/words.c: $(CATALOGUES) $(TPLC)
	@mkdir -p $(@D)
	@$(TPLC) words compile $@ $(CATALOGUES)
.PHONY: words check-words
words: $(TPLC)
	$(TPLC) words find src/words/kept.pot $(WORD_SOURCES)
	set -e; for po in $(CATALOGUES); do $(TPLC) words merge $$po src/words/kept.pot; done
check-words: $(TPLC)
	@$(TPLC) words find $(B)/kept.pot $(WORD_SOURCES)
	@cmp -s $(B)/kept.pot src/words/kept.pot || { echo "src/words/kept.pot is not of these sources: make words"; exit 1; }
	@$(TPLC) words check src/words/kept.pot $(CATALOGUES)

define archive
$(B)/$(1).a: $$(call objects,$(1)) $(OBJECTS_$(1))
	@mkdir -p $$(@D)
	@rm -f $$@
	ar rcs $$@ $$^
endef
$(foreach d,$(LIBS) $(FEATURES),$(eval $(call archive,$(d))))

# What a browser gets: made from web/ once for every configuration, then embedded.
WEB = build/web/assets.tsv
NODE_MODULES = node_modules/.package-lock.json
$(NODE_MODULES): package-lock.json .npmrc
	npm ci --ignore-scripts
	@touch $@
$(WEB): $(NODE_MODULES) web/build.mjs $(shell find web/css web/js web/icons -type f)
	node web/build.mjs
$(B)/tools/embed: $(B)/tools/embed.o $(B)/lib/base.a
	@$(CC) $(LDFLAGS) -o $@ $^ -lm
$(B)/gen/web_assets.c $(B)/gen/web_assets.h &: $(B)/tools/embed $(WEB)
	@mkdir -p $(@D)
	$(B)/tools/embed $(WEB) $(B)/gen/web_assets.c $(B)/gen/web_assets.h
$(B)/gen/web_assets.o: $(B)/gen/web_assets.c
	@$(CC) $(CFLAGS) -c -o $@ $<
$(foreach d,$(FEATURES),$(call objects,$(d))): | $(B)/gen/web_assets.h
.PHONY: web
web: $(WEB)

# The program.
MAIN = $(B)/src/main.o $(B)/src/features.o $(call objects,src/cli) $(B)/gen/words.o
ARCHIVES = $(foreach d,$(FEATURES) $(LIBS),$(B)/$(d).a)
$(B)/kept: $(MAIN) $(B)/gen/web_assets.o $(ARCHIVES)
	$(CC) $(LDFLAGS) -o $@ $(MAIN) $(B)/gen/web_assets.o -Wl,--start-group \
	  $(if $(filter dev,$(CONFIG)),-Wl$(comma)--whole-archive) $(ARCHIVES) -Wl,--no-whole-archive -Wl,--end-group $(PKG_LIBS)

# The templates as a dev build loads them.
comma = ,
TEMPLATES = $(foreach f,$(SRC_LAYERS),$(call templates,src/$(f)))
$(B)/gen/loaded/%.c: src/% $(TPLC)
	@mkdir -p $(@D)
	@$(TPLC) compile $< $@
$(B)/gen/loaded/%.o: $(B)/gen/loaded/%.c | $(TEMPLATE_HEADERS)
	@$(CC) $(CFLAGS) -c -o $@ $<
$(B)/templates.so: $(TEMPLATES:src/%=$(B)/gen/loaded/%.o)
	$(CC) -shared -o $@.new $^ && mv $@.new $@
.PHONY: dev
dev:
	@tools/dev $(ARGS)

# One test program for each *_test.c, beside nothing it does not need.
# Who stands on the database gets both kinds of it (tests/harness/db_test.h).
HARNESS = $(B)/tests/harness/test.o
DB_HARNESS = $(B)/tests/harness/db_test.o $(B)/tests/harness/pg.o
APP_HARNESS = $(B)/tests/harness/app_test.o $(B)/tests/harness/web_test.o $(B)/src/features.o $(B)/gen/words.o $(B)/gen/web_assets.o
needs_db = $(filter lib/db,$(NEEDS_$(1)))
needs_app = $(filter src/app,$(NEEDS_$(1)))
define test_program
$(B)/test/$(basename $(2)): $(B)/$(basename $(2)).o $(HARNESS) $(if $(needs_db),$(DB_HARNESS)) $(if $(needs_app),$(APP_HARNESS)) \
                           $(foreach n,$(NEEDS_$(1)),$(B)/$(n).a)
	@mkdir -p $$(@D)
	$(CC) $(LDFLAGS) -o $$@ -Wl,--start-group $$^ -Wl,--end-group $$(PKG_LIBS) -lcmocka
endef
define test_folder
$(foreach t,$(wildcard $(1)/*_test.c),$(eval $(call test_program,$(1),$(t))))
.PHONY: check-$(1)
check-$(1): $(patsubst %.c,$(B)/test/%,$(wildcard $(1)/*_test.c))
	@$(if $(needs_db),tests/harness/with-pg) sh -ec 'for t; do echo "# $$$$t"; $$$$t; done' sh $$^
endef
$(foreach d,$(LIBS) $(FEATURES),$(eval $(call test_folder,$(d))))

# The compiler's own tests: templates in golden/, rendered and compared; what must not build.
GOLDEN = $(call templates,tools/tplc/golden)
GOLDEN_OBJECTS = $(patsubst tools/tplc/%,$(B)/gen/%.o,$(GOLDEN)) $(B)/gen/golden/words.o
$(B)/gen/golden/%.c: tools/tplc/golden/% $(TPLC)
	@mkdir -p $(@D)
	@$(TPLC) compile $< $@
$(B)/gen/golden/words.c: tools/tplc/golden/de.po $(TPLC)
	@mkdir -p $(@D)
	@$(TPLC) words compile $@ tools/tplc/golden/de.po
$(B)/gen/golden/templates.stamp: $(GOLDEN) $(TPLC)
	@mkdir -p $(@D)
	@$(TPLC) header $(@D)/templates.h $(GOLDEN) && touch $@
$(B)/gen/golden/%.o $(B)/tools/tplc/%.o: CFLAGS += -Itools/tplc
$(GOLDEN_OBJECTS) $(patsubst %.c,$(B)/%.o,$(wildcard tools/tplc/*_test.c)): | $(B)/gen/golden/templates.h
$(B)/test/tools/tplc/%: $(B)/tools/tplc/%.o $(GOLDEN_OBJECTS) $(HARNESS) \
                        $(filter-out %/main.o,$(call objects,tools/tplc)) $(B)/lib/text.a $(B)/lib/base.a
	@mkdir -p $(@D)
	$(CC) $(LDFLAGS) -o $@ $^ $(PKG_LIBS) -lcmocka
$(B)/bench/bench_tpl.o: CFLAGS += -Itools/tplc
$(B)/bench/bench_tpl.o: | $(B)/gen/golden/templates.h
$(B)/bench/bench_tpl: $(B)/bench/bench_tpl.o $(GOLDEN_OBJECTS) $(B)/lib/text.a $(B)/lib/base.a
	$(CC) $(LDFLAGS) -o $@ $^ $(PKG_LIBS)
.PHONY: check-tools/tplc
check-tools/tplc: $(patsubst %.c,$(B)/test/%,$(wildcard tools/tplc/*_test.c))
	@set -e; for t in $^; do echo "# $$t"; $$t; done
	@tools/tplc/reload_test $(TPLC)
	@tools/checks_test

# Fuzz targets, fuzz/fuzz_NAME.c: `make fuzz` lets libFuzzer think of bytes, FUZZ_SECONDS for each; check-fuzz runs
# them over what was worth keeping, fuzz/corpus/NAME.
FUZZ_SECONDS ?= 60
FUZZERS = $(patsubst fuzz/fuzz_%.c,%,$(wildcard fuzz/fuzz_*.c))
FUZZED = $(filter-out %/main.o,$(call objects,tools/tplc)) $(foreach d,src/promises src/services $(LIBS),$(B)/$(d).a) \
         $(patsubst %,$(B)/src/requests/%.o,filter filter_words filter_sql)
link_fuzzed = $(CC) $(LDFLAGS) -o $@ $(filter %.o,$^) -Wl,--start-group $(filter %.a,$^) -Wl,--end-group $(PKG_LIBS)
$(B)/fuzz/fuzz_%: $(B)/fuzz/fuzz_%.o $(FUZZED)
	@mkdir -p $(@D)
	$(link_fuzzed) -fsanitize=fuzzer
$(B)/fuzz/replay_%: $(B)/fuzz/fuzz_%.o $(B)/tests/harness/replay.o $(FUZZED)
	@mkdir -p $(@D)
	$(link_fuzzed)
.PHONY: fuzz run-fuzzers check-fuzz
fuzz:
	$(MAKE) CONFIG=fuzz run-fuzzers
run-fuzzers: $(FUZZERS:%=$(B)/fuzz/fuzz_%)
	@set -e; for f in $(FUZZERS); do echo "# fuzz_$$f"; mkdir -p $(B)/corpus/$$f fuzz/corpus/$$f; \
	  $(B)/fuzz/fuzz_$$f -max_total_time=$(FUZZ_SECONDS) -timeout=20 -rss_limit_mb=2048 -print_final_stats=1 \
	    -artifact_prefix=$(B)/fuzz/$$f- $(B)/corpus/$$f fuzz/corpus/$$f 2>$(B)/fuzz/$$f.log \
	    || { tail -40 $(B)/fuzz/$$f.log; exit 1; }; \
	  grep -E 'stat::number_of_executed_units' $(B)/fuzz/$$f.log; done
check-fuzz: $(FUZZERS:%=$(B)/fuzz/replay_%)
	@set -e; for f in $(FUZZERS); do echo "# fuzz_$$f"; $(B)/fuzz/replay_$$f fuzz/corpus/$$f 2>$(B)/fuzz/$$f.replay \
	  || { tail -40 $(B)/fuzz/$$f.replay; exit 1; }; done

check:
	tests/harness/with-pg $(MAKE) CONFIG=asan $(addprefix check-,$(LIBS) $(FEATURES) tools/tplc fuzz)

# `make mail-faults`: a thousand mails each way through broken lines (tests/e2e/imap-faults.e2e.mjs), on both databases.
.PHONY: mail-faults
mail-faults: $(B)/kept
	KEPT=$(B)/kept KEPT_FAULT_MAILS=1000 KEPT_TEST_SECONDS=3600 tests/harness/with-pg node tests/e2e/run.mjs imap-faults

# What is measured: bench/bench_NAME.c, each with how it is called at its head.
$(B)/bench/bench_%: $(B)/bench/bench_%.o $(B)/lib/db.a $(B)/lib/text.a $(B)/lib/base.a
	$(CC) $(LDFLAGS) -o $@ $^ $(PKG_LIBS)
$(B)/bench/floor: $(B)/bench/floor.o $(B)/lib/base.a
	$(CC) $(LDFLAGS) -o $@ $^ -lm
# bench_page runs the pages themselves.
$(B)/bench/bench_page: $(B)/bench/bench_page.o $(B)/src/features.o $(B)/gen/words.o $(B)/gen/web_assets.o $(ARCHIVES)
	$(CC) $(LDFLAGS) -o $@ $(filter %.o,$^) -Wl,--start-group $(ARCHIVES) -Wl,--end-group $(PKG_LIBS)
$(B)/bench/bench_page.o: | $(TEMPLATE_HEADERS)
# `make bench`: the program itself at 1,000 and at 100,000 requests, beside the floors (about two minutes; needs wrk).
.PHONY: bench
bench: $(B)/kept $(B)/bench/floor $(B)/bench/bench_fill $(B)/bench/bench_page $(B)/bench/bench_lmtp
	node bench/run.mjs $(B)

# `make install PREFIX=/usr/local DESTDIR=…`: the program, its manual, and how systemd starts it.
PREFIX ?= /usr/local
.PHONY: install
install: $(B)/kept
	install -D -m 755 $(B)/kept $(DESTDIR)$(PREFIX)/bin/kept
	install -D -m 644 docs/man/kept.8 $(DESTDIR)$(PREFIX)/share/man/man8/kept.8
	install -d $(DESTDIR)$(PREFIX)/lib/systemd/system
	sed 's,/usr/local/bin,$(PREFIX)/bin,' docs/guide/kept.service >$(DESTDIR)$(PREFIX)/lib/systemd/system/kept.service

clean:
	rm -rf build

format:
	clang-format -i $$(git ls-files '*.c' '*.h')

# Everything that can be said of the sources without running them; says all that is wrong, then fails.
.PHONY: lint lint-layers lint-sizes lint-layout
lint:
	@$(MAKE) -k --no-print-directory lint-layers lint-sizes lint-layout check-words
lint-layers:
	@tools/layers
lint-sizes:
	@tools/sizes
lint-layout:
	@clang-format --dry-run -Werror $$(git ls-files '*.c' '*.h')

-include $(shell find $(B) -name '*.d' 2>/dev/null)
