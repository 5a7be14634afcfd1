.DEFAULT_GOAL := help
.PHONY: help start check environment test lint format benchmark screenshot thumbnails bundle deb installer clean

python := .venv/bin/python

help:  ## this list
	@awk -F ':.*## ' '/^[a-z]*:.*## / { printf "%-14s%s\n", $$1, $$2 }' Makefile

start:  ## set up everything and open the window
	./start

check:  ## set up everything and run every check
	./check

environment:  ## .venv with the test tools
	@set -eu; root='$(CURDIR)'; . packaging/setup.sh; need_environment dev --group dev

test: environment  ## the tests alone
	$(python) -m pytest

lint: environment  ## style, types and layers
	$(python) -m ruff check
	$(python) -m ruff format --check
	$(python) -m mypy
	.venv/bin/lint-imports

format: environment  ## mend style where a machine can
	$(python) -m ruff check --fix
	$(python) -m ruff format

benchmark: environment  ## the ratios of speed that the project promises
	$(python) -m pytest tests/benchmarks --benchmark-enable -s

screenshot: environment  ## make the pictures in the README afresh from the real app
	$(python) packaging/screenshot.py

thumbnails: environment  ## make the pictures in the gallery afresh from the catalogue
	$(python) packaging/thumbnails.py

bundle:  ## the app in one folder that needs no Python, in build/bundle (some minutes)
	packaging/build.sh

deb:  ## a Debian package of the bundle
	packaging/linux/deb.sh

installer:  ## an installer of the bundle that needs no root
	packaging/linux/installer.sh

clean:  ## remove everything that is made
	rm -rf .venv build dist .benchmarks .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
