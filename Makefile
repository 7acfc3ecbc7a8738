# Sextant. `make run` and `make test` are all the set-up there is.
.DEFAULT_GOAL := help
SHELL := /bin/bash
PREFIX ?= /usr/local
# Swift's own libraries go into the program: it starts sooner, and runs where Swift is not installed.
BUILD := swift build -c release --static-swift-stdlib --product sextant
BINARY := .build/release/sextant

.PHONY: help run build test lint format bench bench-serve bench-demo bench-terminal clients crash fuzz screenshots walk docs install libraries golden clean

help:
	@echo "make run                 install what is missing, build, open the live demo"
	@echo "make test                install what is missing, run every test"
	@echo "make install PREFIX=…    put a self-contained binary, themes, man page and completions under PREFIX (default $(PREFIX))"
	@echo "make lint | format       check or mend the form of the sources"
	@echo "make bench               measure against the peers, in the same run"
	@echo "make bench-serve         measure the gateway beside FastAPI with onnxruntime, in the same run"
	@echo "make bench-terminal      hold the cockpit against its goals: frames, keys, rest, bytes, signals, sizes, themes"
	@echo "make bench-demo          hold the alarms against what really happened, over many seeds of the demo"
	@echo "make crash               kill engine and gateway at random moments and look for anything lost"
	@echo "make fuzz                feed hundreds of damaged files to the program and look at how it ends"
	@echo "make clients             let stock clients (tritonclient, MLflow) talk to the running program"
	@echo "make walk                walk through the demo in a real terminal and look at what each step shows"
	@echo "make screenshots         take the pictures and the recording of the README from the running program"
	@echo "make docs                write the manual page and the completions anew from the tables they are made of"
	@echo "make golden              record the golden frames again; git diff is the review"

libraries:
	@scripts/libraries.sh

build: libraries
	$(BUILD)

run: build
	@exec $(BINARY) demo

test:
	@scripts/libraries.sh tests
	swift build --build-tests
	swift test --skip-build --experimental-maximum-parallelization-width 6

golden: libraries
	-SEXTANT_RECORD_GOLDENS=1 swift test

lint:
	swift format lint --strict --recursive Sources Tests Package.swift
	scripts/tidy.sh

format:
	swift format --in-place --recursive Sources Tests Package.swift

bench: build
	scripts/bench.sh

bench-serve: build
	scripts/bench.sh serve

bench-terminal: build
	scripts/bench.sh terminal lifecycle

bench-demo: build
	scripts/demo-bench.py --binary $(BINARY) --seeds $(or $(SEEDS),200)

crash: build
	scripts/crash.py --binary $(BINARY) $(if $(MOMENTS),--moments $(MOMENTS))

fuzz: build
	scripts/fuzz.py --binary $(BINARY) --seed $(or $(SEED),1)

clients: build
	scripts/clients-check.py --binary $(BINARY)

walk: build
	scripts/walk.py --binary $(BINARY)

screenshots: build
	scripts/screenshots.sh

docs: libraries
	swift build --product sextant
	mkdir -p share/man/man1 share/completions
	.build/debug/sextant docs man > share/man/man1/sextant.1
	.build/debug/sextant docs completions bash > share/completions/sextant.bash
	.build/debug/sextant docs completions zsh > share/completions/_sextant
	.build/debug/sextant docs completions fish > share/completions/sextant.fish

install: build
	install -Dm755 $(BINARY) $(DESTDIR)$(PREFIX)/bin/sextant
	install -Dm644 -t $(DESTDIR)$(PREFIX)/share/sextant/themes themes/*.toml
	install -Dm644 -t $(DESTDIR)$(PREFIX)/share/doc/sextant LICENSE README.md docs/*.md
	install -Dm644 -t $(DESTDIR)$(PREFIX)/share/man/man1 share/man/man1/sextant.1
	install -Dm644 share/completions/sextant.bash $(DESTDIR)$(PREFIX)/share/bash-completion/completions/sextant
	install -Dm644 -t $(DESTDIR)$(PREFIX)/share/zsh/site-functions share/completions/_sextant
	install -Dm644 -t $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d share/completions/sextant.fish

clean:
	rm -rf .build
