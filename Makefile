# The commands of the project. `make help` lists them.

.DEFAULT_GOAL := demo
.PHONY: help demo dev test test-fast coverage check format lock messages bench storm lighthouse screenshots

PYTHON ?= $(shell for python in python3.11 python3 python3.12 python3.13; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)
BIN := .venv/bin
# Only what the lock names, with its hashes, and nothing that would have to be built here.
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet --require-hashes --only-binary :all:
# One lock for every Python from 3.11 and every platform.
LOCK_FILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --emit-build-options

# What needs nothing but Python.
ALONE := not browser and not caddy and not nginx and not postgres and not redis and not storm and not crash
FAST := $(ALONE) and not slow

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: .venv/installed-demo ## the whole shop on this machine, from nothing (PORT=8000)
	@exec deploy/demo

dev: .venv/installed-dev ## the same for work on the code: reloads, and keeps its database in .dev/ (PORT=8000)
	@exec deploy/demo --reload

test: check ## every check and every test, from nothing: what CI runs
	@PATH="$(CURDIR)/$(BIN):$$PATH" tests/run

test-fast: .venv/installed-dev ## the tests that need nothing but Python: two minutes (TESTS="-k cart" for a part)
	@$(BIN)/python -m pytest -n auto -m "$(FAST)" $(TESTS)

coverage: .venv/installed-dev ## branch coverage of all tests that need nothing but Python; too slow for every run
	@$(BIN)/python -m pytest -n auto -m "$(ALONE)" --cov --cov-report= $(TESTS)
	@echo "The total, and the ten files of which the tests run least:"
	@$(BIN)/coverage report --sort=cover --skip-covered --skip-empty | awk 'NR <= 12 || /^TOTAL/'

check: .venv/installed-dev ## style, types, imports between packages, templates and migrations
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	find templates -name '*.html' -print0 | xargs -0 -r $(BIN)/djade --target-version 5.2 --check
	DJANGO_SETTINGS_MODULE=tests.settings $(BIN)/python manage.py makemigrations --check --dry-run

format: .venv/installed-dev ## puts code and templates into their one form
	$(BIN)/ruff check --fix-only --quiet .
	$(BIN)/ruff format .
	find templates -name '*.html' -print0 | xargs -0 -r $(BIN)/djade --target-version 5.2

lock: | $(BIN)/uv ## writes requirements*.txt anew from requirements*.in (LOCK=--upgrade renews what they need, too)
	$(LOCK_FILE) $(LOCK) requirements.in -o requirements.txt
	$(LOCK_FILE) $(LOCK) requirements-demo.in -o requirements-demo.txt
	$(LOCK_FILE) $(LOCK) requirements-dev.in -o requirements-dev.txt

messages: .venv/installed-dev ## brings locale/ up to date with code and pages, and lists what is not translated yet
	@$(BIN)/python -m tools.messages

bench: .venv/installed-dev ## what each page costs, against a bare Django page (PostgreSQL too with TEST_POSTGRES_URL)
	@$(BIN)/python -m tests.bench.pages

storm: .venv/installed-dev ## kills, reloads and cut connections under a crowd that orders (PostgreSQL; STORM="--seed 2")
	@$(BIN)/python -m tests.storm.storm $(STORM)
	@$(BIN)/python -m tests.storm.storm --control $(STORM)

lighthouse: .venv/installed-dev ## scores of the catalogue, a product, the cart and the sign-in (Node.js and Chromium)
	@$(BIN)/python -m tools.lighthouse

screenshots: .venv/installed-dev ## makes the pictures in docs/images/ anew, from the demo (Chromium)
	@$(BIN)/python -m tools.screenshots

.venv/installed-demo: requirements-demo.txt | $(BIN)/python
	@echo "Installing the packages of the demo ..."
	@$(PIP) -r requirements-demo.txt
	@touch $@

.venv/installed-dev: requirements-dev.txt | $(BIN)/python
	@echo "Installing the packages for development ..."
	@$(PIP) -r requirements-dev.txt
	@touch $@ .venv/installed-demo

$(BIN)/uv:
	@$(MAKE) .venv/installed-dev

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed: install it, or name it with make PYTHON=/path/to/python3." >&2; exit 1; }
	@echo "Making a virtual environment in .venv/ ..."
	@$(PYTHON) -m venv .venv
