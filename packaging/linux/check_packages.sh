#!/bin/sh
# Installs the .deb and the .run of build/ into a bare Debian 12, runs the self-test there as an ordinary
# user, removes both and looks for what they left; then once more beside a desktop's tools, where .optx
# files must be known and open: packaging/linux/check_packages.sh
# Run as root, with debootstrap, xdotool and Xvfb on the machine. $MIRROR is debootstrap's; the bare system
# is kept in build/debian for the next time.
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)
cd "$root/build"
system=$PWD/debian
home=/person
display=${DISPLAY_NUMBER:-:97}

inside() { chroot "$system" "$@"; }
as_user() {
    chroot --userspec=1000:1000 "$system" env -i HOME="$home" PATH=/usr/bin:/bin \
        LANG=C.UTF-8 DISPLAY="$display" "$@"
}
# Every file, and folders that are named for us or in ~/.local, but what apt and dpkg keep for themselves, and what Mesa and fontconfig keep for the user.
files() {
    inside find / -xdev \( -path /proc -o -path /var/cache -o -path /var/lib/apt -o -path /var/lib/dpkg \
        -o -path /var/log -o -path /tmp -o -path /mnt -o -path /etc/ld.so.cache \
        -o -path "$home/.cache/fontconfig" -o -path "$home/.cache/mesa*" \) -prune \
        -o \( ! -type d -o -path '*optexplorer*' -o -path "$home/.local*" \) -print | LC_ALL=C sort
}
nothing_left() {
    # What stays by intention: settings and unsaved work.
    rm -rf "$system$home/.config/optexplorer" "$system$home/.local/state/optexplorer"
    inside rmdir "$home/.local/state" "$home/.local" 2>/dev/null || true
    files >after
    left=$(LC_ALL=C comm -13 before after)
    if [ -n "$left" ]; then
        printf '%s left\n%s\n' "$1" "$left" >&2
        exit 1
    fi
}
forget_cache() { rm -rf "$system$home/.cache/optexplorer"; } # which dpkg does not know of
self_test() {
    as_user sh -c "cd /; '$1' self-test" >report.json || { cat report.json; exit 1; }
    grep -E '"(passed|renderer|first_[a-z0-9]+|loaded|compiled)"' report.json
}
# The desktop takes .optx files for ours, and knows what opens them.
known() {
    type=application/x-optexplorer-experiment
    as_user gio info -a standard::content-type "$1" | grep -F "$type"
    as_user gio mime "$type" | grep -F "Default application" | grep -F optexplorer.desktop
}
# Opens file $2 with program $1, as a double-click does, and waits for its name in a title.
opens() {
    # shellcheck disable=SC2016  # for the shell inside
    as_user sh -c 'echo $$ >"$HOME/pid"; cd /; exec "$0" "$1"' "$1" "$2" &
    name=$(basename -- "$2" .optx)
    if ! DISPLAY=$display timeout 60 xdotool search --sync --name "$name" >/dev/null; then
        echo "$1 has not opened $2" >&2
        exit 1
    fi
    kill "$(cat "$system$home/pid")"
    wait "$!" || true
    rm "$system$home/pid"
    echo "$2 is opened"
}

if [ ! -x "$system/usr/bin/apt-get" ]; then
    # shellcheck disable=SC2086  # no word where there is no mirror
    debootstrap --variant=minbase bookworm "$system" ${MIRROR-} >/dev/null
    inside useradd --create-home --home-dir "$home" --uid 1000 person
fi
mkdir -p "$system/tmp/.X11-unix"
mount --bind /proc "$system/proc"
mount --bind /tmp/.X11-unix "$system/tmp/.X11-unix"
Xvfb "$display" -ac -nolisten tcp -screen 0 1920x1080x24 2>/dev/null &
server=$!
trap 'kill $server; umount "$system/proc" "$system/tmp/.X11-unix"' EXIT

experiment=$home/race.optx
install -m 644 ../resources/experiments/rosenbrock.optx "$system$experiment"
cp ./*.deb "$system/mnt/optexplorer.deb"
cp ./*.run "$system/mnt/optexplorer.run"
apt() { inside env DEBIAN_FRONTEND=noninteractive apt-get -qq --yes "$@" >apt.log 2>&1 || { cat apt.log; exit 1; }; }
# What the libraries of the graphics driver are for the .deb, any desktop has; a bare system does not.
desktop="libgl1 libegl1 fontconfig-config xkb-data desktop-file-utils shared-mime-info libglib2.0-bin"
apt update

echo "== .deb"
# shellcheck disable=SC2086  # one word a package
apt purge --autoremove $desktop # of an earlier check
files >before
apt install --no-install-recommends /mnt/optexplorer.deb
self_test optexplorer
self_test optexplorer
apt purge --autoremove optexplorer
forget_cache
nothing_left "the .deb"

echo "== .deb, beside a desktop's tools"
# shellcheck disable=SC2086  # one word a package
apt install --no-install-recommends $desktop
files >before
apt install --no-install-recommends /mnt/optexplorer.deb
known "$experiment"
opens optexplorer "$experiment"
apt purge optexplorer
forget_cache
nothing_left "the .deb"

echo "== .run"
as_user mkdir -p "$home/.local/bin" # which is the person's own, though there is nothing in it
files >before
as_user /mnt/optexplorer.run --nochown >run.log 2>&1 || { cat run.log; exit 1; }
self_test "$home/.local/bin/optexplorer"
known "$experiment"
opens "$home/.local/bin/optexplorer" "$experiment"
as_user "$home/.local/opt/optexplorer/uninstall.sh"
nothing_left "the .run"
if ! as_user rmdir "$home/.local/bin" "$home/.local"; then
    echo "the .run has taken a folder that was there before, or left one" >&2
    exit 1
fi
