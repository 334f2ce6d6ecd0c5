# leadmatch: every target works on a fresh machine with Python 3.11+ and make.
PYTHON   ?= python3
PORT     ?= 8000
INSTANCE ?= instance
WORKERS  ?= 1
DEMO     ?= 1
BIN      := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help serve test faults check bench lock clean

help: ## list these targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1|/' | column -t -s '|'

serve: $(BIN)/.runtime ## build .venv, migrate, load geodata and catalogue, serve http://127.0.0.1:8000 (PORT= INSTANCE= WORKERS= DEMO=0)
	$(BIN)/leadmatch --instance $(INSTANCE) setup $(if $(filter 0 no off false,$(DEMO)),--no-demo,--demo)
	$(BIN)/leadmatch --instance $(INSTANCE) serve --port $(PORT) --workers $(WORKERS)

test: $(BIN)/.dev ## run everything: format, lint, types, import rules, tests on SQLite, PostgreSQL and in Chromium, with coverage
	$(MAKE) --no-print-directory check
	$(BIN)/pytest -n 2 --dist loadgroup --cov --cov-report=term-missing:skip-covered --cov-fail-under=95

faults: $(BIN)/.dev ## kill, fill, lock and step the service at length: 200 kills and more (make test does it briefly); with BENCH_FEDERAL= the federal files too
	LEADMATCH_FAULTS=full $(BIN)/pytest tests/faults -rP --durations=10

check: $(BIN)/.dev ## format, lint, types and import rules, without the tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

bench: $(BIN)/.dev ## measure the figures of the README (writes bench/results)
	$(BIN)/python -m bench

lock: $(BIN)/.dev ## pin every requirement again, by hash, with no index address
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header \
		--group build pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header \
		--group build --group dev pyproject.toml -c requirements.lock -o requirements-dev.lock

clean: ## remove .venv, caches and the default instance
	rm -rf .venv instance .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage .coverage.* bench/.work
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/python:
	$(PYTHON) -m venv .venv

$(BIN)/.runtime: requirements.lock pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(BIN)/.dev: requirements-dev.lock $(BIN)/.runtime
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements-dev.lock
	@touch $@
