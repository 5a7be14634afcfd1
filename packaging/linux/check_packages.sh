#!/bin/sh
# Installs the .deb and the .run of build/ into a bare Debian 12, runs the self-test there as an ordinary
# user, removes both and looks for what they left: packaging/linux/check_packages.sh
# Run as root, with debootstrap and Xvfb on the machine. $MIRROR is debootstrap's; the bare system is
# kept in build/debian for the next time.
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
# Everything but what apt and dpkg keep for themselves, and what Mesa and fontconfig keep for the user.
files() {
    inside find / -xdev \( -path /proc -o -path /var/cache -o -path /var/lib/apt -o -path /var/lib/dpkg \
        -o -path /var/log -o -path /tmp -o -path /mnt -o -path /etc/ld.so.cache \
        -o -path "$home/.cache/fontconfig" -o -path "$home/.cache/mesa*" \) -prune \
        -o ! -type d -print | LC_ALL=C sort
}
nothing_left() {
    files >after
    left=$(LC_ALL=C comm -13 before after)
    if [ -n "$left" ]; then
        printf '%s left\n%s\n' "$1" "$left" >&2
        exit 1
    fi
}
self_test() {
    as_user sh -c "cd /; '$1' self-test" >report.json || { cat report.json; exit 1; }
    grep -E '"(passed|renderer|first_[a-z0-9]+|loaded|compiled)"' report.json
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

echo "== .deb"
files >before
cp ./*.deb "$system/mnt/optexplorer.deb"
inside apt-get update -qq
inside env DEBIAN_FRONTEND=noninteractive apt-get install -qq --yes --no-install-recommends \
    /mnt/optexplorer.deb >install.log 2>&1 || { cat install.log; exit 1; }
self_test optexplorer
self_test optexplorer
inside apt-get purge -qq --yes --autoremove optexplorer >remove.log 2>&1
rm -rf "$system$home/.cache/optexplorer" # which dpkg does not know of
nothing_left "the .deb"

echo "== .run"
# What the libraries of the graphics driver are for the .deb, any desktop has; a bare system does not.
inside env DEBIAN_FRONTEND=noninteractive apt-get install -qq --yes --no-install-recommends \
    libgl1 libegl1 fontconfig-config xkb-data desktop-file-utils shared-mime-info >install.log 2>&1
files >before
cp ./*.run "$system/mnt/optexplorer.run"
as_user /mnt/optexplorer.run --nochown >run.log 2>&1 || { cat run.log; exit 1; }
self_test "$home/.local/bin/optexplorer"
as_user grep Exec "$home/.local/share/applications/optexplorer.desktop"
as_user "$home/.local/opt/optexplorer/uninstall.sh"
nothing_left "the .run"
