# Everything a newcomer needs: `make run` and `make test`. Needs Python 3.11 or later and the package registry only.
# Paths here are relative, so that the checkout may lie in a folder with a space in its name.

SHELL := /bin/sh
MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help
unexport PYTHONDONTWRITEBYTECODE # or each of the many processes that are started compiles all modules anew
.PHONY: help run test check audit-packages chaos pictures seed token openapi promise lock format venv venv-dev chromium \
	checkers nginx

IN := .venv/bin/python
# The production settings that `manage.py check --deploy` judges; the key is for that check alone.
DEPLOYED := env CLAIMDESK_DEMO=0 DEBUG=0 SECRET_KEY=only-for-checks-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJKLM \
	ALLOWED_HOSTS=desk.example.org BASE_URL=https://desk.example.org

help: ## Show this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' Makefile | while IFS='|' read -r name text; do \
		printf '%-16s %s\n' "$$name" "$$text"; done

run: venv ## Start Claimdesk with its servers and demo data (PORT=8000, HOST=127.0.0.1, DATABASE_URL=, REDIS_URL=)
	@exec $(IN) -m config.run --follow-parent

test: venv-dev chromium checkers nginx ## Run the tests on servers of their own (TEST_ARGS="tests/config -x")
	@exec $(IN) -m pytest -n auto --dist worksteal $(TEST_ARGS)

check: venv-dev ## What CI asks besides the tests: format, lint, types, layers, migrations, settings, API description
	$(IN) -m ruff format --check .
	$(IN) -m ruff check .
	$(IN) -m bandit --quiet --recursive --configfile pyproject.toml claims config reviews seeds
	$(DEPLOYED) $(IN) -m mypy config claims reviews seeds
	$(DEPLOYED) .venv/bin/lint-imports
	$(DEPLOYED) $(IN) -W "ignore:Got an error checking a consistent migration history" manage.py makemigrations --check
	$(DEPLOYED) $(IN) manage.py check --deploy --fail-level WARNING
	@mkdir -p var
	$(DEPLOYED) $(IN) manage.py spectacular --validate --fail-on-warn --file var/openapi.yaml
	@$(IN) -c 'import filecmp, sys; sys.exit(not filecmp.cmp("docs/openapi.yaml", "var/openapi.yaml", shallow=False))' \
		|| { echo "docs/openapi.yaml is not what the code says. Refresh it: make openapi"; exit 1; }
	$(IN) -m config.contract docs/openapi.yaml docs/contract.yaml
	@echo "Not checked here: whether the packages have known holes. Where the network allows it: make audit-packages"

# Asks the advisories of the package index. Without a way there it fails and never says that all is well; so would a
# package that is skipped (--strict).
audit-packages: venv-dev ## Whether a locked package has a known hole; needs the network, and fails without it
	@$(IN) -m pip_audit --strict --disable-pip --require-hashes -r requirements.lock \
		|| { echo "Not passed: a package has a known hole, or the advisories could not be asked (see above)."; exit 1; }

openapi: venv ## Write docs/openapi.yaml from the code
	@$(DEPLOYED) $(IN) manage.py spectacular --validate --fail-on-warn --file docs/openapi.yaml

promise: openapi ## Add what is new in docs/openapi.yaml to docs/contract.yaml, which callers may rely on
	@$(IN) -m config.contract docs/openapi.yaml docs/contract.yaml --promise

pictures: venv-dev chromium ## Take the pictures in docs/images/desk anew
	@CLAIMDESK_ARTEFACTS=docs/images/desk $(IN) -m pytest -q tests/browser/test_pictures.py

chaos: venv-dev ## Break things while people work, then audit (SECONDS=300 SEED=1)
	@$(IN) -m bench.chaos --seconds $(or $(SECONDS),300) --seed $(or $(SEED),1)

seed: venv ## Load the demo data (make run does it by itself)
	@$(IN) -m config.run -- $(IN) manage.py seed --demo

token: venv ## Issue an API token: make token USER=name
	@test "$(origin USER)" = "command line" || { echo "Whose? make token USER=name"; exit 1; }
	@$(IN) -m config.run -- $(IN) manage.py issue_token "$(USER)"

format: venv-dev ## Format the code and repair what the linter can
	@$(IN) -m ruff check --fix .
	@$(IN) -m ruff format .

COMPILE := $(IN) -m uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
	--no-annotate -q pyproject.toml

lock: venv-dev ## Choose the packages' versions anew and write the lock files
	@$(COMPILE) -o requirements.lock
	@$(COMPILE) --extra tracing -c requirements.lock -o requirements-tracing.lock
	@$(COMPILE) --extra tracing --group dev -c requirements-tracing.lock -o requirements-dev.lock
	@$(COMPILE) --extra tracing --group dev --group train -c requirements-dev.lock -o requirements-train.lock

# The first Python on the PATH that is new enough and starts.
FIND_PYTHON = for python in python3.11 python3 python3.12 python3.13 python3.14 python; do \
	"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && break; python=; done; \
	test -n "$$python" || { echo "Claimdesk needs Python 3.11 or later: install it and try again." >&2; exit 1; }

venv:
	@$(FIND_PYTHON); exec "$$python" -I config/install.py requirements.lock

venv-dev:
	@$(FIND_PYTHON); exec "$$python" -I config/install.py requirements.lock requirements-dev.lock

# For the tests that drive a browser; without one they are skipped, and say so.
chromium:
	@if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && ! command -v chromium >/dev/null; then \
		echo "Installing Chromium for the browser tests …"; \
		{ apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium; } \
			</dev/null >/dev/null || echo "Chromium could not be installed: the browser tests will be skipped."; \
	fi

# For the test of the example in docs/deploy; without it that is skipped, and says so. RUNLEVEL: it is not started.
nginx:
	@if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && ! PATH="$$PATH:/usr/sbin" command -v nginx >/dev/null; then \
		echo "Installing nginx for the test of its example …"; \
		{ apt-get update -qq && RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
			nginx-light; } </dev/null >/dev/null 2>&1 || echo "nginx could not be installed: its test will be skipped."; \
	fi

# For the tests that ask programs others wrote in JavaScript and Java; without npm or Java those are skipped, and say so.
CHECKERS := vnu-jar@26 @googleapis/factchecktools@9 openapi-typescript@7.13 openapi-fetch@0.17 typescript@5.9

checkers:
	@if command -v npm >/dev/null && test "$$(cat var/checkers/installed 2>/dev/null)" != "$(CHECKERS)"; then \
		echo "Installing $(CHECKERS) …"; \
		{ npm install --no-audit --no-fund --ignore-scripts --silent --prefix var/checkers $(CHECKERS) </dev/null >/dev/null 2>&1 \
			&& echo "$(CHECKERS)" > var/checkers/installed; } \
			|| echo "They could not be installed: the tests that need them will be skipped."; \
	fi
