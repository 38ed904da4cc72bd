PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run test test-fast evals lint clean

run: $(VENV)/.runtime  ## install, ingest the guidance and serve http://127.0.0.1:7860
	$(BIN)/python ingest.py
	$(BIN)/python app.py

test: $(VENV)/.dev  ## the whole suite, browser included
	$(BIN)/python -m pytest

test-fast: $(VENV)/.dev  ## without the browser and the slow tests
	$(BIN)/python -m pytest -m "not browser and not slow"

evals: $(VENV)/.dev  ## answer quality over the dev cases
	$(BIN)/python ingest.py
	$(BIN)/python -m evals run

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

$(VENV)/.runtime: requirements.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	touch $@

$(VENV)/.dev: requirements-dev.txt $(VENV)/.runtime
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	touch $@

clean:
	rm -rf $(VENV) data artifacts
