# `make` lists the targets. Everything runs in .venv, which the first target that needs it builds.
.DEFAULT_GOAL := help
BIN := .venv/bin
PORT ?=
ARGS ?=

.PHONY: help setup demo check test bench chaos mutants lock

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## build .venv from requirements.lock
	@scripts/setup

demo: ## chat page, offline WeChat and the service on this machine (PORT=8000, ARGS="--no-open")
	@scripts/setup
	@$(BIN)/cqo demo $(if $(PORT),--port $(PORT)) $(ARGS)

check: ## format, lint, types, import rules and the fast tests
	@scripts/setup dev
	@scripts/provide redis
	$(static_checks)
	$(BIN)/pytest -q -n 2 -m "not slow and not browser" $(ARGS)

test: ## all of check, and every test on real servers and in a real browser
	@scripts/setup dev
	@scripts/provide redis browser
	$(static_checks)
	$(BIN)/pytest -q -n 2 $(ARGS)

bench: ## the long measurements: a turn's cost beside echoes, answers, their growth, index speed (ARGS="58733" for one size)
	@scripts/setup dev
	@scripts/peers
	@scripts/provide redis
	$(BIN)/python -m tests.bench.door --write
	$(BIN)/python -m tests.bench.answers
	$(BIN)/python -m tests.bench.learning_curve
	$(BIN)/python -m tests.bench.index_speed $(ARGS)

MUTATED = knowledge/rules.py=$(RULES_TESTS) knowledge/nearest.py=tests/knowledge/test_rules_nearest.py \
	knowledge/facts.py=tests/knowledge/test_rules_facts.py \
	knowledge/rulebook/soundness.py=tests/knowledge/test_rules_files.py \
	dialogs/engine.py=tests/dialogs/test_repairs.py,tests/dialogs/test_engine.py
RULES_TESTS = tests/knowledge/test_rules.py,tests/knowledge/test_rules_proof.py,tests/knowledge/test_rules_files.py

chaos: ## the long tests of what can go wrong at any moment (CONVERSATIONS, DELIVERIES, FORGED=10000)
	@scripts/setup dev
	CONVERSATIONS=$(or $(CONVERSATIONS),10000) DELIVERIES=$(or $(DELIVERIES),100000) FORGED=$(or $(FORGED),10000) \
		$(BIN)/pytest -q tests/chaos

mutants: ## small faults put into the rules and the engine, which the tests must notice (ARGS="MODULE=TESTS")
	@scripts/setup dev
	$(BIN)/python -m tests.mutants.run $(or $(ARGS),$(MUTATED))

lock: ## resolve pyproject.toml into the three lock files (ARGS=--upgrade for newer versions)
	@scripts/setup dev
	$(resolve) pyproject.toml --group build -o requirements.lock
	$(resolve) pyproject.toml --group build --group dev -c requirements.lock -o requirements-dev.lock
	$(resolve) --group bench -c requirements.lock -o requirements-bench.lock

define static_checks
$(BIN)/ruff format --check --quiet .
$(BIN)/ruff check --quiet .
$(BIN)/mypy
$(BIN)/lint-imports
endef

resolve = $(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header \
	--python-version 3.11 $(ARGS)
