#!/bin/sh
# Installs for this user alone; started by the .run file, in the folder it unpacked itself to.
set -eu
data=${XDG_DATA_HOME:-$HOME/.local/share}
program="$HOME/.local/opt/optexplorer"

if [ -x "$program/uninstall.sh" ]; then "$program/uninstall.sh" >/dev/null; fi
mkdir -p "$(dirname -- "$program")" "$HOME/.local/bin" "$data"
mv optexplorer "$program"
cp LICENSE uninstall.sh "$program"
ln -s "$program/optexplorer" "$HOME/.local/bin/optexplorer"
sed -i "s|^Exec=optexplorer|Exec=\"$program/optexplorer\"|" share/applications/optexplorer.desktop

# What is put among other programs' files is written down for uninstall.sh.
(cd share && find . -type f) | while read -r file; do
    mkdir -p "$(dirname -- "$data/$file")"
    cp "share/$file" "$data/$file"
    printf '%s\n' "$file"
done >"$program/shared-files"
"$program/uninstall.sh" --refresh

echo "Optimizer Explorer is installed. Start it from the menu, or as $HOME/.local/bin/optexplorer."
echo "To remove it: $program/uninstall.sh"
