# `make` lists the targets. `make run` and `make test` need no preparation: each makes .venv first.

SHELL := /bin/sh
PYTHONS ?= python3.13 python3.12 python3.11 python3
BIN := .venv/bin
READY := .venv/.ready
UV := UV_PYTHON_DOWNLOADS=never UV_PROJECT_ENVIRONMENT=.venv VIRTUAL_ENV= uv

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run test test-all verify check bench mutation docs-reference docs-verification clean

help:  ## list the targets
	@sed -n 's/^\([a-z-]*\):.*  ## \(.*\)/  make \1|\2/p' Makefile | awk -F'|' '{ printf "%-22s %s\n", $$1, $$2 }'

run: $(READY)  ## simulate the example clinic and write its report to results/
	$(BIN)/chairtime run scenarios/suburban_clinic.yaml --overwrite

test: $(READY)  ## run the tests, without the slow ones
	$(BIN)/python -m pytest -m "not slow"

test-all: $(READY)  ## run every test
	$(BIN)/python -m pytest

verify: $(READY)  ## compare with theory: textbook cases, about a minute on two cores
	$(BIN)/chairtime verify --overwrite

check: .venv/.group-dev  ## ruff, mypy, then the tests
	$(BIN)/ruff check .
	$(BIN)/mypy --strict sim
	$(MAKE) test

bench: .venv/.group-bench  ## measure the speed
	$(BIN)/python -m benchmarks.run
	$(BIN)/python -m benchmarks.booking | tee benchmarks/booking.md

mutation: .venv/.group-mutation  ## plant small faults one by one and see whether the tests notice (hours)
	$(BIN)/python -m benchmarks.mutation results/mutation

docs-reference: $(READY)  ## write the pages made from the code, and the JSON schema, anew
	$(BIN)/chairtime metrics --markdown > docs/metrics.md
	$(BIN)/chairtime schema --markdown > docs/scenarios.md
	$(BIN)/chairtime policies --markdown > docs/policies.md
	$(BIN)/chairtime policies --own > docs/own_policies.md
	$(BIN)/chairtime schema > scenarios/chairtime.schema.json
	$(BIN)/python tests/hostile/page.py > docs/bad_input.md

docs-verification: $(READY)  ## write docs/verification.md anew from a full verification; takes about ten minutes
	$(BIN)/chairtime verify --full --overwrite --out results/full-verification
	cp results/full-verification/verification.md docs/verification.md

clean:  ## remove the environment and every cache; results stay
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis .benchmarks dist
	find sim tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +

# The stamp comes last, so an environment without it is half-made and is made anew, as it is when
# pyproject.toml or uv.lock changes. uv where it works (names on PATH may be shims of a version
# that is not there), otherwise the newest Python that starts and can make an environment.
$(READY): pyproject.toml $(wildcard uv.lock)
	@rm -rf .venv
	@if uv --version >/dev/null 2>&1; then \
	  echo "Making .venv with uv."; \
	  $(UV) sync --quiet --frozen --no-dev --extra test --compile-bytecode && touch $@ && exit 0; \
	  echo "uv could not make it; trying without uv."; \
	  rm -rf .venv; \
	fi; \
	found= python=; \
	for name in $(PYTHONS); do \
	  version=$$("$$name" -c 'import platform; print(platform.python_version())' 2>/dev/null) || continue; \
	  found="$$found $$name ($$version)"; \
	  "$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue; \
	  python=$${python:-$$name}; \
	  "$$name" -c 'import ensurepip, venv' 2>/dev/null || continue; \
	  echo "Making .venv with $$name ($$version) and pip; this takes up to a minute."; \
	  "$$name" -m venv .venv && $(BIN)/python -m pip install --quiet -e '.[test]' && touch $@ && exit 0; \
	  echo "The environment could not be made: the message above says why. Nothing half-made is left behind." >&2; \
	  rm -rf .venv; exit 1; \
	done; \
	if [ -z "$$found" ]; then \
	  echo "Chairtime needs Python 3.11 or newer, and no python3 starts here." >&2; \
	  echo "On Debian or Ubuntu: sudo apt install python3 python3-venv" >&2; \
	elif [ -z "$$python" ]; then \
	  echo "Chairtime needs Python 3.11 or newer; found only:$$found." >&2; \
	  echo "Install a newer Python (python.org, or your system's packages) and try again." >&2; \
	else \
	  echo "$$python is there, but its part that makes environments (venv, ensurepip) is not." >&2; \
	  echo "On Debian or Ubuntu: sudo apt install python3-venv" >&2; \
	fi; \
	exit 1

# Development tools, from a dependency group of pyproject.toml, with what made the environment.
.venv/.group-%: $(READY)
	@echo "Adding the development tools of group '$*'."
	@if [ -x $(BIN)/pip ]; then \
	  $(BIN)/python -m pip install --quiet --upgrade 'pip>=25.1' && \
	  $(BIN)/python -m pip install --quiet --group $*; \
	else \
	  $(UV) sync --quiet --frozen --inexact --extra test --no-default-groups --group $*; \
	fi
	@touch $@
