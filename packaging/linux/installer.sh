#!/bin/sh
# Makes build/optexplorer-VERSION-MACHINE.run, which needs no root to install: packaging/linux/installer.sh
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
root=$(dirname -- "$(dirname -- "$here")")
cd "$root"
. "$root/packaging/setup.sh"
need_packages makeself

bundle=build/bundle/optexplorer
stage=build/run
version=$("$bundle/optexplorer" --version | cut -d' ' -f2)
package="build/optexplorer-$version-$(uname -m).run"

rm -rf "$stage"
mkdir -p "$stage"
cp -a "$bundle" "$stage/optexplorer"
"$here/share.sh" "$stage/share"
cp "$here/install.sh" "$here/uninstall.sh" LICENSE "$stage"
# gzip: unlike zstd it is on every machine.
makeself --gzip --tar-format gnu --nox11 --nochown --tar-quietly "$stage" "$package" "Optimizer Explorer $version" ./install.sh >/dev/null
ls -sh "$package"
