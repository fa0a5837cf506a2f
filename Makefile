# One command starts the portal: `make run`. `make help` lists the others.
#
# What was installed or built is remembered by a stamp file, so that a second run does
# nothing twice. All paths are relative: the clone may stand in a folder with spaces.

PORT ?= 8000
DEBUG ?= True
export PORT DEBUG

python := .venv/bin/python
embedded := $(python) -m regio.core.embedded
compile := $(python) -m uv pip compile --quiet --universal --python-version 3.12 \
	--generate-hashes --no-header $(if $(UPGRADE),--upgrade)

python_stamp := .venv/.installed
node_stamp := node_modules/.installed
build_stamp := node_modules/.built

.DEFAULT_GOAL := help
.PHONY: help run test faults check bench manage reset lock again

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' Makefile

run: $(python_stamp) $(build_stamp) ## start everything on http://localhost:8000 (PORT=, VERBOSE=1)
	@exec $(embedded) run --port "$(PORT)" $(if $(VERBOSE),--verbose)

test: $(python_stamp) $(build_stamp) ## run the whole suite, browser included, on all cores (args="-k word")
	@CHROMIUM="$$(.ci/find-chromium)" || exit 1; export CHROMIUM; \
	exec $(embedded) exec --ephemeral -- $(python) -m pytest $(or $(args),-n auto --dist loadfile)

faults: $(python_stamp) ## kill a worker fifty times in the middle of its mails (FAULT_SEED=)
	@FAULT_KILLS=50 exec $(embedded) exec --ephemeral -- $(python) -m pytest -m fault -p no:randomly $(args)

check: $(python_stamp) $(build_stamp) ## format, lint, types, import contracts, migrations, templates
	@exec $(embedded) exec --ephemeral -- .ci/check

bench: $(python_stamp) $(build_stamp) ## measure; repeats every published figure
	@exec $(embedded) exec --ephemeral -- $(python) -m benchmarks $(args)

manage: $(python_stamp) ## run one management command (cmd="migrate")
	@exec $(embedded) exec -- $(python) manage.py $(cmd)

reset: $(python_stamp) ## throw away all data of this clone
	@exec $(embedded) reset

lock: $(python_stamp) ## write the lock files anew (UPGRADE=1: with the newest versions)
	$(compile) pyproject.toml -o requirements/base.txt
	$(compile) pyproject.toml --group dev -o requirements/dev.txt
	$(compile) requirements/uv.in -o requirements/uv.txt
	npm $(if $(UPGRADE),update,install) --package-lock-only --omit-lockfile-registry-resolved

# --- what the commands above stand on ---------------------------------------------------

# An environment that does not work (its Python was removed, say) is made anew.
ifneq ($(shell $(python) -c 'print("works")' 2>/dev/null),works)
$(python_stamp): again
endif

$(python_stamp): requirements/uv.txt requirements/dev.txt
	@found="$$(.ci/find-python)" || exit 1; \
	$(python) -c '' 2>/dev/null || "$$found" -m venv --clear .venv
	@echo "Installing the Python packages …"
	@$(python) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.txt
	@$(python) -m uv pip sync --quiet --python $(python) --require-hashes requirements/dev.txt
	@touch $@

$(node_stamp): package.json package-lock.json
	@.ci/find-node
	@echo "Installing the Node packages …"
	@npm ci --no-audit --no-fund --loglevel=error
	@touch $@

# Assets that were removed are built anew.
ifeq ($(wildcard static/dist),)
$(build_stamp): again
endif

# The templates count: of the design system's styles only what they name is kept.
sources := $(shell find static/src templates -type f 2>/dev/null) regio/forms/renderer.py

$(build_stamp): $(node_stamp) static/build.mjs $(sources)
	@echo "Building the assets …"
	@npm run --silent build
	@touch $@
