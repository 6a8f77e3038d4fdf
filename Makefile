# make run    shows the gate at work on invented files
# make test   runs every check and test; installs what they need
# make bench  times the gate beside its peers, in one run
# make corpora  reads the real files beside the checkout, and says how many of each format are read whole
CORPORA ?= ../shared/corpora/office
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready

.PHONY: help run test setup test-needs lint bench corpora lock clean

help:
	@sed -n 's/^# //p' $(firstword $(MAKEFILE_LIST))

setup: $(READY)

$(READY): requirements.lock pyproject.toml tools/setup.sh
	@PYTHON=$(PYTHON) tools/setup.sh

run: setup
	@$(BIN)/python -m corpus.show

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

test-needs:
	@tools/test-needs.sh

test: setup test-needs lint
	$(BIN)/pytest -n 2 --dist loadgroup
	$(BIN)/python -m tests.postgres -- $(BIN)/pytest -n 2 --dist loadgroup tests/console

corpora: setup
	$(BIN)/python -m benchmarks.corpora $(CORPORA)

bench: setup .venv-peers/.ready
	$(BIN)/python -m benchmarks.check --big

.venv-peers/.ready: benchmarks/peers.txt
	@$(PYTHON) -m venv .venv-peers
	@.venv-peers/bin/python -m pip --disable-pip-version-check --quiet install -r benchmarks/peers.txt
	@touch $@

lock: setup
	$(BIN)/pip install --quiet uv
	$(BIN)/uv pip compile pyproject.toml --extra console --extra dask --extra duckdb --extra ocr --extra parquet --extra postgresql --extra s3 --extra sftp --group test --group build --universal --python-version 3.11 \
	  --generate-hashes --no-header --no-emit-index-url --no-annotate --upgrade --quiet -o requirements.lock

clean:
	rm -rf .venv .venv-peers build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
