# Everything happens in .venv of this checkout. `make help` lists the words.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DATA ?= ../shared/data
export HAMSAFAR_DATA ?= $(CURDIR)/data/demo

# Rooms with tables or counters that PostgreSQL and Redis keep in large installations.
ON_SERVERS := $(addprefix src/hamsafar/,ground identify decide act collect/intake collect/imports collect/surveys collect/ideas collect/mentions collect/research collect/reviews store/erasure config/tests/test_other_stores.py \
	show measure/results measure/segments measure/voice measure/metrics/tests/test_board.py measure/metrics/tests/test_targets.py measure/metrics/tests/test_pages.py \
	measure/reports/tests/test_reports.py measure/reports/tests/test_pages.py measure/shelf config/tests/test_ideas_from_end_to_end.py)

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev demo dev test check bench evaluate lock frontend messages clean

help:  ## list these words
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Hamsafar needs Python 3.11 or newer: apt-get install python3 python3-venv"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.runtime: requirements/runtime.txt requirements/build.txt pyproject.toml | $(VENV)/bin/python
	@echo "Installing what Hamsafar runs on (the first time takes a minute or two)…"
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/runtime.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/build.txt
	HAMSAFAR_SKIP_BUILD=1 $(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: requirements/dev.txt $(VENV)/.runtime
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@

FRONTEND := $(shell find frontend -type f -not -path '*/node_modules/*' 2>/dev/null)
BUILT := src/hamsafar/base/ui/static/built/.stamp
$(BUILT): $(FRONTEND) $(VENV)/.runtime
	$(BIN)/python tools/build_frontend.py
	@touch $@

MESSAGES := $(shell find src -name '*.po')
$(VENV)/.messages: $(MESSAGES) $(VENV)/.runtime
	$(BIN)/python tools/compile_messages.py
	@touch $@

setup: $(VENV)/.runtime $(BUILT) $(VENV)/.messages  ## install and build what is needed to run
setup-dev: setup $(VENV)/.dev

demo: setup  ## make the demo world and serve it on 127.0.0.1:8000
	$(BIN)/hamsafar demo

dev: setup-dev  ## serve with reload for development
	HAMSAFAR_DEBUG=1 $(BIN)/hamsafar up --reload

test: setup-dev  ## run the whole suite
	@bash tools/browser.sh
	$(BIN)/python -m pytest -n 2 -m "not browser"
	@echo "The pages in Chromium…"
	$(BIN)/python -m pytest -n 2 -m browser
	@echo "The same rooms on PostgreSQL and Redis…"
	$(BIN)/python tools/stores.py $(BIN)/python -m pytest -n 2 -m "not browser and not slow" $(ON_SERVERS)

check:  ## exactly what CI runs
	bash .ci/run

bench: setup-dev  ## measure against ../shared/baseline, write build/bench.json
	$(BIN)/python -m bench

evaluate: setup-dev  ## judge on real data sets: make evaluate DATA=../shared/data
	$(BIN)/python -m bench.evaluate $(DATA)

lock:  ## refresh the locked requirements (needs uv)
	bash tools/lock.sh

messages: setup-dev  ## collect new sentences into the Persian message files
	$(BIN)/python tools/collect_messages.py

clean:  ## remove what was built, keep data
	rm -rf $(VENV) build dist frontend/node_modules src/hamsafar/base/ui/static/built
