# Xếp Hạng: `make` lists what can be done.
.DEFAULT_GOAL := help
SHELL := /bin/bash
PYTHON ?= $(or $(shell command -v python3.11 || command -v python3),python3)
BIN := .venv/bin
SUDO := $(if $(filter 0,$(shell id -u)),,sudo )
CODE = $(wildcard src tests bench manage.py)
# The stamps bear the content they were made from: what is only touched is not installed again.
STAMP := .venv/.set-up-$(shell cat requirements.lock pyproject.toml | sha256sum | cut -c1-16)
FRONT := src/xephang_web/vendor/.set-up-$(shell cat requirements.lock package.json package-lock.json src/xephang_web/shared/vendor.py src/xephang_web/locale/*/LC_MESSAGES/*.po | sha256sum | cut -c1-16)
PORT ?= 8000
MANAGE := $(BIN)/python manage.py
DEMO := XEPHANG_DEMONSTRATION=1 XEPHANG_DATA=var/demonstration
APT := $(SUDO)apt-get install -y -qq --no-install-recommends
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check
# In the order of the folders: the long journeys begin first, and short files fill the end.
TESTS := $(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

.PHONY: help setup run rank test browser check fmt bench load journeys postgresql proof verifier-proof screens docs lock clean

help: ## list the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):[^#]*## /  make \1\t/' | expand -t 16

setup: $(STAMP) $(FRONT) ## make .venv, styles and fonts (again only when what they are made of changes)
	@:

$(STAMP):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && $(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "Python 3.11 or later with venv is missing. On Debian 12: apt-get install -y python3.11 python3.11-venv" >&2; exit 1; }
	@echo "Setting up .venv from requirements.lock (about a minute, once) …"
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear .venv
	@$(PIP) install --require-hashes --no-deps --only-binary :all: -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@rm -f .venv/.set-up*; touch $@

$(FRONT): $(STAMP)
	@command -v npm >/dev/null && node -e 'process.exit(Number(process.versions.node.split(".")[0]) < 18 ? 1 : 0)' || { \
	  echo "Node 18 or later with npm is missing. On Debian 12: apt-get install -y nodejs npm" >&2; exit 1; }
	@echo "Building styles and fonts …"
	@npm ci --silent --no-audit --no-fund --ignore-scripts
	@$(BIN)/python -m xephang_web.shared.vendor
	@touch $@

run: setup ## set up everything, load the demonstration, serve it at http://localhost:8000 (or PORT=)
	@$(DEMO) $(MANAGE) migrate -v0
	@$(DEMO) $(MANAGE) createcachetable
	@$(DEMO) $(MANAGE) load_demonstration
	@$(DEMO) $(MANAGE) collectstatic --noinput -v0
	@echo "Xếp Hạng: http://localhost:$(PORT)  (Ctrl+C to stop; 'make clean' forgets the demonstration)"
	@$(DEMO) $(BIN)/gunicorn xephang_web.wsgi --bind localhost:$(PORT) --workers 2 --threads 2 --log-level warning

rank: setup ## rank Huế 2020, the ministries of 2019 and the five founding regulations
	@$(BIN)/xephang demonstrate

test: setup check browser ## set up, check the code and run the tests, in a real browser and on PostgreSQL too
	@$(TESTS)
	@echo "The tests of the web again, on PostgreSQL …"
	@$(BIN)/python -m tests.postgresql

browser: ## Debian's chromium and PostgreSQL, for the tests
	@command -v chromium >/dev/null && ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || { \
	  echo "Installing chromium and PostgreSQL for the tests …"; \
	  $(SUDO)apt-get update -qq && DEBIAN_FRONTEND=noninteractive $(APT) chromium fonts-dejavu-core postgresql >/dev/null; }

check: setup ## formatting, lint, types, layers
	@$(BIN)/ruff format --check $(CODE)
	@$(BIN)/ruff check $(CODE)
	@$(BIN)/mypy $(CODE)
	@$(BIN)/lint-imports

fmt: setup ## format the code and mend what ruff can mend
	@$(BIN)/ruff format $(CODE)
	@$(BIN)/ruff check --fix $(CODE)

bench: setup browser ## time the exact batch beside NumPy, pandas, LibreOffice, and field saves beside a bare view
	@command -v soffice >/dev/null || { echo "Installing LibreOffice Calc …"; $(SUDO)apt-get update -qq && $(SUDO)apt-get install -y -qq --no-install-recommends libreoffice-calc >/dev/null; }
	@$(BIN)/python -m bench
	@$(BIN)/python -m bench.web
	@$(BIN)/python -m tests.postgresql bench.web

load: setup ## the deadline hour in short: saves and submissions at a fixed rate, and whether any is lost
	@$(BIN)/python -m bench.deadline 20 60

screens: setup browser ## photograph every page and journey into docs/screens (ten minutes)
	@mkdir -p docs/screens && rm -f docs/screens/*.jpg
	@XEPHANG_SCREENS=docs/screens $(BIN)/python -m pytest -q -n 2 -m "not proof" tests/journeys/test_pages.py tests/journeys/test_campaigns.py tests/journeys/test_whole_year.py

journeys: setup browser ## both halves of the year of all five regulations in a browser; 'make test' walks some
	@$(BIN)/python -m pytest -q -n 2 --dist load -m "not proof" tests/journeys/test_campaigns.py tests/journeys/test_whole_year.py

postgresql: setup browser ## every test of the web on PostgreSQL; 'make test' leaves out what asks nothing of it
	@$(BIN)/python -m tests.postgresql all

proof: setup ## the long property tests, with many more drawn cases (minutes)
	@XEPHANG_PROOF=1 $(TESTS) -m proof

verifier-proof: setup ## verify 10,000 drawn packages and 1,000 changed ones in Python and in JavaScript (minutes)
	@$(BIN)/python -m pytest -q -n 2 --dist load -m proof tests/proofs/test_verifiers_agree.py

docs: setup ## write the generated pages of docs/ anew
	@$(BIN)/python -m tests.habits.regenerate

lock: setup ## resolve requirements.lock anew
	@$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --extra web --extra dev --generate-hashes --no-emit-index-url --no-emit-find-links --no-header pyproject.toml --output-file requirements.lock

clean: ## remove .venv, the demonstration, what was built, and caches
	@rm -rf .venv node_modules src/xephang_web/vendor src/xephang_web/locale/*/LC_MESSAGES/*.mo var/demonstration .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
