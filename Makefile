# The two commands of a fresh machine: make run, make test. `make help` lists the rest.
SHELL := /bin/sh
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
PYTEST_ARGS ?=
UV_FLAGS := --universal --python-version 3.11 --generate-hashes --no-header --no-annotate
.DEFAULT_GOAL := help
.PHONY: help setup run report test check lock check-loaders fuzz audit torture hostile bench \
    bench-clean bench-rules bench-copies score train check-train quality learned-chrome rule-report golden \
    docs clean

help: ## this list
	@grep -hE '^[a-z-]+:.*\#\# ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 16

$(STAMP): requirements/dev.lock pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes \
	    -r requirements/dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps \
	    --no-build-isolation -e .
	@touch $@

setup: $(STAMP) ## make .venv with the locked dependencies

run: $(STAMP) ## clean data/raw (or the bundled examples) into data/clean, and report
	@if [ -d data/raw ] && [ -n "$$(ls -A data/raw 2>/dev/null)" ]; then raw=data/raw; \
	  else raw=examples/raw; fi; \
	  PATH="$(CURDIR)/$(BIN):$$PATH" luigi --module tasks CleanAll --raw-dir "$$raw"; code=$$?; \
	  [ ! -e data/clean/_SUCCESS ] || $(BIN)/python -m pipeline report data/clean; exit $$code

report: $(STAMP) ## data/report/index.html, from what stands in data/clean
	$(BIN)/python -m pipeline report data/clean

test: $(STAMP) ## run the tests
	$(BIN)/python -m pytest -n auto $(PYTEST_ARGS)

check: $(STAMP) ## linter and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

lock: ## remake requirements/*.lock from pyproject.toml (needs uv)
	uv pip compile pyproject.toml -q $(UV_FLAGS) -o requirements/runtime.lock
	uv pip compile pyproject.toml requirements/dev.in --extra parquet --extra peers -q $(UV_FLAGS) \
	    -o requirements/dev.lock
	uv pip compile pyproject.toml requirements/dev.in requirements/loaders.in --extra parquet \
	    --extra peers -q $(UV_FLAGS) -o requirements/loaders.lock
	uv pip compile pyproject.toml requirements/dev.in --extra train -q $(UV_FLAGS) \
	    -o requirements/train.lock
	uv pip compile pyproject.toml requirements/fuzz.in -q $(UV_FLAGS) -o requirements/fuzz.lock
	uv pip compile requirements/audit.in -q $(UV_FLAGS) -o requirements/audit.lock

check-loaders: ## open results with pandas, polars, DuckDB, pyarrow and HF datasets (large download)
	@test -x .venv-loaders/bin/python || $(PYTHON) -m venv .venv-loaders
	.venv-loaders/bin/python -m pip install --quiet --disable-pip-version-check --no-deps \
	    --require-hashes -r requirements/loaders.lock
	.venv-loaders/bin/python -m pip install --quiet --disable-pip-version-check --no-deps \
	    --no-build-isolation -e .
	HF_HUB_OFFLINE=1 .venv-loaders/bin/python -m pytest tests/write/test_loaders.py $(PYTEST_ARGS)

fuzz: ## look for inputs that break a promise (TARGET=page|text|rules|json-ld|sidecar SECONDS=600)
	@test -x .venv-fuzz/bin/python || $(PYTHON) -m venv .venv-fuzz
	.venv-fuzz/bin/python -m pip install --quiet --disable-pip-version-check --no-deps \
	    --require-hashes -r requirements/fuzz.lock
	PYTHONPATH=. .venv-fuzz/bin/python tools/fuzz.py $(or $(TARGET),page) \
	    -max_total_time=$(or $(SECONDS),600)

