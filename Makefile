# mediadesk. Two commands matter: `make demo` and `make test`. `make help` lists the rest.
# One environment, .venv, filled from a lock with hashes: constraints-demo.txt for the main job, constraints.txt for
# everything (docs/decisions/0006). Written for GNU make 3.81 too, which macOS has.

PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input
LOCK := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate

# make demo CARD=/path  a real card instead of the made one      make demo SERVE=0  end after printing the address
# make demo STORE=s3    publish to an S3 server (SeaweedFS) on this machine instead of a folder
# make test WORKERS=2   so many tests at once
# three on two cores: half the time of a test is a film that plays, a disk that has to say it wrote, a server that starts
WORKERS ?= 3
SERVE ?= 1
CARD ?=
STORE ?=
DEMO_NEEDS := $(if $(filter s3,$(STORE)),.venv/everything.stamp,.venv/main-job.stamp)
DEMO_FLAGS = $(if $(filter 0,$(SERVE)),--no-serve) $(if $(CARD),--card "$(CARD)") $(if $(STORE),--store "$(STORE)")
DEMO_WITH := $(if $(filter s3,$(STORE)),$(BIN)/python scripts/seaweed.py $(if $(filter 0,$(SERVE)),,--stay) --)

# containers set it, and then every program that a test starts compiles all of mediadesk again
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help venv demo player test check docs bench prove prove-wordpress lock clean parts

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1	\2/p' Makefile

venv: .venv/everything.stamp mediadesk/embed/static/engine.json ## .venv with everything the tests need, and the player's engine

demo: $(DEMO_NEEDS) mediadesk/embed/static/engine.json ## a small made card through the whole story, ends with a player (CARD=, SERVE=0, STORE=s3)
	@$(DEMO_WITH) $(BIN)/mediadesk demo . $(DEMO_FLAGS)

player: mediadesk/embed/static/engine.json ## the player's engine, built from its npm package, and the page's parts made small

test: venv parts ## format, lint, types, import contracts, then every test
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder

check: test ## another name for it

docs: venv ## docs/cli.md, from the commands themselves
	$(BIN)/python -m mediadesk.cli.reference > .venv/cli.md
	@mv .venv/cli.md docs/cli.md

bench: venv ## figures, printed as ratios
	$(BIN)/pytest -m bench --capture=no --quiet

prove: venv parts ## the long proofs: kills, faults, power cuts, damaged files (as root on Linux; two hours on two cores)
	$(BIN)/pytest -m "prove or hypothesis" --hypothesis-profile proof -n 2 --dist worksteal --durations 25

prove-wordpress: venv parts ## posts in a real WordPress, with its editors and themes (as root on Debian; five minutes)
	@sh scripts/test-parts.sh wordpress
	$(BIN)/pytest -m wordpress --durations 10 tests/embed/wordpress

lock: ## the locks, from pyproject.toml (needs uv; UPGRADE=1 takes the newest versions)
	@command -v uv >/dev/null || { echo "make lock needs uv."; echo "try: pipx install uv"; exit 1; }
	$(LOCK) $(if $(UPGRADE),--upgrade) pyproject.toml --all-extras -o constraints.txt
	$(LOCK) -c constraints.txt pyproject.toml --extra ffmpeg --extra build -o constraints-demo.txt
	$(LOCK) $(if $(UPGRADE),--upgrade) --group pyproject.toml:node -o constraints-node.txt

clean: ## what was built and cached; never assets/, catalog.db or .venv
	rm -rf build dist node_modules mediadesk/embed/static .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .coverage
	find mediadesk tests scripts -name __pycache__ -type d -prune -exec rm -rf {} +

# --- how it is made ---------------------------------------------------------------------------------------------------

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "mediadesk needs Python 3.11 or newer."; echo "try: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -m venv .venv || \
		{ rm -rf .venv; echo "Python could not make an environment."; echo "try: apt install python3-venv"; exit 1; }

.venv/main-job.stamp: constraints-demo.txt pyproject.toml | .venv/bin/python
	$(PIP) install --require-hashes -r constraints-demo.txt
	$(PIP) install --quiet --no-deps --no-build-isolation -e .
	@touch $@

.venv/everything.stamp: constraints.txt pyproject.toml | .venv/bin/python
	$(PIP) install --require-hashes -r constraints.txt
	$(PIP) install --quiet --no-deps --no-build-isolation -e .
	@touch $@ .venv/main-job.stamp

WRITTEN := scripts/build-page.mjs $(wildcard mediadesk/embed/templates/*.js mediadesk/embed/templates/*.css mediadesk/embed/templates/*.json)

mediadesk/embed/static/engine.json: package.json package-lock.json scripts/build-player.mjs constraints-node.txt $(WRITTEN) | .venv/bin/python
	@sh scripts/build-player.sh
	@touch $@

parts: # a browser and exiftool, where they can be had; what is missing is skipped loudly
	@sh scripts/test-parts.sh
