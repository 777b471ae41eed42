# Everything runs from a fresh clone: Python 3.11 or newer (with venv), git and make are enough.
# uv and all packages are put into .tools and .venv here; nothing else on the machine is touched.

UV_VERSION := 0.13.9
UV_OLDEST  := 0.13
WORKERS    ?= 2
ARGS       ?=
BIN        := .venv/bin
DEMO       := config/examples/student-vslo.yaml
DEMO_DATA  := $(CURDIR)/.countback/demo
TEST_LOG   := .countback/test.log

export UV_PYTHON_DOWNLOADS := never
# Networks with a certificate of their own put it into the system's store.
export UV_SYSTEM_CERTS ?= 1
unexport VIRTUAL_ENV UV_PROJECT_ENVIRONMENT
# Without a usable HOME, caches and state stay in the checkout.
ifneq ($(shell test -w "$$HOME" && echo usable),usable)
export HOME := $(CURDIR)/.tools/home
endif

SHELL := bash
.DEFAULT_GOAL := help
.PHONY: help install demo test check fmt bench

help: ## Show this list.
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# A venv cannot be moved: one that was copied here from elsewhere is made anew.
install: ## Install what is needed, into .venv (the other targets do it by themselves).
	@set -eu; \
	mark="$(CURDIR) $$(cat uv.lock pyproject.toml | cksum)"; \
	if [ "$$(cat .venv/installed 2>/dev/null || true)" = "$$mark" ] && $(BIN)/python -c ''; then exit 0; fi; \
	uv=$$(command -v uv || true); \
	new_enough='{ split($$2, have, "."); split("$(UV_OLDEST)", want, "."); \
		enough = have[1] > want[1] || have[1] == want[1] && have[2] >= want[2] } END { exit !enough }'; \
	if [ -z "$$uv" ] || ! "$$uv" --version 2>/dev/null | awk "$$new_enough"; then \
		uv=.tools/bin/uv; \
		if ! $$uv --version 2>/dev/null | awk "$$new_enough"; then \
			echo "Installing uv $(UV_VERSION) into .tools"; \
			for python in python3 python3.14 python3.13 python3.12 python3.11 none; do \
				if $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then break; fi; \
			done; \
			if [ $$python = none ]; then echo "make: Python 3.11 or newer is needed; install it and run make again" >&2; exit 1; fi; \
			if ! $$python -m venv --clear .tools >/dev/null; then \
				echo "make: $$python has no working venv; on Debian and Ubuntu: apt install python3-venv" >&2; exit 1; fi; \
			.tools/bin/python -m pip install --quiet --disable-pip-version-check --no-input uv==$(UV_VERSION); \
		fi; \
	fi; \
	grep -qsF "$(CURDIR)/.venv" .venv/bin/activate || rm -rf .venv; \
	echo "Installing Countback into .venv"; \
	$$uv sync --frozen --quiet --compile-bytecode; \
	echo "$$uv" > .venv/uv; \
	echo "$$mark" > .venv/installed

demo: install ## Plan an example applicant and publish the calendar feed.
	@echo "The example applicant: $(DEMO). All data of this demo: $(DEMO_DATA)"
	@COUNTBACK_DATA_DIR="$(DEMO_DATA)" $(BIN)/countback run --profile $(DEMO)
	@echo "- To see this demo in a browser: COUNTBACK_DATA_DIR=$(DEMO_DATA) $(BIN)/countback serve"

# The closing line of pytest is printed once more, so that it is the last line whatever the gates say.
test: install ## Run all tests in parallel, with the coverage gates.
	@set -uo pipefail; mkdir -p .countback; code=0; \
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadscope --no-loadscope-reorder --cov --cov-report= $(ARGS) 2>&1 | tee $(TEST_LOG) || code=$$?; \
	if [ $$code = 0 ]; then \
		echo; echo "Coverage, gate 1: 95 % of everything"; \
		$(BIN)/coverage report --fail-under=95 || code=$$?; \
		echo; echo "Coverage, gate 2: every branch of the domain and the services"; \
		$(BIN)/coverage report --include='countback/domain/*,countback/services/*' --fail-under=100 || code=$$?; \
	fi; \
	echo; grep -E '(passed|failed|errors?|skipped|no tests ran).* in [0-9.]+s' $(TEST_LOG) | tail -n 1; exit $$code

# Every step runs, so that one run tells everything.
check: install ## Lock file, lint, format, types, layers and docs.
	@failed=; \
	run() { echo "== $$*"; "$$@" || failed="$$failed $$(basename "$$1")"; }; \
	run $$(cat .venv/uv) lock --check --quiet; \
	run $(BIN)/ruff check --quiet .; \
	run $(BIN)/ruff format --check --quiet .; \
	run $(BIN)/mypy --no-error-summary; \
	run $(BIN)/lint-imports --no-logo; \
	run $(BIN)/python -m pytest -q -p no:randomly tests/docs; \
	if [ -n "$$failed" ]; then echo "make check: not right:$$failed"; exit 1; fi; \
	echo "make check: all is right"

fmt: install ## Format, and mend what the linter can mend.
	@$(BIN)/ruff check --fix --quiet . || true
	@$(BIN)/ruff format .

bench: install ## Run the benchmarks.
	@set -e; for one in benchmarks/*.py; do echo "== $$one"; $(BIN)/python "$$one"; done
