# Two commands for a fresh machine: `make demo` and `make test`. Both make .venv and install what they need into it.
PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin
OUT ?= out/demo
# Resolved inside the project's own environment; pip output is kept short so that the result stays on the screen.
# A build of its own for each package that has no wheel (jieba): the old way of pip 23 warns of its end.
PIP = $(BIN)/python -m pip install --quiet --disable-pip-version-check --use-pep517
# A process a core; neighbours stay together and share what they make, until a process that has nothing left takes some.
PARALLEL = -n auto --dist worksteal

.PHONY: demo test test-all coverage lint types docs messages docs-check site fuzz clean

demo: $(VENV)/.demo
	$(BIN)/duizhao align corpora/samples/en.md corpora/samples/zh.md -o "$(OUT)"
	@echo
	@echo "Open $(OUT)/report.html in a browser, and load $(OUT)/memory.tmx into your CAT tool."
	@echo "To review it: $(BIN)/duizhao desk $(OUT)"

test: $(VENV)/.dev lint types
	$(BIN)/python -m pytest $(PARALLEL)

test-all: $(VENV)/.dev lint types
	$(BIN)/python -m pytest $(PARALLEL) -m "slow or not slow"

coverage: $(VENV)/.dev
	$(BIN)/python -m pytest $(PARALLEL) --cov --cov-report=term-missing:skip-covered

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.dev
	$(BIN)/python scripts/link_tree.py
	$(BIN)/mypy

docs: $(VENV)/.dev
	$(BIN)/python scripts/make_command_reference.py
	$(BIN)/python scripts/make_diagnostics.py

messages: $(VENV)/.dev
	$(BIN)/python -m scripts.make_messages

docs-check: $(VENV)/.demo
	$(BIN)/duizhao check docs/duizhao.toml
	$(BIN)/duizhao drift docs/duizhao.toml

site: $(VENV)/.site
	$(BIN)/python scripts/make_site.py

fuzz: $(VENV)/.dev
	$(PIP) atheris
	$(BIN)/python scripts/fuzz_readers.py

clean:
	rm -rf $(VENV) out build dist *.egg-info

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.exit("duizhao needs Python 3.11 or newer; say make PYTHON=python3.11") if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.demo: $(VENV)/bin/python pyproject.toml
	$(PIP) -e '.[desk,onnx]'
	@touch $@

$(VENV)/.site: $(VENV)/bin/python pyproject.toml
	$(PIP) -e '.[site]'
	@touch $@

$(VENV)/.dev: $(VENV)/bin/python pyproject.toml
	$(PIP) -e '.[dev]'
	@touch $@
