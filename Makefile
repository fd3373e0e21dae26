# The project's commands; `make help` lists them. `manage.py prepare` makes the site ready, tests/run.py runs the tests.

PORT ?= 8000
HOST ?= 127.0.0.1
WORKERS ?= 2
PY := .venv/bin/python

# The first of some Pythons that is at least of a version; asked for only when a virtual environment is to be made.
comma := ,
python_from = $(shell for p in $(2); do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3$(comma) $(1)))' 2>/dev/null && echo $$p && break; done)
PYTHON ?= $(call python_from,11,python3 python3.11 python3.12 python3.13 python3.14)
PYTHON_NEXT ?= $(call python_from,12,python3.14 python3.13 python3.12 python3 \
	$(lastword $(wildcard $(HOME)/.pyenv/versions/3.1[2-9]*/bin/python)))

.PHONY: help setup serve dev test test-full test-next lint bench intake-score clean free-port
.DEFAULT_GOAL := help

help: ## list these targets
	@awk -F ': .*## |: ## ' '/^[a-z-]+:.*## / {printf "  make %-13s %s\n", $$1, $$2}' Makefile
	@echo "PORT= and HOST= say where serve and dev listen (8000 on loopback); DATA_DIR= where the databases live (data/)."

setup: .venv/.runtime ## make .venv and install what the site runs on

serve: setup free-port ## set up what is missing, then serve the record with the production server
	@DEBUG=0 $(PY) manage.py prepare
	@echo "Serving http://$(HOST:127.0.0.1=localhost):$(PORT)/ (Ctrl-C stops)"
	@DEBUG=0 exec $(PY) -m granian --interface wsgi --host $(HOST) --port $(PORT) --workers $(WORKERS) \
		--blocking-threads 4 --http 1 --no-ws --respawn-failed-workers --log-level warning trilateral.wsgi:application

dev: setup free-port ## the same for work on the code: DEBUG on, restarts when a file changes
	@DEBUG=1 $(PY) manage.py prepare
	@DEBUG=1 exec $(PY) manage.py runserver $(HOST):$(PORT)

test: lint ## check and test everything: on SQLite, on PostgreSQL and in the browser where they are found
	@$(PY) tests/run.py $(if $(STRICT),--strict)

test-full: lint ## the long matrix: long tests too, every pair of databases, the browser on each
	@$(PY) tests/run.py --full $(if $(STRICT),--strict)

test-next: ## the tests on the newest Django, where Python 3.12 or later is found
	@if [ -z "$(PYTHON_NEXT)" ]; then echo "test-next: skipped, no Python 3.12 or later found"; else \
		$(MAKE) --no-print-directory .venv-next/.tests && \
		.venv-next/bin/python -m pip install -qq --disable-pip-version-check --upgrade Django && \
		.venv-next/bin/python -c 'import django, sys; print("Django", django.__version__, "on Python", sys.version)' && \
		.venv-next/bin/python tests/run.py; fi

lint: .venv/.tests ## style, templates, import law, types, missing migrations
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m djlint --quiet templates
	.venv/bin/lint-imports --no-logo
	$(PY) -m mypy
	$(PY) -W error::DeprecationWarning -W error::PendingDeprecationWarning manage.py makemigrations \
		--settings tests.settings --check --dry-run

bench: .venv/.tests ## the measurements, printed
	@$(PY) -m pytest -m bench -s || [ $$? -eq 5 ]  # 5: there are none

intake-score: .venv/.tests ## how well the intake reads releases in three languages, and the corpus beside the project
	@$(PY) -m tests.intake.score.score

clean: ## remove what was made, except data/
	rm -rf .venv .venv-next .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -prune -exec rm -rf {} +

define LISTEN
import socket, sys
try:
    socket.create_server(("$(HOST)", int("$(PORT)"))).close()
except (OSError, OverflowError, ValueError) as error:
    sys.exit(f"Cannot listen on $(HOST):$(PORT): {error}\nChoose another port, as in make serve PORT=8001")
endef
export LISTEN

free-port: setup
	@$(PY) -c "$$LISTEN"

# A virtual environment is made anew when what it holds changes, and only then.
define new_venv
@test -n "$(1)" || { echo "No Python 3.11 or later found: install one, or name it with PYTHON=" >&2; exit 1; }
@$(1) -c 'import ensurepip, venv' 2>/dev/null || \
	{ echo "Python's ensurepip is missing: apt-get install python3-venv (Debian, Ubuntu), then try again" >&2; exit 1; }
@echo "Making $(@D) and installing $< (about half a minute) ..."
@$(1) -m venv --clear $(@D)
@echo '*' > $(@D)/.gitignore
@$(@D)/bin/python -m pip install -qq --disable-pip-version-check --requirement $<
@touch $@
endef

.venv/.runtime: requirements.txt
	$(call new_venv,$(PYTHON))

.venv/.tests: tests/requirements.txt .venv/.runtime
	@echo "Installing $< ..."
	@$(PY) -m pip install -qq --disable-pip-version-check --requirement $<
	@touch $@

.venv-next/.tests: tests/requirements.txt requirements.txt
	$(call new_venv,$(PYTHON_NEXT))
