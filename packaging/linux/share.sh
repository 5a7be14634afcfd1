#!/bin/sh
# Lays out what a desktop wants to know of the program: share.sh FOLDER, as /usr/share or ~/.local/share.
# Takes the icons that packaging/build.sh drew.
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
root=$(dirname -- "$(dirname -- "$here")")
share=$1

install -D -m 644 "$here/optexplorer.desktop" -t "$share/applications"
install -D -m 644 "$here/optexplorer.xml" -t "$share/mime/packages"
install -D -m 644 "$here/org.optexplorer.app.metainfo.xml" -t "$share/metainfo"
icons="$share/icons/hicolor"
install -D -m 644 "$root/resources/icons/app.svg" "$icons/scalable/apps/optexplorer.svg"
for size in 16 24 32 48 64 128 256 512; do
    install -D -m 644 "$root/build/packaging/icons/$size.png" "$icons/${size}x$size/apps/optexplorer.png"
done
