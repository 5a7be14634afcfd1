#!/bin/sh
# Makes build/optexplorer-VERSION-MACHINE.dmg from the app bundle: packaging/macos/dmg.sh (on macOS)
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)
cd "$root"

app="build/bundle/Optimizer Explorer.app"
version=$("$app/Contents/MacOS/optexplorer" --version | cut -d' ' -f2)
stage=build/dmg

rm -rf "$stage"
mkdir -p "$stage"
cp -R "$app" "$stage"
ln -s /Applications "$stage/Applications"
codesign --verify --deep --strict "$stage/Optimizer Explorer.app"
hdiutil create -volname "Optimizer Explorer" -srcfolder "$stage" -ov -format UDZO \
    "build/optexplorer-$version-$(uname -m).dmg"
