# Jiaoyan 教研台账. `make run` and `make test` set up everything they need on a fresh machine.
SHELL := /bin/bash
PORT ?= 8000
DATA ?= data
TOOLS := .tools
UV := $(shell command -v uv 2>/dev/null || echo $(TOOLS)/bin/uv)
RUN := $(UV) run --no-sync
# One more than there are cores: a test with a browser waits for its pages, and each of the others for the disk now and then.
WORKERS := -n $(shell echo $$(( $$(getconf _NPROCESSORS_ONLN) + 1 ))) --dist worksteal
APT_PACKAGES := chromium libreoffice-writer-nogui fonts-noto-cjk fonts-liberation poppler-utils
ROOT := $(shell [ "$$(id -u)" = 0 ] && [ -e /etc/debian_version ] && echo yes)
# Where an image turns compiled modules off, every worker and every started process would compile everything anew.
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.PHONY: help run demo test lint types imports pages fast sqlite postgres explore browser bench screenshots rules facts migrations setup setup-test clean

help: ## list all targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-13s %s\n", $$1, $$2}'

run: setup ## set up, load the example school on first start, serve on PORT (8000)
	$(RUN) jiaoyan --data $(DATA) serve --demo --port $(PORT)

demo: setup ## load the example school without serving
	$(RUN) jiaoyan --data $(DATA) demo

test: setup-test ## set up and run everything: lint, types, storeys, PostgreSQL, SQLite with browser and documents
	$(MAKE) --no-print-directory --jobs=2 lint postgres
	$(MAKE) --no-print-directory sqlite

lint: ## ruff, mypy, import-linter, djlint, migrations complete
	$(RUN) ruff check .
	$(RUN) ruff format --check .
	$(RUN) mypy
	$(RUN) lint-imports
	$(RUN) djlint src --lint --quiet
	$(RUN) python -m django makemigrations --check --dry-run --settings jiaoyan.config.testing

fast: ## the pure and model tests only
	$(RUN) pytest -q $(WORKERS) -m "not browser and not office"

sqlite: ## the whole suite on SQLite
	$(RUN) pytest -q $(WORKERS)

postgres: ## the suite on PostgreSQL (from a wheel), without browser and document rendering
	$(RUN) python -m tests.on_postgres -q -n auto --dist worksteal -m "not browser and not office"

explore: ## the laws of the rules with new random examples; a failing one prints how to repeat it
	$(RUN) pytest -q $(WORKERS) -m hypothesis --hypothesis-profile=explore

browser: ## only the browser tests
	$(RUN) pytest -q -m browser

bench: setup-test ## measure ledger, pages and writers; ratios within one run
	$(RUN) python -m bench

screenshots: setup-test ## re-make the handbook's pictures
	$(RUN) python -m docs.handbook.screenshots

rules: setup ## re-make docs/rules.md from the presets
	$(RUN) python -m docs.rules_table

facts: setup ## re-make docs/facts.md from the forms and their declarations
	$(RUN) python -m docs.facts_table

migrations: ## write migrations for changed models
	$(RUN) python -m django makemigrations --settings jiaoyan.config.testing

setup: $(UV) ## create the environment from the lock
	@$(UV) sync --quiet --frozen --no-dev --inexact

setup-test: $(UV) ## environment with the test tools, and Debian's packages when root on Debian
	@$(UV) sync --quiet --frozen --all-extras
ifeq ($(ROOT),yes)
	@missing=$$(for p in $(APT_PACKAGES); do dpkg-query -W -f='$${Status}' $$p 2>/dev/null | grep -q "install ok installed" || echo $$p; done); \
	if [ -n "$$missing" ]; then echo "installing" $$missing; export DEBIAN_FRONTEND=noninteractive; apt-get -qq update && apt-get -qq install -y --no-install-recommends $$missing >/dev/null; fi
else
	@for c in chromium soffice pdftoppm; do command -v $$c >/dev/null || echo "not installed: $$c; the tests that need it will be skipped"; done
endif

$(TOOLS)/bin/uv:
	@python3 -c 'import sys; assert sys.version_info >= (3, 11), "Python 3.11 or newer is needed"'
	@python3 -m venv $(TOOLS) || (echo "python3-venv is missing: apt install python3-venv" && false)
	@$(TOOLS)/bin/pip install --quiet uv

clean: ## remove environments and caches, never data
	rm -rf .venv $(TOOLS) .mypy_cache .ruff_cache .hypothesis
