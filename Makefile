# What one does with the portal. Needs make and Python 3.11 or later, nothing else.
.DEFAULT_GOAL := help
SHELL := /bin/sh
MAKEFLAGS += --no-print-directory

# Python keeps what it has compiled: without it, every start compiles the whole portal anew.
export PYTHONDONTWRITEBYTECODE :=

PORT ?= 8000
# The first Python on this machine that is new enough; PYTHON=… chooses another.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$p" && break; done)

# Programs are run as modules of .venv's Python: their own start scripts break in a copied folder.
PY := .venv/bin/python
MANAGE := $(PY) manage.py
PACKAGES := .venv/packages-installed
CODE := dialogportal municipality dialogues participation feedback archive tests manage.py
EXTRA := $(wildcard bench docs)
TESTS ?=

.PHONY: help run stop test check fix messages bench screenshots lock clean

help: ## show this list
	@echo 'Dialogportalen. Two commands are enough: make run, make test.'
	@echo
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' Makefile | expand -t 18

# The virtual environment, made anew when requirements/dev.txt is newer.
$(PACKAGES): requirements/dev.txt
	@test -n '$(PYTHON)' || { \
		echo 'No Python 3.11 or later found. Install one (Debian, Ubuntu: apt-get install python3),' >&2; \
		echo 'or name it: make run PYTHON=/path/to/python3' >&2; exit 1; }
	@'$(PYTHON)' -c 'import venv, ensurepip' 2>/dev/null || { \
		echo 'This Python cannot make virtual environments: its module venv is missing.' >&2; \
		echo 'Debian, Ubuntu: apt-get install python3-venv' >&2; exit 1; }
	@$(PY) -m pip --version >/dev/null 2>&1 || { echo 'Making .venv …'; '$(PYTHON)' -m venv --clear .venv; }
	@echo 'Installing packages (some minutes the first time) …'
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@

run: $(PACKAGES) ## start the portal with the demo city on http://127.0.0.1:8000 (PORT=… for another)
	@$(PY) -m dialogportal.prepared --port '$(PORT)' || $(MANAGE) prepare --port '$(PORT)'
	@# Ctrl-C is how it ends, and no error: honcho then gives 130, and the shell lives on to say so.
	@trap : INT; PATH="$$PWD/.venv/bin:$$PATH" WEB_PORT='$(PORT)' $(PY) -m honcho start || test $$? -eq 130

stop: ## stop the embedded PostgreSQL, which otherwise goes on after make run
	@test ! -x $(PY) || $(PY) -m dialogportal.embedded_postgres stop

test: $(PACKAGES) ## run all tests (TESTS=tests/archive for some); browser tests want a Chromium
	@$(PY) -m pytest -n auto $(TESTS)

check: $(PACKAGES) ## everything that must be clean before a change goes in; writes nothing
	$(PY) -m ruff check $(CODE) $(EXTRA)
	$(PY) -m ruff format --check $(CODE) $(EXTRA)
	$(PY) -m djlint --lint --quiet templates
	PYTHONPATH=. $(PY) -c 'from importlinter.cli import lint_imports_command; lint_imports_command()' --no-logo
	$(MANAGE) check --fail-level WARNING
	$(MANAGE) makemigrations --check --dry-run
	$(PY) -m dialogportal.catalogue check
	$(MANAGE) process_diagram --check
	$(PY) -m mypy

fix: $(PACKAGES) ## let the tools put right what they can: format, imports, simple lint
	$(PY) -m ruff check --fix $(CODE) $(EXTRA)
	$(PY) -m ruff format $(CODE) $(EXTRA)

messages: $(PACKAGES) ## bring locale/ up to date with the code, then compile it
	$(PY) -m dialogportal.catalogue update

bench: $(PACKAGES) ## measure search and import (long; see docs/benchmarks.md)
	$(PY) -m bench.search
	$(PY) -m bench.importing

screenshots: $(PACKAGES) ## take the pictures of README.md anew; wants a Chromium
	$(PY) -m docs.screenshots

lock: $(PACKAGES) ## write requirements/*.txt anew from pyproject.toml
	$(PY) -m uv pip compile --quiet --upgrade --universal --generate-hashes --no-emit-index-url --no-header \
		pyproject.toml -o requirements/base.txt
	$(PY) -m uv pip compile --quiet --upgrade --universal --generate-hashes --no-emit-index-url --no-header \
		--group dev pyproject.toml -o requirements/dev.txt

clean: stop ## throw away .venv, the database and all that can be made again
	rm -rf .venv .postgres .mypy_cache .ruff_cache .pytest_cache .import_linter_cache test-results staticfiles
