# Both `make run` and `make test` set up everything they need on a machine with Python 3.11 to 3.13.
# `make` alone lists the targets, with the comments above them that begin with ##.
.DEFAULT_GOAL := help
.PHONY: help run report explorer serve test test-fast test-faults test-cluster bench cluster lint format profiles lock page clean
.DELETE_ON_ERROR:

# A program of one line that runs in old versions, too; it says by its exit code whether one suits.
SUITS := import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))
# The first that works, because a name may be there without its program.
PYTHON ?= $(shell for name in python3.11 python3.12 python3.13; do \
    $$name -c '$(SUITS)' 2>/dev/null && echo $$name && exit; done; echo python3)
CORES ?= $(shell nproc 2>/dev/null || sysctl -n hw.ncpu)
# A file that is overlaid on the default settings: make run CONFIG=config/mine.yaml
CONFIG ?=
# Further options of Snakemake: make run OPTIONS=--printshellcmds
OPTIONS ?=
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

SNAKEMAKE := $(BIN)/snakemake $(if $(CONFIG),--configfile "$(CONFIG)")

help:
	@echo "make TARGET, where TARGET is one of"
	@echo
	@awk '/^## / { text = text (text ? "\n                  " : "") substr($$0, 4); next } \
	    /^[a-z-]+:/ && text { split($$0, name, ":"); printf "  %-14s  %s\n", name[1], text } \
	    { text = "" }' $(firstword $(MAKEFILE_LIST))

# report/index.html summarises the run, report/workflow.html lists every figure and job.
## The whole analysis and its reports: of the built-in sounds into results/demo/,
## or of your own with CONFIG=config/mine.yaml; CORES=4 limits the processors.
run: $(READY)
	@results=$$($(BIN)/python -m latentaudio results $(if $(CONFIG),"$(CONFIG)")) && \
	mkdir -p "$$results/report" && \
	$(SNAKEMAKE) --cores $(CORES) --report "$$results/report/workflow.html" --report-after-run $(OPTIONS)

report: run

# What FOLDER and the others say reaches the command by the environment, in which nothing is a sign of the
# shell. In a PATTERN, write $$ for $.
## A map of sounds, to be heard in the browser: FOLDER=data/clips, or FILE=data/dawn.flac for one
## long recording; labels of clips: LABELS=table.csv or PATTERN='(?P<kind>[a-z]+)_.*'.
explorer: $(READY)
	@test -n "$$FOLDER$$FILE" && test -z "$$FOLDER" -o -z "$$FILE" || \
	    { echo "error: give either FOLDER=... (of clips) or FILE=... (one long recording)" >&2; exit 1; }
	@config=$$($(BIN)/python -m latentaudio explorer --path-only $${OUTPUT:+--output="$$OUTPUT"} \
	    $${LABELS:+--labels="$$LABELS"} $${PATTERN:+--pattern="$$PATTERN"} -- "$$FOLDER$$FILE") && \
	$(MAKE) --no-print-directory -f $(firstword $(MAKEFILE_LIST)) run CONFIG="$$config"

## Shows the map of a run to browsers on this machine until Ctrl+C is pressed; CONFIG as for run.
serve: $(READY)
	@results=$$($(BIN)/python -m latentaudio results $(if $(CONFIG),"$(CONFIG)")) && \
	$(BIN)/python -m latentaudio serve "$$results"

# Unit tests side by side, then those in browsers, which look at the same time, then those that run the
# workflow: file by file, because tests of a file share what takes long, and few at a time, because each
# run starts jobs of its own.
## All tests, including runs of the workflow on small sounds.
test: $(READY)
	$(BIN)/pytest --numprocesses $(CORES) -m "not workflow and not faults and not browser"
	$(BIN)/pytest -m browser tests/browser
	$(BIN)/pytest --numprocesses $(CORES) --maxprocesses 4 --dist loadfile -m workflow \
	    tests/workflow tests/cluster

## Unit tests but for the slowest, to run while working.
test-fast: $(READY)
	$(BIN)/pytest --numprocesses $(CORES) -m "not slow and not workflow and not faults and not browser"

# At random moments that LATENTAUDIO_FAULT_SEED determines.
## Kills and damages real runs.
test-faults: $(READY)
	$(BIN)/pytest -m faults tests/faults

## Runs the workflow on a real SLURM on this machine, installed from Debian's packages (needs root).
test-cluster: cluster
	$(BIN)/pytest -rsP tests/cluster

## Installs Snakemake's executors for SLURM and other schedulers.
cluster: $(VENV)/.cluster

$(VENV)/.cluster: requirements-cluster.lock $(READY)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes \
	    -r requirements-cluster.lock
	touch $@

## Measures speed and memory against references.
bench: $(READY)
	$(BIN)/python benchmarks/run.py

## Checks style, types, the order of imports, and the rules.
lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/snakefmt --check Snakefile rules
	$(BIN)/snakemake --lint

# The page is committed as it was built, so that only who changes it needs node.
## Builds the page of the sound map from explorer/ (needs Node.js 20).
page:
	cd explorer && npm ci && npm run check && npm run build

## Writes profiles/groups.yaml into the profiles for clusters.
profiles: $(READY)
	$(BIN)/python profiles/share_groups.py

## Rewrites the code in the project's style.
format: $(READY)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/snakefmt Snakefile rules

# The environment is made again when the lock changes, and counts as ready only when it is complete. The
# lock lists everything, so nothing is resolved (--no-deps): gyoza would add what only its developers
# need. Modules are compiled on all cores, which pip would do on one; a template that
# does not compile is no error.
$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c '$(SUITS)' || { echo "error: $(PYTHON): $$($(PYTHON) --version 2>&1) found, but" \
	    "latentaudio needs Python 3.11, 3.12 or 3.13; install one of these and name it:" \
	    "make PYTHON=/path/to/python3.11" >&2; exit 1; }
	rm -rf $(VENV)
	if command -v uv >/dev/null; then \
	    uv venv --quiet --python $(PYTHON) $(VENV) && \
	    uv pip install --quiet --compile-bytecode --python $(BIN)/python --no-deps --require-hashes \
	        -r requirements.lock && \
	    uv pip install --quiet --python $(BIN)/python --no-deps --editable .; \
	else \
	    $(PYTHON) -m venv $(VENV) && \
	    $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes \
	        --no-compile -r requirements.lock && \
	    { $(BIN)/python -m compileall -qq -j 0 $(VENV)/lib || true; } && \
	    $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps \
	        --no-build-isolation --editable .; \
	fi
	@# While nothing else imports it.
	$(BIN)/python -c 'from latentaudio.features.compiled import load_librosa; load_librosa()'
	touch $(READY)

## Resolves the dependencies of pyproject.toml again (needs uv).
lock:
	uv pip compile pyproject.toml --extra dev --python-version 3.11 --generate-hashes \
	    --no-emit-index-url --no-annotate --no-header --quiet --output-file requirements.lock
	uv pip compile pyproject.toml --extra cluster --constraints requirements.lock \
	    --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header \
	    --quiet --output-file requirements-cluster.lock \
	    $$(sed -nE 's/^([a-z0-9-]+).*==.*/--no-emit-package \1/p' requirements.lock)

## Removes the environment and all caches; keeps results/.
clean:
	rm -rf $(VENV) .snakemake .pytest_cache .mypy_cache .ruff_cache .hypothesis *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
	@echo "results/ is kept; remove it yourself when you are sure"
