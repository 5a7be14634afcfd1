#!/bin/sh
# Installs for this user alone; started by the .run file, in the folder it unpacked itself to.
set -eu
data=${XDG_DATA_HOME:-$HOME/.local/share}
program="$HOME/.local/opt/optexplorer"
command="$HOME/.local/bin/optexplorer"

# With the uninstaller that came along: it copes with an installation that was cut short.
made=
if [ -e "$program" ]; then
    made=$(cat "$program/made-folders" 2>/dev/null || echo .local/opt) # earlier versions kept no such list
    ./uninstall.sh >/dev/null
fi

# What is put among other programs' files is written down for the uninstaller before it is put there, and
# which of the folders were not there before, the inner ones first.
for folder in .local/opt .local/bin .local/share .local; do
    if [ ! -d "$HOME/$folder" ]; then made="$made $folder"; fi
done
mkdir -p "$program" "$(dirname -- "$command")" "$data"
echo "$made" >"$program/made-folders"
(cd share && find . -type f) >"$program/shared-files"
cp LICENSE uninstall.sh "$program"
mv optexplorer/* "$program"
sed -i "s|^Exec=optexplorer|Exec=\"$program/optexplorer\"|" share/applications/optexplorer.desktop
while read -r file; do
    mkdir -p "$(dirname -- "$data/$file")"
    cp "share/$file" "$data/$file"
done <"$program/shared-files"
"$program/uninstall.sh" --refresh

# A command of that name may be there already, from pipx for one; it stays.
if [ ! -e "$command" ] && [ ! -L "$command" ]; then ln -s "$program/optexplorer" "$command"; fi
if [ "$(readlink "$command")" != "$program/optexplorer" ]; then
    echo "$command is something else and stays as it is."
    command="$program/optexplorer"
fi
echo "Optimizer Explorer is installed. Start it from the menu, or as $command."
echo "To remove it: $program/uninstall.sh"
