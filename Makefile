# Xếp Hạng: `make` lists what can be done.
.DEFAULT_GOAL := help
SHELL := /bin/bash
PYTHON ?= python3.11
BIN := .venv/bin
STAMP := .venv/.set-up

.PHONY: help setup run rank test check fmt bench proof docs lock clean

help: ## list the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):[^#]*## /  make \1\t/' | expand -t 18

setup: $(STAMP) ## make .venv with everything that requirements.lock names

$(STAMP): requirements.lock pyproject.toml
	@command -v $(PYTHON) >/dev/null || { echo "Python 3.11 is missing: apt-get install python3 python3-venv"; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || { echo "venv is missing: apt-get install python3-venv"; exit 1; }
	@echo "Setting up .venv from requirements.lock …"
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

run: rank ## set up and do the main job: rank the published and the founding regulations

rank: setup ## rank Huế 2020, the ministries of 2019 and the five founding regulations
	@$(BIN)/xephang demonstrate

test: setup check ## set up and run every check and every test
	@$(BIN)/python -m pytest -n 2 --dist worksteal

check: setup ## formatting, lint, types, layers
	@$(BIN)/ruff format --check src tests bench
	@$(BIN)/ruff check src tests bench
	@$(BIN)/mypy
	@$(BIN)/lint-imports

fmt: setup ## format the code and mend what ruff can mend
	@$(BIN)/ruff format src tests bench
	@$(BIN)/ruff check --fix src tests bench

bench: setup ## time the exact batch beside NumPy, pandas and LibreOffice (minutes)
	@command -v soffice >/dev/null || { echo "Installing LibreOffice Calc …"; $(if $(filter 0,$(shell id -u)),,sudo )apt-get install -y --no-install-recommends libreoffice-calc >/dev/null; }
	@$(BIN)/python -m bench

proof: setup ## the long property tests, with many more drawn cases (minutes)
	@XEPHANG_PROOF=1 $(BIN)/python -m pytest -n 2 --dist worksteal tests/proofs

docs: setup ## write the generated pages of docs/ anew
	@$(BIN)/python -m tests.habits.generated

lock: setup ## resolve requirements.lock anew
	@$(BIN)/uv pip compile --quiet --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --extra dev --python-version 3.11 --universal pyproject.toml -o requirements.lock

clean: ## remove .venv and caches
	@rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
