# Every target sets up what it needs on a machine that has Python 3.11 and nothing else.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
DEMO_DATA ?= lodestar-demo

.PHONY: demo test mutations lint bench bench-large bench-ui bench-estimate clean setup docs
setup: $(READY)
$(READY): pyproject.toml constraints.txt
	$(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 11) and 'Lodestar needs Python 3.11 or newer; this is ' + sys.version.split()[0] + '. Try: make PYTHON=python3.11 ...')"
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[dev]"
	@touch $(READY)

demo: $(READY)
	$(BIN)/lodestar --data $(DEMO_DATA) demo

test: lint
	$(BIN)/python tests/browser_ready.py
	$(BIN)/python -m pytest -n 2 --dist loadgroup -m "not long"

# The real logs through the command line, and the story on other seeds: some minutes more. CI runs it after `make test`.
test-long: $(READY)
	$(BIN)/python -m pytest -n 2 --dist loadgroup -m long

mutations: $(READY)
	$(BIN)/python -m pytest -q tests/test_mutations.py

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(READY)
	$(BIN)/python -m bench

bench-large: $(READY)
	$(BIN)/python -m bench --large

bench-ui: $(READY)
	$(BIN)/python tests/browser_ready.py
	$(BIN)/python -m bench.ui

# What a new week's estimates cost at 100,000 and at a million contacts; then worlds of known truth, 400 weeks per mechanism:
# do estimates of the silent keep what they promise? Twenty minutes.
bench-estimate: $(READY)
	OMP_NUM_THREADS=1 $(BIN)/python -m bench.weekly
	OMP_NUM_THREADS=1 $(BIN)/python -m bench.estimate

docs: $(READY)
	$(BIN)/python -m lodestar.docs

clean:
	rm -rf $(VENV) $(DEMO_DATA) lodestar-data dist build
