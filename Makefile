# The front door. Every target does its own set-up: Python 3.11 or newer and make are all that must be there.
# `make` alone lists the targets.

PYTHON := .venv/bin/python
# What needs no package of others runs by any Python, on a machine where nothing is set up; on Windows python3 may only
# stand in for one.
ANY_PYTHON = $(shell python3 --version >/dev/null 2>&1 && echo python3 || echo python)
PREPARE := sh packaging/setup/prepare
MAKEFLAGS += --no-print-directory

.DEFAULT_GOAL := help
.PHONY: help setup run tour pictures test long-test lint format typecheck bench translations deb portable windows macos trial package-test \
	checksums draft-release clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' Makefile

setup: ## Make .venv, install what is pinned, look for Qt's libraries again
	@$(PREPARE) test --again
	@echo "Ready: make run, make test, or .venv/bin/netjournal --help"

run: ## Open the window (without a display: the tour, off screen)
	@$(PREPARE) run
	@if [ "$$(uname)" = Linux ] && [ -z "$$DISPLAY$$WAYLAND_DISPLAY" ]; then \
		echo "There is no display here, so the window stays off screen: Net Journal does the same day's work"; \
		echo "and leaves pictures of every page under build/tour/."; \
		QT_QPA_PLATFORM=offscreen $(PYTHON) -m ui tour build/tour; \
	else \
		$(PYTHON) -m ui; \
	fi

tour: ## Leave pictures of every page under build/tour/
	@$(PREPARE) run
	@QT_QPA_PLATFORM=offscreen $(PYTHON) -m ui tour build/tour

pictures: tour ## Let the pictures of the README be those of the tour
	@for picture in $(notdir $(wildcard docs/pictures/*.png)); do \
		cp build/tour/[0-9][0-9]-$${picture%.png}-1280x800.png "docs/pictures/$$picture" || exit 1; \
	done

test: ## Check everything: lint, types, tests
	@$(MAKE) lint
	@$(MAKE) typecheck
	@$(PYTHON) -m pytest -n auto --maxprocesses=4 --dist loadfile

long-test: ## The slow tests, and the property tests with many more examples
	@$(PREPARE) test
	@HYPOTHESIS_PROFILE=searching $(PYTHON) -m pytest -m long

lint: ## Ruff: rules and format
	@$(PREPARE) test
	@$(PYTHON) -m ruff check --quiet .
	@$(PYTHON) -m ruff format --check --quiet .

format: ## Let ruff mend what it can
	@$(PREPARE) test
	@$(PYTHON) -m ruff check --fix --quiet .
	@$(PYTHON) -m ruff format --quiet .

typecheck: ## Mypy, strict
	@$(PREPARE) test
	@$(PYTHON) -m mypy

bench: ## Measure the large journal against the bounds
	@$(PREPARE) test
	@$(PYTHON) -m tests.bench

translations: ## Find every text in the sources again (language=de begins German)
	@$(PREPARE) test
	@$(PYTHON) packaging/translations.py $(language)
	@$(PREPARE) test

deb: ## Make the package for Debian and Ubuntu, under dist/
	@$(PREPARE) package
	@$(PYTHON) packaging/linux/build.py deb

portable: ## Make an archive for any Linux that runs from where it is unpacked
	@$(PREPARE) package
	@$(PYTHON) packaging/linux/build.py portable

windows: ## Make the installer for Windows, from Linux too
	@$(PREPARE) windows
	@$(PYTHON) packaging/windows/build.py

macos: ## Make the disk image for macOS (elsewhere: what it would hold and weigh)
	@$(PREPARE) macos
	@$(PYTHON) packaging/macos/build.py

trial: ## Install what stands under dist/ for this system, use it, remove it
	@$(ANY_PYTHON) packaging/trial.py

package-test: ## Make the installers and try them on systems that have never seen the program (as root)
	@$(PREPARE) package-test
	@$(PYTHON) -m pytest -m package -p no:xdist -o faulthandler_timeout=900 -s tests/packaging

checksums: ## Write dist/SHA256SUMS over all that a release holds
	@$(ANY_PYTHON) packaging/publish.py sums

draft-release: ## Leave a draft of this version's release on GitHub
	@$(ANY_PYTHON) packaging/publish.py draft

clean: ## Remove what was made, .venv included
	rm -rf .venv build dist *.egg-info .hypothesis .mypy_cache .pytest_cache .ruff_cache
	rm -f resources/translations/*.qm
	find netjournal ui tests packaging -name __pycache__ -prune -exec rm -rf {} +
