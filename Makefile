# Everything a person or a server does with this repository. `make run` and `make test` need nothing set up before:
# the first run builds the environment in .venv from the lock files, later runs find it ready.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
QUIET := --quiet --no-input
PYTEST := QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest
# Made when the environment is complete for its purpose; newer lock files make it anew.
MADE := $(VENV)/.made
FOR_RUN := $(VENV)/.for-run
FOR_TEST := $(VENV)/.for-test
SYSTEM := $(VENV)/.system

LOCKING := --quiet --generate-hashes --allow-unsafe --no-emit-index-url --no-emit-find-links --no-emit-trusted-host \
	--no-header --strip-extras --no-annotate $(if $(UPGRADE),--upgrade)

.PHONY: run test check nightly bench shots package lock clean
.DELETE_ON_ERROR:

run: $(FOR_RUN) $(SYSTEM)            ## open the window on the sample project; with no display, do its whole job without
	$(BIN)/python -m annotator --sample

test: check $(SYSTEM)                ## all checks and all tests but the long ones
	$(PYTEST) -n 2 --dist loadfile --no-loadscope-reorder -m "not nightly"

check: $(FOR_TEST)                   ## style, types, and who may import whom
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

nightly: $(FOR_TEST) $(SYSTEM)       ## the long tests
	$(PYTEST) -m nightly

bench: $(FOR_TEST) $(SYSTEM)         ## print the time budgets beside what is measured
	$(BIN)/python -m tests.bench

shots: $(FOR_TEST) $(SYSTEM)         ## pictures of every view, into shots/
	$(BIN)/python -m tests.shots

package: $(FOR_TEST) $(SYSTEM)       ## a program that needs no Python, into dist/, started once for real
	packaging/build_linux.sh

lock: $(FOR_TEST)                    ## write the lock files anew; with UPGRADE=1 the newest versions that pyproject.toml allows
	$(PIP) install $(QUIET) pip-tools
	$(BIN)/pip-compile $(LOCKING) --extra build -o requirements.lock pyproject.toml
	$(BIN)/pip-compile $(LOCKING) --extra build --extra dev -c requirements.lock -o requirements-dev.lock pyproject.toml

clean:                               ## remove all that was made, the environment too
	rm -rf $(VENV) build dist shots .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(MADE):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo 'Annotator needs Python 3.11 or newer, and "$(PYTHON)" is not one. Name one: make PYTHON=/path/to/python3.11' >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || { \
	  echo '"$(PYTHON)" cannot make environments. On Debian and Ubuntu: sudo apt-get install python3-venv' >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(PIP) install $(QUIET) --upgrade pip
	touch $@

$(FOR_RUN): requirements.lock pyproject.toml | $(MADE)
	$(PIP) install $(QUIET) --require-hashes -r requirements.lock
	$(PIP) install $(QUIET) --no-deps --no-build-isolation -e .
	touch $@

$(FOR_TEST): requirements-dev.lock $(FOR_RUN)
	$(PIP) install $(QUIET) --require-hashes -r requirements-dev.lock
	touch $@

$(SYSTEM): packaging/system_libraries.sh $(FOR_RUN)
	packaging/system_libraries.sh $(BIN)/python
	touch $@
