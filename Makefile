# Debrief's commands. `make help` lists them.

PYTHON ?= python3
PORT ?= 8000
ARGS ?=
TIMES ?= 3
export PORT

.PHONY: help
help: ## List these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: run
run: ## Start Debrief on http://localhost:8000 with example data (PORT=8001 for another port)
	@$(PYTHON) -m runner run

.PHONY: test
test: ## Run the tests, with their own services and browser (ARGS="-k timeline" for some)
	@$(PYTHON) -m runner test $(ARGS)

.PHONY: check
check: ## Lint, types, layers, templates, migrations, deployment settings
	@$(PYTHON) -m runner check

.PHONY: format
format: ## Format the code
	@$(PYTHON) -m runner format

.PHONY: soak
soak: ## Run the long repetitions that `make test` leaves out
	@$(PYTHON) -m runner test -m soak -n 0 $(ARGS)

.PHONY: faults
faults: ## Inject every fault several times, TIMES=3 (writes bench/faults.json)
	@FAULT_TIMES=$(TIMES) FAULTS_TO=bench/faults.json $(PYTHON) -m runner test -n 0 -q -m "" tests/faults $(ARGS)

.PHONY: bench
bench: ## Measure how fast the pages are (writes bench/results.json)
	@$(PYTHON) -m runner with bench -- -m bench $(ARGS)

.PHONY: bench-growth
bench-growth: ## Measure from 2,000 to 200,000 incidents
	@$(PYTHON) -m runner with bench -- -m bench --growth $(ARGS)

.PHONY: bench-import
bench-import: ## Measure 5,000 pasted lines (writes bench/importing.json)
	@$(PYTHON) -m runner with bench -- -m bench.importing $(ARGS)

.PHONY: bench-documents
bench-documents: ## Measure reading the worst written documents of 256 kB (writes bench/documents.json)
	@$(PYTHON) -m runner with bench -- -m bench.documents $(ARGS)

.PHONY: bench-annotated
bench-annotated: ## Measure how much of the annotated documents in FOLDER is read as they say
	@$(PYTHON) -m runner with bench -- -m bench.annotated "$(FOLDER)" $(ARGS)

.PHONY: bench-merge
bench-merge: ## Measure merging the worst texts of 256 kB (writes bench/merging.json)
	@$(PYTHON) -m runner with bench -- -m bench.merging $(ARGS)

.PHONY: bench-export
bench-export: ## Measure exports of sixty pages (writes bench/exporting.json)
	@$(PYTHON) -m runner with bench -- -m bench.exporting $(ARGS)

.PHONY: bench-followthrough
bench-followthrough: ## Measure 100,000 open action items of 5,000 people (writes bench/followthrough.json)
	@$(PYTHON) -m runner with bench -- -m bench.followthrough $(ARGS)

.PHONY: bench-rendering
bench-rendering: ## Measure rendering the worst texts of 256 kB (writes bench/rendering.json)
	@$(PYTHON) -m runner with bench -- -m bench.rendering $(ARGS)

.PHONY: bench-room
bench-room: ## Measure a room full of people (writes bench/room.json)
	@$(PYTHON) -m runner with bench -- -m bench.room $(ARGS)

.PHONY: bench-document-batch
bench-document-batch: ## Measure 1,000 written postmortems (writes bench/document_batch.json)
	@$(PYTHON) -m runner with bench -- -m bench.document_batch $(ARGS)

.PHONY: bench-similar
bench-similar: ## Measure how often a similar incident is found (writes bench/similar.json)
	@$(PYTHON) -m runner with bench -- -m bench.similar $(ARGS)

.PHONY: bench-transfer
bench-transfer: ## Measure 20,000 incidents that leave and come back (writes bench/transfer.json)
	@$(PYTHON) -m runner with bench -- -m bench.transfer $(ARGS)

.PHONY: shots
shots: ## Take screenshots of every page into shots/ (ARGS="board home" for some)
	@$(PYTHON) -m runner with shots -- -m tests.journeys.pictures $(ARGS)

.PHONY: clear-examples
clear-examples: ## Remove the example data from the database of `make run`
	@$(PYTHON) -m runner exec -- .venv/bin/python manage.py clear_examples

.PHONY: reset
reset: ## Delete the database, attachments and logs of `make run`, to start over
	@$(PYTHON) -m runner reset

UV ?= uv
COMPILE = $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header pyproject.toml

.PHONY: lock
lock: ## Resolve the dependencies into requirements/*.txt (needs uv)
	$(COMPILE) -o requirements/base.txt
	$(COMPILE) --extra embedded -c requirements/base.txt -o requirements/embedded.txt
	$(COMPILE) --extra pdf -c requirements/base.txt -o requirements/pdf.txt
	$(COMPILE) --extra embedded --extra pdf --extra dev -c requirements/embedded.txt -c requirements/pdf.txt -o requirements/dev.txt
