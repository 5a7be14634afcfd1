#!/bin/sh
# Builds sdist and wheel (the wheel from the sdist), installs the wheel into a new environment, and starts
# the app from there and by pipx: packaging/check_wheel.sh   Needs a display for `self-test`.
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
. "$root/packaging/setup.sh"

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
need_python

"$base" -m venv "$scratch/tools"
use_venv "$scratch/tools"
pip_install build pipx
"$python" -m build --outdir "$scratch/dist" "$root" >"$scratch/log" 2>&1 || { cat "$scratch/log"; exit 1; }
wheel=$(echo "$scratch"/dist/*.whl)

# A home and a folder that know nothing of the checkout.
unset PYTHONPATH OPTEXPLORER_CACHE PIPX_HOME PIPX_BIN_DIR PIPX_MAN_DIR
unset XDG_CONFIG_HOME XDG_CACHE_HOME XDG_DATA_HOME XDG_STATE_HOME
export HOME="$scratch/home" PIP_CONSTRAINT="$root/constraints.txt"
mkdir "$HOME"
cd "$HOME"

say "A new environment"
"$base" -m venv "$scratch/new"
use_venv "$scratch/new"
pip_install "$wheel"
"$venv/bin/optexplorer" list surfaces | head -3
"$venv/bin/optexplorer" run "$root/resources/experiments/first.optx" --csv wheel.csv >/dev/null
(cd "$root" && "$python" -m optexplorer run resources/experiments/first.optx --csv "$HOME/source.csv") >/dev/null
cmp wheel.csv source.csv
"$venv/bin/optexplorer" self-test >report.json || { cat report.json; exit 1; }
"$python" -m pip check

say "pipx"
use_venv "$scratch/tools"
"$python" -m pipx install --quiet "$wheel"
"$HOME/.local/bin/optexplorer" --version
"$HOME/.local/bin/optexplorer" list data | head -2
say "passed"
