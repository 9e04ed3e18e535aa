# Ascolto: 'make help' lists the targets.
.DEFAULT_GOAL := help
SHELL := /bin/bash

# The first Python that fits; say PYTHON=… to choose another.
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do \
	$$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null && echo $$p && break; done)
# On Linux, TORCH_INDEX=<the CPU index named on pytorch.org> saves several gigabytes of CUDA.
TORCH_INDEX ?=
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check

.PHONY: help
help:  ## List the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

.PHONY: demo
demo: .venv/installed  ## The whole path on real sounds, then the survey on http://127.0.0.1:8000
	$(BIN)/ascolto demo

.PHONY: test
test: .venv/installed-dev browser soundfont  ## Run the whole suite on two cores, browser tests included
	OMP_NUM_THREADS=1 $(BIN)/python -m pytest -m "not slow" -n 2 --dist loadfile

.PHONY: test-slow
test-slow: .venv/installed-dev browser soundfont  ## Run the tests that take minutes each
	$(BIN)/python -m pytest -m slow

.PHONY: check
check: .venv/installed-dev  ## Format, lint, import rules, types, documentation
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	$(BIN)/mypy
	$(BIN)/python -m pytest -q tests/docs

.PHONY: format
format: .venv/installed-dev  ## Format the code and mend what lint can mend
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

.PHONY: constraints
constraints: .venv/installed-dev  ## Write the tested versions into constraints.txt
	{ sed -n '/^#/p' constraints.txt; $(BIN)/python -m pip freeze --exclude-editable | sed 's/+cpu//' | grep -v '^ascolto'; } > constraints.new
	mv constraints.new constraints.txt

.PHONY: clean
clean:  ## Remove the environment and all caches
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "error: make: Python 3.11, 3.12 or 3.13 is not installed. Install one of them (Debian: apt install python3 python3-venv; macOS: brew install python@3.13)." >&2; exit 2; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { echo "error: make: $(PYTHON) has no venv. Install it (Debian: apt install python3-venv)." >&2; exit 2; }
	$(PYTHON) -m venv .venv

.venv/torch: .venv/bin/python constraints.txt
	$(PIP) $(if $(TORCH_INDEX),--index-url $(TORCH_INDEX)) "$$(grep '^torch==' constraints.txt)"
	@touch $@

.venv/installed: .venv/torch pyproject.toml
	$(PIP) --constraint constraints.txt --editable '.[all]'
	@touch $@

.venv/installed-dev: .venv/torch pyproject.toml
	$(PIP) --constraint constraints.txt --editable '.[all,dev]'
	@touch $@ .venv/installed

.PHONY: browser
browser: .venv/installed-dev
	@for name in chromium chromium-browser google-chrome google-chrome-stable; do command -v $$name >/dev/null && exit 0; done; \
	test -x "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome" && exit 0; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "installing Chromium for the browser tests"; \
		apt-get update -qq >/dev/null && apt-get install -y -qq --no-install-recommends chromium >/dev/null; \
	else $(BIN)/playwright install chromium; fi

.PHONY: soundfont
soundfont:
	@if ! command -v fluidsynth >/dev/null || [ ! -e /usr/share/sounds/sf2/FluidR3_GM.sf2 ]; then \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "installing FluidSynth and its soundfont for the tests of the harmonic collection"; \
		apt-get update -qq >/dev/null && apt-get install -y -qq --no-install-recommends fluidsynth fluid-soundfont-gm >/dev/null; \
	else echo "note: FluidSynth and FluidR3_GM.sf2 are not installed: the tests of 'sounds build harmonic' will be skipped" >&2; fi; fi
