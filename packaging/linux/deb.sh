#!/bin/sh
# Makes build/optexplorer_VERSION_ARCHITECTURE.deb from the bundle: packaging/linux/deb.sh
# $COMPRESSION is dpkg-deb's: quick by default, "-Zxz" for the smallest file in seven minutes.
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
root=$(dirname -- "$(dirname -- "$here")")
cd "$root"

bundle=build/bundle/optexplorer
stage=build/deb
version=$("$bundle/optexplorer" --version | cut -d' ' -f2)
architecture=$(dpkg --print-architecture)
package="build/optexplorer_${version}_$architecture.deb"

rm -rf "$stage"
mkdir -p "$stage/opt" "$stage/usr/bin" "$stage/DEBIAN"
cp -a "$bundle" "$stage/opt/optexplorer"
ln -s /opt/optexplorer/optexplorer "$stage/usr/bin/optexplorer"
"$here/share.sh" "$stage/usr/share"
install -D -m 644 LICENSE "$stage/usr/share/doc/optexplorer/copyright"
chmod -R u=rwX,go=rX "$stage"

# The bundle has its own libraries, but for the C library and what belongs to the graphics driver.
glibc=$(find "$stage/opt" -type f \( -name '*.so*' -o -name optexplorer \) -exec objdump -T {} + 2>/dev/null |
    grep -o 'GLIBC_[0-9.]*' | sort -Vu | tail -1 | cut -d_ -f2)
cat >"$stage/DEBIAN/control" <<END
Package: optexplorer
Version: $version
Architecture: $architecture
Section: education
Priority: optional
Maintainer: Optimizer Explorer developers <optexplorer@example.org>
Installed-Size: $(du -sk --exclude=DEBIAN "$stage" | cut -f1)
Depends: libc6 (>= $glibc), libstdc++6, libgcc-s1, libgl1, libegl1, libxcb1, fontconfig-config, xkb-data
Recommends: libgl1-mesa-dri, libwayland-client0, libwayland-cursor0, libwayland-egl1, libx11-data
Description: race optimizers over loss surfaces, live
 Gradient descent, momentum, Adam and many others race over a surface of your
 choice, over a formula you type, or over the loss of a regression on real
 data. Drag the start or a slider, and every path follows the mouse.
END
(cd "$stage" && find opt usr -type f -exec md5sum {} +) >"$stage/DEBIAN/md5sums"

# shellcheck disable=SC2086  # one word an option
dpkg-deb --root-owner-group ${COMPRESSION:--Zzstd -z6} --build "$stage" "$package" >/dev/null
ls -sh "$package"
