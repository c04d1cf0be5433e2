# Needs make and Python 3.11 or newer; everything else is installed into .venv from the hashed locks.
PYTHON ?= python3
# Who names a Python gets that one.
OR_BETTER := $(if $(filter file,$(origin PYTHON)),--or-better)
BIN := .venv/bin
export PATH := $(CURDIR)/$(BIN):$(PATH)
export FLASK_APP := wsgi:app
export PYTHONUNBUFFERED := 1
# Runs and tests start many processes: each would compile everything anew.
unexport PYTHONDONTWRITEBYTECODE
# One for each core, which it keeps to with its database; more of them take longer.
WORKERS ?= auto
.DEFAULT_GOAL := help
.PHONY: help run demo test check test-fast test-others prove shots bench migration translations assets lock clean environment environment-test browser

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-13s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

run: environment ## the whole portal: web and worker, with the demo community when the instance is empty
	@$(BIN)/python -m tools.start

demo: environment ## the demo community, into an empty instance, without starting anything
	@$(BIN)/flask init --demo

test: environment-test browser ## everything a change must pass: checks, then the suite on both databases
	@$(BIN)/python -m tools.checks
	@$(BIN)/pytest -n $(WORKERS) --whole

check: environment-test ## lint, format, types, floors, templates, unused code, and whether the suite can be read
	@$(BIN)/python -m tools.checks

test-fast: environment-test ## the suite on SQLite, without the browser
	@$(BIN)/pytest -n $(WORKERS) --databases sqlite -m "not browser and not prove"

test-others: environment-test browser ## stories and long walks on the database on which make test tells none
	@$(BIN)/pytest -m "(long or browser) and not prove and not both" --other-stories -n $(WORKERS)

prove: environment-test browser ## the long proofs with their negative controls, and a line of figures for each
	@$(BIN)/pytest -m "prove or both" --other-stories -n $(WORKERS) --dist worksteal

shots: environment-test browser ## pictures of every page: light and dark, 320 and 1280 px, into shots/
	@$(BIN)/python -m tools.shots

bench: environment-test ## requests a second of the main pages, as a ratio to a bare Flask
	@$(BIN)/python -m benchmarks.run
	@$(BIN)/python -m benchmarks.search --small

migration: environment ## a new migration from the models: make migration message="ideas: add boards"
	@$(BIN)/flask db migrate --message "$(or $(message),$(error say what it does: make migration message="…"))"

translations: environment ## collect every string into the .po files and compile them
	@$(BIN)/python -m tools.translations collect

assets: environment ## join, fingerprint and compress stylesheets and scripts
	@$(BIN)/flask assets

lock: ## write both hashed locks from pyproject.toml (needs uv)
	@$(PYTHON) tools/lock.py

clean: ## remove what can be made again; instance/ stays
	@rm -rf build shots .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	@find . -name __pycache__ -type d -not -path "./.venv/*" -prune -exec rm -rf {} +

environment:
	@$(PYTHON) tools/environment.py run $(OR_BETTER)

environment-test:
	@$(PYTHON) tools/environment.py test $(OR_BETTER)

browser: environment-test
	@$(BIN)/python -m tools.browser