audit: ## known vulnerabilities of the locked versions (needs the network)
	@test -x .venv-audit/bin/python || $(PYTHON) -m venv .venv-audit
	.venv-audit/bin/python -m pip install --quiet --disable-pip-version-check --no-deps \
	    --require-hashes -r requirements/audit.lock
	@for lock in requirements/*.lock; do \
	  .venv-audit/bin/pip-audit --strict --disable-pip --require-hashes --progress-spinner off \
	    -r $$lock || { echo "audit: $$lock: a known vulnerability, or no answer from the" \
	    "advisory database (no network?): nothing is proven" >&2; exit 1; }; done

hostile: $(STAMP) ## hostile files, ours and those of $$DECHROME_HOSTILE, among good pages
	$(BIN)/python tools/hostile.py --own --large --good "$$DECHROME_DATA" \
	    $${DECHROME_HOSTILE:+--hostile "$$DECHROME_HOSTILE"}

bench: $(STAMP) ## what protecting the run from its pages costs, beside the bare loop
	$(BIN)/python tools/bench_edge.py --good "$$DECHROME_DATA"

bench-clean: $(STAMP) ## how fast pages are cleaned, beside trafilatura on the same pages
	$(BIN)/python tools/bench_clean.py --good "$$DECHROME_DATA"

bench-rules: $(STAMP) ## what matching all rule packs costs, on the sets of $$DECHROME_DATA
	$(BIN)/python tools/bench_rules.py --good "$$DECHROME_DATA"

bench-copies: $(STAMP) ## how well and how fast copies are found (ARTICLES=10000)
	$(BIN)/python tools/bench_copies.py --articles $(or $(ARTICLES),10000)

torture: $(STAMP) ## kill a run at 200 seeded moments and compare what the next one makes
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python tools/torture.py $(TORTURE_ARGS)

score: $(STAMP) ## measure quality beside the peers on the sets of $$DECHROME_DATA
	$(BIN)/python -m pipeline score --peers --processes 2

train: ## make the block model anew from DATA=folder-of-sets (default $$DECHROME_DATA; an hour)
	@test -x .venv-train/bin/python || $(PYTHON) -m venv .venv-train
	.venv-train/bin/python -m pip install --quiet --disable-pip-version-check --no-deps \
	    --require-hashes -r requirements/train.lock
	.venv-train/bin/python -m pip install --quiet --disable-pip-version-check --no-deps \
	    --no-build-isolation -e .
	.venv-train/bin/python -m pipeline train $(DATA) --out $(or $(OUT),pipeline/model/blocks.model) \
	    --folds data/folds --processes 2

check-train: ## the tests of training, with what training needs (large download)
	@test -x .venv-train/bin/python || $(PYTHON) -m venv .venv-train
	.venv-train/bin/python -m pip install --quiet --disable-pip-version-check --no-deps \
	    --require-hashes -r requirements/train.lock
	.venv-train/bin/python -m pip install --quiet --disable-pip-version-check --no-deps \
	    --no-build-isolation -e .
	.venv-train/bin/python -m pytest tests/training $(PYTEST_ARGS)

quality: $(STAMP) ## write docs/quality.md anew from the models of data/folds (a quarter of an hour)
	$(BIN)/python -m pipeline score --out-of-fold data/folds --quality docs --processes 2

learned-chrome: $(STAMP) ## measure learned profiles alone, on a corpus built from $$DECHROME_DATA
	rm -rf data/learned-chrome
	$(BIN)/python tools/build_frames.py build "$$DECHROME_DATA/fundus-dev" data/learned-chrome
	$(BIN)/python tools/build_frames.py measure data/learned-chrome

rule-report: $(STAMP) ## what each rule does on DIR=measuring-set, and on how much gold
	$(BIN)/python -m pipeline rule-report $(DIR)

docs: $(STAMP) ## write docs/rules.md and docs/publishers.md anew, from config/
	$(BIN)/python -m pipeline rules > docs/rules.md
	$(BIN)/python -m pipeline.publishers > docs/publishers.md

golden: $(STAMP) ## write the ledgers of tests/golden anew; read the diff before committing it
	$(BIN)/python -m pytest tests/test_golden.py --update-golden

clean: ## remove the environment and what a run made
	rm -rf $(VENV) .venv-loaders .venv-fuzz .venv-audit data/clean data/report data/learned-chrome
