# Everything here needs python3 (>= 3.11) and make only; the rest is set up in .venv from the hashed lock.
PYTHON ?= python3
VENV := .venv
READY := $(VENV)/.ready
BIN := $(VENV)/bin
FULL := $(if $(filter 1,$(full)),--full,)

.DEFAULT_GOAL := help
.PHONY: help demo serve test lint format test-system prove-rules prove-fit prove-bounds prove-instances prove-reasons prove-month prove-loads prove-replan bench-service bench bench-quick prove-calendar prove-bookings prove-invitations prove-whatif lock clean

help: ## show these targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 22

demo: $(READY) ## the main job: one founder, then a month of contacts (make demo full=1: all 700)
	$(BIN)/lotse demo $(FULL)

serve: $(READY) ## the desk on http://127.0.0.1:8000, seeded with Dortmund
	$(BIN)/lotse serve

# Dozens of processes are started here, each importing us: compiled files are kept even where the shell asks for none. Each
# worker takes whole folders and then from the other, not every second test: what a module sets up is set up once.
test: $(READY) ## all tests that need nothing but the Python packages
	env -u PYTHONDONTWRITEBYTECODE $(BIN)/python -m pytest -n 2 --dist worksteal -q

lint: $(READY) ## ruff, pyright and the arrows between the packages
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/pyright
	$(BIN)/lint-imports

format: $(READY) ## let ruff write the layout
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# Browser and curl come from Debian, not from a download: see tests/system/README.md.
SYSTEM_PACKAGES := chromium curl nginx-light openssl
test-system: $(READY) ## the tests that need Debian packages (installed when missing; needs root for that)
	@missing="$$(for package in $(SYSTEM_PACKAGES); do dpkg -s $$package >/dev/null 2>&1 || echo $$package; done)"; \
	if [ -n "$$missing" ]; then \
	  echo "installing from Debian: $$missing"; \
	  sudo="$$([ "$$(id -u)" = 0 ] || echo sudo)"; \
	  $$sudo apt-get update -q && $$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $$missing; \
	fi
	$(BIN)/python -m pytest -q -o addopts="--strict-markers --strict-config --import-mode=importlib -ra" tests/system

prove-rules: $(READY) ## break every half of every rule and watch a test fail
	$(BIN)/python tests/prove_rules.py

prove-fit: $(READY) ## 2,200 cases from a seed drawn at run time: fit against all lawful plans and CP-SAT (some minutes)
	$(BIN)/python tests/solver/prove_fit.py

prove-bounds: $(READY) ## 600 problems from a seed drawn at run time: no bound of many cases above the best of all lawful plans (minutes)
	$(BIN)/python tests/solver/prove_bounds.py

prove-instances: $(READY) ## 200 problems from a seed drawn at run time, judged by both referees
	$(BIN)/python tests/solver/prove_instances.py

prove-reasons: $(READY) ## 200 planted causes of "impossible": named, nothing false said, every repair works
	$(BIN)/python tests/prove_reasons.py

prove-month: $(READY) ## one more founder against a month's full calendar (some minutes)
	$(BIN)/python tests/prove_month.py

prove-loads: $(READY) ## a month of 700 contacts at three loads, before both referees (some minutes)
	$(BIN)/python tests/prove_loads.py

prove-replan: $(READY) ## ten sick days in a month of 700 contacts, and 500 tiny setbacks against all lawful plans
	$(BIN)/python tests/prove_replan.py

bench-service: $(READY) ## how long one case takes against a month's full calendar, warm (two minutes)
	$(BIN)/python bench/service.py

bench: $(READY) ## three methods side by side on nine months, from a seed drawn at run time (half an hour)
	$(BIN)/python bench/side_by_side.py

bench-quick: $(READY) ## the same on two small months, 15 seconds each
	$(BIN)/python bench/side_by_side.py --quick

prove-calendar: $(READY) ## the whole calendar: what must show, on months from a seed drawn at run time (an hour)
	$(BIN)/python tests/prove_calendar.py

prove-bookings: $(READY) ## bookings that cannot go wrong: races, kills, full disks, on both databases (half an hour, on slow cores an hour)
	$(BIN)/python tests/prove_bookings.py

prove-invitations: $(READY) ## invitations read back by four readers, answers, a mail server that is away, pictures (half an hour)
	$(BIN)/python tests/prove_invitations.py

prove-whatif: $(READY) ## capacity studies: size, kills, a cluster over TLS, theory, refusals (half an hour on two idle cores)
	$(BIN)/python tests/prove_whatif.py

# No index or file address may stand in a lock file: whoever installs chooses the index.
LOCK := pip compile -q --universal --python-version 3.11 --generate-hashes --no-header
lock: $(READY) ## pin all packages anew from pyproject.toml
	$(BIN)/uv $(LOCK) --upgrade --extra postgres pyproject.toml -o requirements.lock
	$(BIN)/uv $(LOCK) --upgrade --extra postgres --extra dev -c requirements.lock pyproject.toml -o requirements-dev.lock
	! grep -n '://' requirements.lock requirements-dev.lock

clean: ## remove the environment and what tools leave behind
	rm -rf $(VENV) build dist .pytest_cache .ruff_cache .import_linter_cache .hypothesis

$(READY): requirements-dev.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Lotse needs Python 3.11 or newer, this is " + sys.version.split()[0])'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.lock
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $(READY)
