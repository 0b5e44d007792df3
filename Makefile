# searchrank: `make demo` brings up a shop, `make test` shows that it works.
#   PYTHON=python3.12   which Python makes the environment (3.11 or newer)
#   VENV=DIR            where the environment lies
#   PYTEST_ARGS=...     more for pytest, as in PYTEST_ARGS="tests/cli -k json"

VENV ?= .venv
PYTHON ?= $(firstword $(foreach name,python3 python3.14 python3.13 python3.12 python3.11,$(shell $(name) -c 'import sys; print("$(name)" if sys.version_info >= (3, 11) else "")' 2>/dev/null)))
PYTEST_ARGS ?=
INSTALLED := $(VENV)/.installed
RUN := $(VENV)/bin
PIP := $(RUN)/python -m pip install --quiet --disable-pip-version-check --no-input

.PHONY: help install demo test check bench lock
.DEFAULT_GOAL := help

help:
	@echo "make demo     bring up the demo shop on http://127.0.0.1:8000"
	@echo "make test     run all tests (starts PostgreSQL, Elasticsearch and Chromium where the machine has them)"
	@echo "make check    style, types, migrations, layers and documents"
	@echo "make bench    measure speed and memory"
	@echo "make install  make the environment in $(VENV); the others do it when it is missing"
	@echo "make lock     pin the dependencies of pyproject.toml anew (needs uv)"

install: $(INSTALLED)

$(INSTALLED): requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "searchrank needs Python 3.11 or newer and finds none: install it, or name it with make install PYTHON=/path/to/python" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(None if sys.version_info >= (3, 11) else "searchrank needs Python 3.11 or newer and $(PYTHON) is %d.%d: name another with make install PYTHON=/path/to/python" % sys.version_info[:2])'
	@echo "installing into $(VENV)"
	@$(PYTHON) -m venv $(VENV)
	@$(PIP) --require-hashes --requirement requirements.lock
	@$(PIP) --no-deps --no-build-isolation --editable .
	@echo "compiling, about a minute"
	@$(RUN)/python -c "import searchrank.shop, searchrank.publish.build"  # compiles the loops, which the first start would do otherwise
	@touch $@

demo: install
	$(RUN)/searchrank --home .demo demo

test: install
	@bash .ci/services
	$(RUN)/python -m pytest $(PYTEST_ARGS)

check: install
	$(RUN)/ruff check .
	$(RUN)/ruff format --check .
	$(RUN)/mypy
	@home=$$(mktemp -d) && trap 'rm -rf "$$home"' EXIT && $(RUN)/searchrank --home "$$home" init && $(RUN)/searchrank --home "$$home" db check
	$(RUN)/python -m pytest -q tests/test_layers.py tests/test_docs.py

bench: install
	$(RUN)/searchrank bench

lock:
	uv pip compile pyproject.toml --extra all --extra test --universal --python-version 3.11 \
		--generate-hashes --no-header --no-emit-index-url --no-emit-find-links --quiet --output-file requirements.lock
