# make run     fetch every source, print the gap table, write the report (sets itself up)
# make test    everything that CI checks (sets itself up)
# make check   what of that is no test: format, lint, types, layers
# make format   write the code as `make check` wants it
# make ui      Dagster, with the daily schedule
# make explore   Datasette over the warehouse, read-only
# make docs-site   the documentation with its reference as a site, in site-docs/
# make bench   promises of speed and size measured, their table written into docs/measured.md
# make prove   reliability measured, its table written into docs/measured.md; then the tests that
#              take long, coverage and a trial of workers (an hour)
# make prove-fuzz SECONDS=600   mutated pages for that long; ends with 1 when one is read wrongly
# make coverage   how much of what is measured its own tests reach
# make audit   published advisories for the locked packages (needs their list, from the network)
# make cluster   the archive at an object store; workers on this machine against one process, and one
#              killed (needs PostgreSQL, Redis)
# make lock    resolve the dependencies anew
# make release   build the wheel in dist/, try it in an empty environment and folder, write its notes
# make clean   remove environments, caches and built sites

# Bytecode is kept, also where the surroundings forbid it: a start costs a fourth less.
export PYTHONDONTWRITEBYTECODE :=

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
SOURCES := terms sources warehouse expectations measures pipelines outputs cli
# A worker per core; files in order of collection: what takes longest begins. Each needs up to 1 GB
# and a longest file bounds them all: four are enough.
PYTEST := $(BIN)/pytest -q -n auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder

.PHONY: help audit bench cluster coverage prove release prove-fuzz run test suite ui explore docs-site check lock format clean

# The comments at the top of this file.
help:
	@sed '/^$$/,$$d; s/^# //' $(firstword $(MAKEFILE_LIST))

run: $(READY)
	@$(BIN)/gapwatch refresh

# Beside each other: types take one core for a minute.
test: $(READY)
	@$(MAKE) --no-print-directory -j2 check suite

suite: $(READY)
	$(PYTEST) -m "not nightly"

# Of what is measured, by its own tests, with four times their examples.
coverage: $(READY)
	$(PYTEST) --cov --cov-report=term --cov-fail-under=95 --hypothesis-profile=thorough \
		tests/terms tests/sources tests/warehouse tests/measures tests/pipelines/measure

ui: $(READY)
	@$(BIN)/gapwatch ui

explore: $(READY)
	@$(BIN)/gapwatch explore

check: $(READY)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

docs-site: $(READY)
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --quiet --strict
	@echo site-docs/index.html

prove: $(READY)
	@test -n "$(GAPWATCH_RECORDED)" || echo "GAPWATCH_RECORDED names no folder: nothing is asked of recorded pages"
	$(BIN)/python -m tests.reliability.prove
	$(PYTEST) -m nightly
	@$(MAKE) --no-print-directory coverage cluster

bench: $(READY)
	$(BIN)/python -m benchmarks $(VERSIONS)

prove-fuzz: $(READY)
	$(BIN)/python -m tests.reliability.mutate $(or $(SECONDS),600)

# The notes are the first heading of the changelog, which is this version with its day, or nothing is
# released. The wheel asks the real sources, from a folder with nothing in it.
RELEASE := .venv-release
release: $(READY)
	rm -rf dist && mkdir dist
	awk '/^## / {n++} n == 1' CHANGELOG.md > dist/notes.md
	@grep -q "^## $$($(BIN)/gapwatch --version | cut -d' ' -f2) (.*20[0-9][0-9])" dist/notes.md || \
		{ echo "not released: CHANGELOG.md does not begin with this version and its day"; exit 1; }
	$(BIN)/python -m hatchling build -t wheel -d dist
	$(BIN)/uv venv -q --clear --python $(BIN)/python $(RELEASE)
	$(BIN)/uv pip install -q --python $(RELEASE)/bin/python dist/*.whl
	cd "$$(mktemp -d)" && PATH=$(CURDIR)/$(RELEASE)/bin:$$PATH && unset PYTHONPATH GAPWATCH_HOME && \
		gapwatch refresh && gapwatch publish public && gapwatch verify public
	@ls dist

# An environment of its own: what judges packages is none of them.
AUDIT := .venv-audit
audit: $(READY)
	$(BIN)/uv venv -q --clear --python $(BIN)/python $(AUDIT)
	$(BIN)/uv pip install -q --python $(AUDIT)/bin/python --require-hashes -r requirements-audit.lock
	for lock in requirements*.lock; do $(AUDIT)/bin/pip-audit --require-hashes --disable-pip \
		--vulnerability-service osv --progress-spinner off --requirement $$lock || exit 1; done

# An environment of its own: what it needs is a fifth more than everything else.
CLUSTER := .venv-cluster
$(CLUSTER)/.ready: requirements-cluster.lock $(READY)
	$(BIN)/uv venv -q --clear --python $(BIN)/python $(CLUSTER)
	$(BIN)/uv pip install -q --python $(CLUSTER)/bin/python --require-hashes -r requirements-cluster.lock
	$(BIN)/uv pip install -q --python $(CLUSTER)/bin/python --no-deps --no-build-isolation -e .
	touch $@

cluster: $(CLUSTER)/.ready
	$(CLUSTER)/bin/python -m pytest -q tests/warehouse/archive/test_object_store.py
	$(CLUSTER)/bin/python -m benchmarks.cluster

format: $(READY)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

LOCK := uv pip compile pyproject.toml --custom-compile-command "make lock" --universal \
	--no-strip-extras --generate-hashes --no-emit-index-url --python-version 3.11

lock:
	$(BIN)/$(LOCK) --extra dev -o requirements.lock
	$(BIN)/$(LOCK) --extra dev --extra cluster -c requirements.lock -o requirements-cluster.lock
	$(BIN)/$(LOCK) --extra image -c requirements.lock -c requirements-cluster.lock -o requirements-image.lock
	echo pip-audit | $(BIN)/$(LOCK:pyproject.toml=-) -o requirements-audit.lock

# uv installs in seconds and compiles bytecode, which halves every start; plain pip does as well.
$(READY): requirements.lock requirements-uv.lock pyproject.toml
	$(PYTHON) -c 'import sys; v = sys.version_info[:2]; \
	sys.exit(None if (3, 11) <= v <= (3, 14) else f"gapwatch needs Python 3.11 to 3.14, this is {v}")'
	$(PYTHON) -m venv $(VENV)
	if $(BIN)/python -m pip install -q --disable-pip-version-check \
		--require-hashes -r requirements-uv.lock; then \
		$(BIN)/uv pip install -q --python $(BIN)/python --compile-bytecode \
			--require-hashes -r requirements.lock && \
		$(BIN)/uv pip install -q --python $(BIN)/python --no-deps --no-build-isolation -e .; \
	else \
		$(BIN)/python -m pip install -q --disable-pip-version-check \
			--require-hashes -r requirements.lock && \
		$(BIN)/python -m pip install -q --disable-pip-version-check \
			--no-deps --no-build-isolation -e .; \
	fi
	touch $(READY)

clean:
	rm -rf $(VENV) $(CLUSTER) $(AUDIT) $(RELEASE) dist site site-docs .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage
