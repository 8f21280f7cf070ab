# Both `make run` and `make test` set up everything they need on a machine with Python 3.11.
.PHONY: run report test test-fast test-faults test-cluster bench cluster lint format lock clean
.DELETE_ON_ERROR:

PYTHON ?= $(shell command -v python3.11 || command -v python3)
CORES ?= $(shell nproc 2>/dev/null || sysctl -n hw.ncpu)
# A file laid over config/config.yaml: make run CONFIG=config/mine.yaml
CONFIG ?=
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

SNAKEMAKE := $(BIN)/snakemake $(if $(CONFIG),--configfile "$(CONFIG)")
# The last `run:` that is said.
RESULTS = results/$(shell $(BIN)/python -c 'import sys, yaml; \
    print([run for path in sys.argv[1:] if (run := yaml.safe_load(open(path)).get("run"))][-1])' \
    config/config.yaml $(if $(CONFIG),"$(CONFIG)"))

# The whole analysis and its reports; by default that of the embedded sounds, into results/demo/.
run: $(READY)
	$(SNAKEMAKE) --cores $(CORES)
	@$(MAKE) --no-print-directory $(RESULTS)/report/workflow.html

# The reports of a run: index.html tells its story, workflow.html has every figure and job.
report: run

$(RESULTS)/report/workflow.html: $(RESULTS)/report/index.html
	$(SNAKEMAKE) --report $@

test: $(READY)
	$(BIN)/pytest

# Unit tests only: what one runs while working.
test-fast: $(READY)
	$(BIN)/pytest -m "not workflow and not faults"

# Kills and damages real runs, at moments that LATENTAUDIO_FAULT_SEED decides.
test-faults: $(READY)
	$(BIN)/pytest -m faults tests/faults

# A real SLURM on this machine, installed from Debian's packages (needs root).
test-cluster: cluster
	$(BIN)/pytest -rsP tests/cluster

# Snakemake's executors for SLURM and other schedulers.
cluster: $(VENV)/.cluster

$(VENV)/.cluster: requirements-cluster.lock $(READY)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes \
	    -r requirements-cluster.lock
	touch $@

bench: $(READY)
	$(BIN)/python benchmarks/run.py

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/snakefmt --check Snakefile rules
	$(BIN)/snakemake --lint

format: $(READY)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/snakefmt Snakefile rules

# The environment is made anew when the lock changes, and is ready only when complete. The lock says
# all, so nothing is resolved (--no-deps): gyoza would bring what only its developers need.
$(READY): requirements.lock pyproject.toml
	rm -rf $(VENV)
	if command -v uv >/dev/null; then \
	    uv venv --quiet --python $(PYTHON) $(VENV) && \
	    uv pip install --quiet --compile-bytecode --python $(BIN)/python --no-deps --require-hashes \
	        -r requirements.lock && \
	    uv pip install --quiet --python $(BIN)/python --no-deps --editable .; \
	else \
	    $(PYTHON) -m venv $(VENV) && \
	    $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes \
	        -r requirements.lock && \
	    $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps \
	        --no-build-isolation --editable .; \
	fi
	touch $(READY)

# Resolve the dependencies of pyproject.toml again (needs uv).
lock:
	uv pip compile pyproject.toml --extra dev --python-version 3.11 --generate-hashes \
	    --no-emit-index-url --no-annotate --no-header --quiet --output-file requirements.lock
	uv pip compile pyproject.toml --extra cluster --constraints requirements.lock \
	    --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header \
	    --quiet --output-file requirements-cluster.lock \
	    $$(sed -nE 's/^([a-z0-9-]+).*==.*/--no-emit-package \1/p' requirements.lock)

clean:
	rm -rf $(VENV) .snakemake .pytest_cache .mypy_cache .ruff_cache .hypothesis *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
	@echo "results/ is kept; remove it yourself when you are sure"
