# `make run` and `make test` need only Python 3.11 or newer and make; `make` alone lists what there is.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
SUPERSET ?= .venv-superset

.DEFAULT_GOAL := help
.PHONY: help run test check fuzz hostile docs proof survive bench bench-extraction bench-kills bench-check samples bi clean ray soak orchestrators partitions

help:
	@sed -n 's/^\([a-z-]*\):.*## */  make \1	/p' $(MAKEFILE_LIST) | expand -t 24

# A first question to the database, and how it is asked without any tool but Python.
define QUESTION
SELECT published_on, source, title
FROM v_articles
WHERE published_on IS NOT NULL
ORDER BY published_on DESC
LIMIT 5;
endef
define ASK
import sqlite3, sys
for row in sqlite3.connect(sys.argv[1]).execute(sys.argv[2]):
    print(*("-" if value is None else value for value in row), sep="  ")
endef
export QUESTION ASK

run: $(VENV)/installed ## install, ingest raw/ into etl.db, ask a first question
	$(BIN)/etl run --database sqlite:///etl.db raw/
	@echo
	@echo "$$QUESTION"
	@echo
	@$(BIN)/python -c "$$ASK" etl.db "$$QUESTION"

test: check ## install what tests need, and run every check
	$(BIN)/python -m pytest -n auto --dist worksteal

check: $(VENV)/installed-dev ## only the checks that run no code: ruff, mypy, import-linter
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

docs: $(VENV)/installed-dev ## write again what is generated: docs/cli.md, docs/schema.md, the README's answers
	$(BIN)/python scripts/cli_reference.py
	$(BIN)/python scripts/schema_reference.py
	$(BIN)/python scripts/readme_answers.py

proof: $(VENV)/installed-dev ## compare 10,000 random searches with a look at every text, on both databases
	ETL_TEST_QUERIES=10000 $(BIN)/python -m pytest --timeout=0 tests/search/test_answers.py

fuzz: $(VENV)/installed-dev ## parse 100,000 documents gone wrong by chance, and 20,000 invented ones: about an hour
	$(BIN)/python scripts/fuzz.py 100000 --workers 2
	$(BIN)/python -m pytest tests/hostile/test_fuzz.py --hypothesis-profile=long --timeout=0

hostile: $(VENV)/installed-dev ## ingest hostile documents at their full size, and pages cut off after every byte: about ten minutes
	ETL_HOSTILE_FULL=1 $(BIN)/python -m pytest -q --timeout=0 tests/hostile/test_documents.py tests/hostile/test_evidence.py

survive: $(VENV)/installed-dev ## kill, cut, fill and race runs, hundreds of times, on both databases (docs/reliability.md)
	failed=0; for part in kills server disks company; do \
	    ETL_SURVIVE=1 $(BIN)/python -m pytest -qs --timeout=0 tests/survival/test_$$part.py || failed=1; \
	done; exit $$failed

ray: $(VENV)/installed-dev ## read documents on Ray clusters of this machine, and kill their parts: minutes, and 200 MB to install
	$(PIP) --editable '.[ray]'
	ETL_TEST_RAY=1 $(BIN)/python -m pytest --timeout=600 tests/engines/test_ray.py tests/engines/test_engines.py

MINUTES ?= 10
soak: $(VENV)/installed-dev ## run by the second for ten minutes (MINUTES=10) on each database, killing by lot (docs/reliability.md)
	ETL_SOAK_MINUTES=$(MINUTES) $(BIN)/python -m pytest --timeout=0 -s tests/schedule/test_soak.py

orchestrators: $(VENV)/installed-dev ## install Airflow, Dagster and Prefect, each by itself, and carry out the recipes in examples/
	for name in airflow dagster prefect; do \
	    test -d .orchestrators/$$name || $(PYTHON) -m venv .orchestrators/$$name; \
	    .orchestrators/$$name/bin/python -m pip install --quiet --disable-pip-version-check -r examples/$$name/requirements.txt || exit 1; \
	done
	ETL_ORCHESTRATORS=.orchestrators $(BIN)/python -m pytest --timeout=0 tests/examples

partitions: $(VENV)/installed-dev ## the tests of the load on PostgreSQL, with paragraphs parted by month
	ETL_TEST_PARTITIONS=1 $(BIN)/python -m pytest --timeout=0 -k "postgresql or partitions" tests/load

bench: $(VENV)/installed-dev ## measure 10,000 generated documents into both databases
	$(BIN)/python -m bench.end_to_end

bench-extraction: $(VENV)/installed-dev ## find the articles of known pages, beside other extractors
	$(PIP) -r bench/peers.txt
	$(BIN)/python -m bench.extraction

bench-kills: $(VENV)/installed-dev .venv-dlt ## kill and overlap us, and dlt beside us: about half an hour
	$(BIN)/python -m bench.kills

bench-check: $(VENV)/installed-dev ## fail if a figure of extraction fell
	$(PIP) -r bench/peers.txt
	$(BIN)/python -m bench.extraction --check

samples: $(VENV)/installed-dev ## ingest all real documents beside this repository, by one worker and by four, into both databases
	ETL_ALL_SAMPLES=1 $(BIN)/python -m pytest -s tests/test_samples.py

bi: $(VENV)/installed-dev $(SUPERSET)/installed ## ask both databases through Superset, in an environment of its own (1 GB, minutes)
	ETL_SUPERSET=$(SUPERSET)/bin $(BIN)/python -m pytest --timeout=0 tests/clients

clean: ## remove the virtual environments and every cache
	rm -rf $(VENV) .venv-dlt .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache

# The stamps: what is installed is installed anew only when pyproject.toml changes.
$(VENV)/installed: pyproject.toml | $(BIN)/python
	$(PIP) --editable .
	@touch $@

$(VENV)/installed-dev: pyproject.toml | $(BIN)/python
	$(PIP) --editable '.[dev]'
	@touch $(VENV)/installed $@

.venv-dlt: bench/dlt.txt
	$(PYTHON) -m venv $@
	$@/bin/python -m pip install --quiet --disable-pip-version-check -r bench/dlt.txt
	@touch $@

$(SUPERSET)/installed: tests/clients/superset.txt
	$(PYTHON) -m venv $(SUPERSET)
	$(SUPERSET)/bin/python -m pip install --quiet --disable-pip-version-check -r $<
	@touch $@

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "etl needs Python 3.11 or newer: make PYTHON=python3.12")'
	$(PYTHON) -m venv $(VENV)
