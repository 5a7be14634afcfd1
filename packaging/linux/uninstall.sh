#!/bin/sh
# Removes Optimizer Explorer from this user's files. Experiments and settings stay.
set -eu
data=${XDG_DATA_HOME:-$HOME/.local/share}
program="$HOME/.local/opt/optexplorer"
command="$HOME/.local/bin/optexplorer"

# Lets the desktop know, where it has the tools for it.
refresh() {
    tell update-desktop-database "$data/applications"
    tell update-mime-database "$data/mime"
    tell gtk-update-icon-cache --quiet --force --ignore-theme-index "$data/icons/hicolor"
}
tell() { if command -v "$1" >/dev/null; then "$@" 2>/dev/null || true; fi; }

# Removes a folder and those above it, as far as they are empty.
remove_empty() { rmdir -p "$1" 2>/dev/null || true; }

if [ "${1-}" = --refresh ]; then
    refresh
    exit
fi

if [ -d "$data" ] && [ -f "$program/shared-files" ]; then
    cd "$data"
    while read -r file; do rm -f "$file"; done <"$program/shared-files"
    refresh
    # What the tools have written, where it is about nothing any more.
    if [ -d mime/packages ] && [ -z "$(ls -A mime/packages)" ] && command -v update-mime-database >/dev/null; then
        for file in XMLnamespaces aliases generic-icons globs globs2 icons magic mime.cache subclasses \
            treemagic types version application/x-optexplorer-experiment.xml; do
            rm -f "mime/$file"
        done
        remove_empty mime/application
    fi
    while read -r file; do remove_empty "$(dirname -- "$file")"; done <"$program/shared-files"
    for file in applications/mimeinfo.cache icons/hicolor/icon-theme.cache; do
        if [ "$(ls -A "${file%/*}" 2>/dev/null)" = "${file##*/}" ]; then
            rm "$file"
            remove_empty "${file%/*}"
        fi
    done
fi

if [ "$(readlink "$command")" = "$program/optexplorer" ]; then rm "$command"; fi
cd "$HOME"
made=$(cat "$program/made-folders" 2>/dev/null || true)
rm -rf "$program" "${XDG_CACHE_HOME:-$HOME/.cache}/optexplorer"
for folder in $made; do rmdir "$folder" 2>/dev/null || true; done
echo "Optimizer Explorer is removed."
