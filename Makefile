# make demo    the whole shop on this machine, from nothing (PORT=8000)
# make test    all checks and tests, from nothing
# make messages  brings locale/ up to date with the texts in code and pages, and lists what is not translated yet
# make check   style, types, templates and migrations only
# make storm   kills, reloads and cut connections under a crowd that presses, and its control (needs PostgreSQL; STORM="--seed 2")
# make lighthouse  scores of the shelf, a product, the cart and the sign-in (needs Node.js and Chromium)

.PHONY: lighthouse demo test check storm messages
.DEFAULT_GOAL := demo

PYTHON ?= $(shell for python in python3.11 python3 python3.12 python3.13; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet

demo: .venv/installed
	@exec deploy/demo

test: check
	@PATH="$(CURDIR)/$(BIN):$$PATH" tests/run

storm: .venv/installed-dev
	@$(BIN)/python -m tests.storm.storm $(STORM)
	@$(BIN)/python -m tests.storm.storm --control $(STORM)

messages: .venv/installed-dev
	@$(BIN)/python -m tests.languages.catalogues

lighthouse: .venv/installed-dev
	@$(BIN)/python -m tests.lighthouse

check: .venv/installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	find templates -name '*.html' -print0 | xargs -0 -r $(BIN)/djade --target-version 5.2 --check
	DJANGO_SETTINGS_MODULE=tests.settings $(BIN)/python manage.py makemigrations --check --dry-run

.venv/installed: requirements.txt | $(BIN)/python
	$(PIP) -r requirements.txt
	@touch $@

.venv/installed-dev: requirements-dev.txt requirements.txt | $(BIN)/python
	$(PIP) -r requirements-dev.txt
	@touch $@ .venv/installed

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed: install it, or name it with make PYTHON=/path/to/python3." >&2; exit 1; }
	$(PYTHON) -m venv .venv
