# Xếp Hạng: `make` lists what can be done.
.DEFAULT_GOAL := help
SHELL := /bin/bash
PYTHON ?= $(or $(shell command -v python3.11 || command -v python3),python3)
BIN := .venv/bin
SUDO := $(if $(filter 0,$(shell id -u)),,sudo )
CODE = $(wildcard src tests bench)
# The stamp bears the content it was made from: what is only touched is not installed again.
STAMP := .venv/.set-up-$(shell cat requirements.lock pyproject.toml | sha256sum | cut -c1-16)
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check
TESTS := $(BIN)/python -m pytest -n 2 --dist loadfile

.PHONY: help setup run rank test check fmt bench proof docs lock clean

help: ## list the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):[^#]*## /  make \1\t/' | expand -t 16

setup: $(STAMP) ## make .venv with what requirements.lock names (again only when that changes)
	@:

$(STAMP):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && $(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "Python 3.11 or later with venv is missing. On Debian 12: apt-get install -y python3.11 python3.11-venv" >&2; exit 1; }
	@echo "Setting up .venv from requirements.lock (about a minute, once) …"
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear .venv
	@$(PIP) install --require-hashes --no-deps --only-binary :all: -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@rm -f .venv/.set-up*; touch $@

run: rank ## set up and do the main job: rank the published and the founding regulations

rank: setup ## rank Huế 2020, the ministries of 2019 and the five founding regulations
	@$(BIN)/xephang demonstrate

test: setup check ## set up, check the code and run every test
	@$(TESTS)

check: setup ## formatting, lint, types, layers
	@$(BIN)/ruff format --check $(CODE)
	@$(BIN)/ruff check $(CODE)
	@$(BIN)/mypy $(CODE)
	@$(BIN)/lint-imports

fmt: setup ## format the code and mend what ruff can mend
	@$(BIN)/ruff format $(CODE)
	@$(BIN)/ruff check --fix $(CODE)

bench: setup ## time the exact batch beside NumPy, pandas and LibreOffice (minutes)
	@command -v soffice >/dev/null || { echo "Installing LibreOffice Calc …"; $(SUDO)apt-get update -qq && $(SUDO)apt-get install -y -qq --no-install-recommends libreoffice-calc >/dev/null; }
	@$(BIN)/python -m bench

proof: setup ## the long property tests, with many more drawn cases (minutes)
	@XEPHANG_PROOF=1 $(TESTS) -m proof

docs: setup ## write the generated pages of docs/ anew
	@$(BIN)/python -m tests.habits.regenerate

lock: setup ## resolve requirements.lock anew
	@$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --extra dev --generate-hashes --no-emit-index-url --no-emit-find-links --no-header pyproject.toml --output-file requirements.lock

clean: ## remove .venv and caches
	@rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
