#!/bin/sh
# Removes Optimizer Explorer from this user's files. Experiments and settings stay.
set -eu
data=${XDG_DATA_HOME:-$HOME/.local/share}
program="$HOME/.local/opt/optexplorer"

# Lets the desktop know, where it has the tools for it.
refresh() {
    for command in "update-desktop-database $data/applications" "update-mime-database $data/mime" \
        "gtk-update-icon-cache --quiet --force --ignore-theme-index $data/icons/hicolor"; do
        # shellcheck disable=SC2086  # one word an argument
        if command -v "${command%% *}" >/dev/null; then $command 2>/dev/null || true; fi
    done
}

if [ "${1-}" = --refresh ]; then
    refresh
    exit
fi

cd "$data"
while read -r file; do rm -f "$file"; done <"$program/shared-files"
refresh
while read -r file; do rmdir -p "$(dirname -- "$file")" 2>/dev/null || true; done <"$program/shared-files"
# What the desktop's tools made of these folders, where nothing else is in them.
if [ ! -d mime/packages ]; then rm -rf mime; fi
if [ "$(ls applications 2>/dev/null)" = mimeinfo.cache ]; then rm -r applications; fi

if [ "$(readlink "$HOME/.local/bin/optexplorer")" = "$program/optexplorer" ]; then
    rm "$HOME/.local/bin/optexplorer"
fi
rm -rf "$program" "${XDG_CACHE_HOME:-$HOME/.cache}/optexplorer"
echo "Optimizer Explorer is removed."
