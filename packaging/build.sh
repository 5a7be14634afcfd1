#!/bin/sh
# Builds the bundle from a clean clone into build/bundle/optexplorer: packaging/build.sh
# (on macOS also "Optimizer Explorer.app" beside it). Takes some minutes.
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
. "$root/packaging/setup.sh"
cd "$root"

OPTEXPLORER_BUILD="$root/build/packaging"
export OPTEXPLORER_BUILD
use_venv "$OPTEXPLORER_BUILD/venv"

# Qt's libraries are copied from here; binutils put the program together.
# shellcheck disable=SC2086  # one word a package
need_packages $window_packages binutils
need_python
rm -rf "$OPTEXPLORER_BUILD" build/bundle
"$base" -m venv "$venv"
use_venv "$venv"
say "Installing what goes into the bundle"
pip_install pip
pip_install --group bundle .
"$python" packaging/left_out.py

say "Compiling the kernels"
"$python" packaging/kernels.py "$OPTEXPLORER_BUILD/kernels" 2>/dev/null
say "Drawing the icons"
"$python" packaging/icons.py "$OPTEXPLORER_BUILD/icons"
say "Collecting the bundle"
# From a folder without an `optexplorer`, so that the installed one is collected.
(cd "$OPTEXPLORER_BUILD" && "$python" -m PyInstaller --noconfirm --log-level WARN \
    --distpath "$root/build/bundle" --workpath work "$root/packaging/optexplorer.spec")
if [ "$(uname)" = Linux ]; then
    say "Stripping what is not stripped"  # numpy's libraries do not survive it
    inside=build/bundle/optexplorer/_internal
    strip --strip-unneeded "$inside"/libpython3* "$inside"/python3*/lib-dynload/*.so \
        "$inside"/llvmlite/binding/*.so
fi
du -sh build/bundle/optexplorer
