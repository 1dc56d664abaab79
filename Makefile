# `make audit` and `make test` set up all they need in .venv: only Python 3.11+ and make must be there.
PYTHON ?= python3
UNITS ?= data/units
OUT ?= out
SECONDS ?= 600

export GX_ANALYTICS_ENABLED := False
# Without bytecode, every start of Great Expectations takes seconds longer.
unexport PYTHONDONTWRITEBYTECODE

BIN := .venv/bin
READY := .venv/ready

.PHONY: help audit test bench soak lab units rules clean

help:
	@echo "make audit   audit every unit under $(UNITS)/ into $(OUT)/"
	@echo "make test    style, types and tests"
	@echo "make bench   where the time goes, stage by stage and format by format; errors planted and found"
	@echo "make soak    every reader fuzzed for SECONDS=600; an hour or more"
	@echo "make lab     open the workbook in JupyterLab"
	@echo "make units   make the sample units in data/units/ anew"
	@echo "make rules   make docs/rules.md and docs/rules.zh.md anew from expectations/"
	@echo "make clean   remove .venv, $(OUT)/ and all caches"

audit: $(READY)
	$(BIN)/perfaudit audit --all $(UNITS) --out $(OUT)

test: $(READY)
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/pytest -n 2

bench: $(READY)
	$(BIN)/python -m tests.benchmarks.stages
	$(BIN)/python -m tests.benchmarks.formats
	$(BIN)/python -m tests.benchmarks.consistency --patterns held_out

soak: $(READY)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt atheris
	$(BIN)/python -m tests.soak.fuzz $(SECONDS)

lab: $(READY)
	$(BIN)/jupyter lab notebooks/audit.ipynb

units: $(READY)
	$(BIN)/python -m tests.make_units

rules: $(READY)
	$(BIN)/perfaudit checks --table --lang en > docs/rules.md
	$(BIN)/perfaudit checks --table --lang zh > docs/rules.zh.md

clean:
	rm -rf .venv $(OUT) build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -prune -exec rm -rf {} +

$(READY): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "perfaudit needs Python 3.11 or newer, but $(PYTHON) is: $$($(PYTHON) --version 2>&1)." >&2; \
	  echo "Name one: make $(or $(MAKECMDGOALS),audit) PYTHON=/path/to/python3.11" >&2; exit 1; }
	@echo "Setting up .venv: some minutes, once."
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[test]'
	$(BIN)/python -m compileall -q perfaudit
	@touch $@
