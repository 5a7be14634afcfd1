#!/bin/sh
# Looks at the scripts that cannot all be run on one system: packaging/check_scripts.sh
# Needs shellcheck, desktop-file-validate and makensis.
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
cd "$root"

shellcheck --external-sources start check packaging/*.sh packaging/linux/*.sh packaging/macos/*.sh
desktop-file-validate packaging/linux/optexplorer.desktop
if command -v appstreamcli >/dev/null; then
    appstreamcli validate --no-net packaging/linux/*.metainfo.xml
fi

# The Windows installer, around a stand-in for the bundle.
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir "$scratch/bundle"
: >"$scratch/bundle/optexplorer.exe"
# shellcheck disable=SC2016  # makensis knows this variable
makensis -V2 -WX -DVERSION=0.0.0 "-DBUNDLE=$scratch/bundle" \
    '-DICON=${NSISDIR}/Contrib/Graphics/Icons/modern-install.ico' "-DOUT=$scratch/optexplorer-setup.exe" packaging/windows/installer.nsi
test -s "$scratch/optexplorer-setup.exe"
echo passed
