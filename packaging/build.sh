#!/bin/sh
# Builds the bundle from a clean clone into build/bundle/optexplorer: packaging/build.sh
# (on macOS also "Optimizer Explorer.app" beside it). Takes some minutes.
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
. "$root/packaging/setup.sh"
cd "$root"

made=build/packaging
# Qt's libraries are copied from here; binutils put the program together.
# shellcheck disable=SC2086  # one word a package
need_packages $window_packages binutils
need_python
rm -rf "$made" build/bundle
"$base" -m venv "$made/venv"
use_venv "$root/$made/venv"
say "Installing what goes into the bundle"
pip_install pip
pip_install --group bundle .
"$python" packaging/left_out.py

say "Compiling the kernels"
"$python" packaging/kernels.py "$made/kernels"
say "Drawing the icons"
"$python" packaging/icons.py "$made/icons"
say "Collecting the bundle"
# From a folder without an `optexplorer`, so that the installed one is collected.
(cd "$made" && "$python" -m PyInstaller --noconfirm --log-level WARN --distpath ../bundle \
    --workpath work ../../packaging/optexplorer.spec)
if [ "$(uname)" = Linux ]; then
    say "Stripping what is not stripped"  # numpy's libraries do not survive it
    inside=build/bundle/optexplorer/_internal
    strip --strip-unneeded "$inside"/libpython3* "$inside"/python3*/lib-dynload/*.so \
        "$inside"/llvmlite/binding/*.so
fi
du -sh build/bundle/optexplorer
