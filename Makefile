# Two commands are all a newcomer needs: `make run` and `make test`.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: run test test-all postgres-half lint audit format bench lock clean

run: .venv/run ## start the demonstration on http://127.0.0.1:8080/demo
	@echo "Starting the demonstration; it says where to look. Ctrl+C stops it."
	@$(BIN)/python -m bot demo

test: .venv/dev ## run every test; on PostgreSQL too those that say all its SQL
	@echo "Running every test; about thirteen minutes on two cores ..."
	@$(TEST) --postgres-half covering

test-all: .venv/dev ## run every test, on PostgreSQL too all that can
	@echo "Running every test on both databases; about half an hour on two cores ..."
	@$(TEST) --thorough

postgres-half: .venv/dev ## choose anew which tests say all SQL to PostgreSQL
	@$(TEST) --postgres-half record

TEST = $(BIN)/python -m pytest -n auto --dist worksteal

lint: .venv/dev ## style, types, which folder may import which, the ground plan and its picture
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m tools.check
	$(BIN)/python -m tools.architecture

audit: .venv/dev .venv-audit/ready ## known advisories about what we depend on; says so where nobody answers
	$(BIN)/python -m tools.advisories .venv-audit/bin/pip-audit

format: .venv/dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: .venv/dev ## repeatable measurements, as ratios against something run beside them
	$(BIN)/python -m bench

lock: | .venv/bin/python ## pin what is installed, with hashes and without addresses
	$(BIN)/pip install --quiet pip-tools
	$(BIN)/pip-compile $(LOCK) --extra postgres --output-file requirements.txt pyproject.toml
	$(BIN)/pip-compile $(LOCK) --extra dev --output-file requirements-dev.txt pyproject.toml
	echo pip-audit | $(BIN)/pip-compile $(LOCK) --output-file requirements-audit.txt -

LOCK := --quiet --upgrade --generate-hashes --strip-extras --allow-unsafe --no-header \
	--no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-annotate

clean:
	rm -rf .venv .venv-audit var

# A person sees pip's progress, a log only its faults.
define install
	@echo "Installing $$(grep -c == $<) packages into .venv: $(1) the first time ..."
	@if [ -t 1 ]; then quiet=; else quiet=--quiet; fi; \
	$(BIN)/python -m pip install $$quiet --disable-pip-version-check --require-hashes -r $<
endef

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed (set PYTHON=...)")'
	@echo "Making a Python environment in .venv: some seconds ..."
	@$(PYTHON) -m venv .venv

.venv/run: requirements.txt | .venv/bin/python
	$(call install,one to two minutes)
	@touch $@

.venv-audit/ready: requirements-audit.txt
	@$(PYTHON) -m venv .venv-audit
	@.venv-audit/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

.venv/dev: requirements-dev.txt | .venv/bin/python
	$(call install,two to three minutes)
	@touch $@ .venv/run
