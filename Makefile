# What a newcomer types. Everything made here goes to var/, which `make clean` removes.
# `make demo PORT=8001` takes another port, `make PYTHON=/path/to/python3 …` another Python.
SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

PORT ?= 8000
VAR := $(or $(PORTAL_VAR),var)
VENV := var/venv
BIN := $(VENV)/bin
TOOLS := var/tools
DATABASE := $(VAR)/portal.sqlite3
ACCOUNTS := $(VAR)/demo-accounts.json
MIGRATIONS := $(wildcard portal/*/migrations/*.py)
TEMPLATES := $(wildcard portal/*/jinja2 portal/*/*/jinja2)
CODE := portal tests tools benchmarks manage.py
PARTS := test-sqlite test-postgresql e2e
export PORT PYTHON
# A run starts Python dozens of times: its bytecode is kept, also where the environment asks for none beside the code.
export PYTHONPYCACHEPREFIX := $(abspath $(VAR)/cache/bytecode)
unexport PYTHONDONTWRITEBYTECODE

demo $(ACCOUNTS): export DJANGO_SETTINGS_MODULE = portal.settings.demo

.PHONY: help demo demo-accounts test test-quick test-sqlite test-postgresql e2e lint format bench bench-load locks clean FORCE

help: ## This list
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 18

demo: $(ACCOUNTS) ## The portal with fictional data on http://127.0.0.1:8000
	@$(BIN)/python tools/accounts_table.py <$(ACCOUNTS)
	@echo
	@echo "http://127.0.0.1:$(PORT)   (Ctrl-C arrête)"
	@exec $(BIN)/python -m granian --interface wsgi --host 127.0.0.1 --port $(PORT) --http 1 --no-ws --workers 1 \
		--blocking-threads 4 --workers-kill-timeout 1s --log-level error portal.wsgi:application

demo-accounts: $(ACCOUNTS) ## The demonstration's accounts as JSON (with make -s)
	@cat $(ACCOUNTS)

test: $(VENV)/dev.stamp $(TOOLS)/stamp ## All tests: SQLite, PostgreSQL, browser, at once
	@echo "At once, each shown when it ends: $(PARTS)"
	@$(MAKE) --jobs=$(words $(PARTS)) --output-sync=target --keep-going $(PARTS)

test-quick: $(VENV)/dev.stamp ## What to run after a changed line: SQLite; no browser, no demonstration
	@$(BIN)/python -m pytest -q -n auto -m "not e2e" --ignore=tests/demo

# While a browser waits for a page, `nice` lets it go first.
test-sqlite: $(VENV)/dev.stamp ## All tests but the browser's, on SQLite
	@nice $(BIN)/python -m pytest -n 2 -m "not e2e"

test-postgresql: $(VENV)/dev.stamp system-packages ## Tests where the engine matters, on an ephemeral PostgreSQL
	@nice $(BIN)/python tools/with_postgresql.py $(BIN)/python -m pytest -n 2 -m engine

e2e: $(VENV)/dev.stamp $(TOOLS)/stamp ## Tests in Chromium, with axe-core and the Nu HTML checker
	@$(BIN)/python -m pytest -n 2 --dist loadfile -m e2e tests/e2e

lint: $(VENV)/dev.stamp ## Style, types, templates, floors between rooms
	@failed=; \
	$(BIN)/ruff check $(wildcard $(CODE)) || failed="$$failed ruff"; \
	$(BIN)/ruff format --check --quiet $(wildcard $(CODE)) || failed="$$failed ruff-format"; \
	$(BIN)/python -m mypy || failed="$$failed mypy"; \
	$(BIN)/python -m djlint $(TEMPLATES) --lint --quiet || failed="$$failed djlint"; \
	$(BIN)/lint-imports --cache-dir var/cache/imports || failed="$$failed lint-imports"; \
	test -z "$$failed" || { echo "Failed:$$failed"; exit 1; }

format: $(VENV)/dev.stamp ## Formats the Python code
	@$(BIN)/ruff format $(wildcard $(CODE))
	@$(BIN)/ruff check --fix $(wildcard $(CODE))

bench: $(VENV)/dev.stamp system-packages ## What the main pages cost, and their floor, on national data; both engines
	@failed=; $(BIN)/python benchmarks/run.py || failed="$$failed sqlite"; \
	$(BIN)/python tools/with_postgresql.py $(BIN)/python benchmarks/run.py || failed="$$failed postgresql"; \
	test -z "$$failed" || { echo "Too much:$$failed"; exit 1; }

bench-load: $(VENV)/dev.stamp system-packages ## Pages a second of the server on both engines (needs wrk)
	@failed=; $(BIN)/python benchmarks/run.py --load 10 || failed="$$failed sqlite"; \
	$(BIN)/python tools/with_postgresql.py $(BIN)/python benchmarks/run.py --load 10 || failed="$$failed postgresql"; \
	test -z "$$failed" || { echo "Failed:$$failed"; exit 1; }

locks: $(VENV)/dev.stamp ## Renews requirements/*.txt from requirements/*.in (needs uv)
	@for set in base dev; do uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
		--no-header --no-emit-index-url --no-emit-find-links requirements/$$set.in -o requirements/$$set.txt; done

clean: ## Removes all that was made
	@rm -rf var

$(VENV)/base.stamp: requirements/base.txt $(if $(wildcard $(BIN)/python),,FORCE)
	@tools/environment $(VENV) requirements/base.txt
	@touch $@

$(VENV)/dev.stamp: requirements/dev.txt $(VENV)/base.stamp
	@tools/environment $(VENV) requirements/dev.txt
	@touch $@

$(TOOLS)/stamp: requirements/browser-tools.txt $(VENV)/dev.stamp
	@$(MAKE) system-packages
	@$(BIN)/python tools/browser_tools.py $(TOOLS)
	@touch $@

.PHONY: system-packages
system-packages:
	@tools/system_packages

# Migrations and data again only when a migration is new, or when the database is gone.
$(ACCOUNTS): $(VENV)/base.stamp $(MIGRATIONS) $(if $(wildcard $(DATABASE)),,FORCE)
	@mkdir -p $(VAR)/static
	@echo "Preparing the demonstration's data" >&2
	@$(BIN)/python tools/prepare_demo.py >$@.$$$$ && mv $@.$$$$ $@ || { rm -f $@.$$$$; exit 1; }

FORCE:
