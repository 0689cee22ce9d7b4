# One way to run everything; each target prepares the virtual environment itself. Needs Python 3.11+ and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.DELETE_ON_ERROR:
.PHONY: speak voice serve test test-all lint bench proof lock clean

speak: $(VENV)/run.stamp ## talk to the local speaker in this terminal
	@$(BIN)/steady-ground speak $(ARGS)

voice: $(VENV)/voice.stamp ## the same, aloud and by ear where this machine can (apt install flite libportaudio2)
	@$(BIN)/steady-ground speak --voice $(ARGS)

serve: $(VENV)/run.stamp ## the web service on 127.0.0.1:8000 (set STEADY_GROUND_SKILL_ID, or use make serve ARGS=--unsigned)
	@$(BIN)/steady-ground serve $(ARGS)

# Each worker begins with a stretch of whole files, so that a browser or a PostgreSQL is mostly started once, and steals
# from the other's end when it has none left: a few files take far longer than all others. Tests start many processes,
# which may keep what they compiled even where the environment asks for nothing to be written.
test: $(VENV)/dev.stamp ## what stands for everything, in minutes, on every core; ARGS="-n 0 -x FILE" for one at a time
	@PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -n auto --dist worksteal -m "not slow" $(ARGS)

test-all: $(VENV)/dev.stamp ## every test and whole sweeps, a year, a browser, planted faults, and then make proof
	@PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -n auto --dist worksteal $(ARGS)
	@$(MAKE) --no-print-directory proof ARGS=

lint: $(VENV)/dev.stamp ## style, types, the arrows between the packages, and citations that lead nowhere
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@PYTHONPATH=tests $(BIN)/python -m rules.citations

bench: $(VENV)/dev.stamp ## figures, beside the official road, in one run
	@PYTHONPATH=tests $(BIN)/python -m benchmarks $(ARGS)

proof: $(VENV)/dev.stamp ## that nothing reaches the wrong ear, with all counts (longer: make proof ARGS="--steps 5000 --worlds 2000")
	@PYTHONPATH=tests $(BIN)/python -m slow.proof $(ARGS)

lock: $(VENV)/dev.stamp ## pin anew what pyproject.toml asks for; the lock files name hashes and no registry
	@$(BIN)/pip install --quiet uv
	@$(BIN)/uv pip compile pyproject.toml --group build --universal --generate-hashes --no-header --no-annotate --python-version 3.11 --quiet --output-file requirements/run.lock
	@$(BIN)/uv pip compile pyproject.toml --extra voice --constraints requirements/run.lock --universal --generate-hashes --no-header --no-annotate --python-version 3.11 --quiet --output-file requirements/voice.lock
	@$(BIN)/uv pip compile pyproject.toml --extra voice --group build --group dev --universal --generate-hashes --no-header --no-annotate --python-version 3.11 --quiet --output-file requirements/dev.lock

clean: ## remove the environment; what people said is elsewhere and stays
	rm -rf $(VENV) .bench build *.egg-info

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit("Steady Ground needs Python 3.11 or newer; set PYTHON=...") if sys.version_info < (3, 11) else None'
	@echo "Preparing the environment (once, about a minute) ..."
	@$(PYTHON) -m venv $(VENV)

$(VENV)/run.stamp: requirements/run.lock pyproject.toml | $(VENV)/bin/python
	@test $(VENV)/dev.stamp -nt requirements/dev.lock || $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements/run.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/dev.stamp: requirements/dev.lock pyproject.toml | $(VENV)/bin/python
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements/dev.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/voice.stamp: requirements/voice.lock $(VENV)/run.stamp
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements/voice.lock
	@touch $@
