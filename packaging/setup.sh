# shellcheck shell=sh disable=SC2020,SC2034,SC2154  # variables come from and go to the scripts that source it
# Sourced by ./start, ./check and packaging/build.sh, which set `root` to the repository first.
# Makes `$venv` a virtual environment with this package in it; does nothing when nothing changed.

# Sets where the environment is. Windows has its own name for the folder of programs.
use_venv() {
    venv=$1
    python="$venv/bin/python"
    if [ -d "$venv/Scripts" ]; then python="$venv/Scripts/python"; fi
}

use_venv "$root/.venv"

# What Qt's xcb plugin, OpenGL in software and text need on Debian and Ubuntu.
window_packages="libdbus-1-3 libegl1 libfontconfig1 libgl1 libgl1-mesa-dri libglib2.0-0
libxcb-cursor0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-randr0 libxcb-render-util0
libxcb-shape0 libxcb-xkb1 libxkbcommon-x11-0 fonts-dejavu-core"
# A display for tests on machines without one.
test_packages="xvfb xauth"

say() { printf '%s\n' "$*" >&2; }

fail() {
    say "$*"
    exit 1
}

# Installs the Debian packages named; as an ordinary user, says which command does it.
install_packages() {
    [ "$#" -gt 0 ] || return 0
    if [ "$(id -u)" -ne 0 ]; then
        fail "Some system packages are missing. Install them, then run this again:
    sudo apt-get update && sudo apt-get install --yes --no-install-recommends $*"
    fi
    say "Installing system packages: $*"
    export DEBIAN_FRONTEND=noninteractive
    # apt's own output matters only when it fails.
    if ! apt_says=$({ apt-get update && apt-get install --yes --no-install-recommends "$@"; } 2>&1); then
        fail "$apt_says
apt-get could not install: $*"
    fi
}

# Installs those of the packages named that are missing, where packages are Debian's.
need_packages() {
    command -v dpkg-query >/dev/null && command -v apt-get >/dev/null || return 0
    # Newer releases renamed some packages (libglib2.0-0t64) and provide the old name.
    installed=$(dpkg-query --show --showformat='${db:Status-Status} ${Package} ${Provides}\n' |
        sed -n 's/^installed //p' | tr ' ,' '\n\n')
    missing=
    for package in "$@"; do
        printf '%s\n' "$installed" | grep -qxF -- "$package" || missing="$missing $package"
    done
    # shellcheck disable=SC2086  # one word a package
    install_packages $missing
}

# Whether a command is a Python new enough that can create virtual environments.
usable() {
    "$1" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

# Sets `base` to the Python for the virtual environment: $PYTHON, else the first usable one.
find_python() {
    for base in "${PYTHON:-python3}" python3.13 python3.12 python3.11; do
        if usable "$base"; then return 0; fi
        if [ -n "${PYTHON-}" ]; then return 1; fi
    done
    return 1
}

# Installs the newest Python that Debian or Ubuntu offers, where there is none to use.
need_python() {
    find_python && return 0
    if [ -z "${PYTHON-}" ] && command -v apt-cache >/dev/null; then
        if [ "$(id -u)" -eq 0 ]; then apt-get update >/dev/null 2>&1 || true; fi
        for name in python3.13 python3.12 python3.11; do
            if apt-cache show "$name-venv" >/dev/null 2>&1; then
                install_packages "$name" "$name-venv"
                find_python && return 0
            fi
        done
    fi
    fail "Python 3.11 or newer with its venv module is needed${PYTHON:+ ($PYTHON is not)}."
}

# Twice quiet: errors are still shown, warnings about the machine's own pip settings are not.
pip_install() {
    "$python" -m pip install --quiet --quiet --disable-pip-version-check --no-input \
        --constraint "$root/constraints.txt" "$@"
}

# need_environment STAMP [PIP-ARGUMENT...]: the package and what the arguments add, installed
# once for each version of the files that say what to install.
need_environment() {
    stamp="$venv/.$1"
    shift
    wanted="$root $(cat "$root/pyproject.toml" "$root/constraints.txt" | cksum)"
    if "$python" -c '' 2>/dev/null && [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ]; then
        return 0
    fi
    if ! "$python" -m pip --version >/dev/null 2>&1; then
        need_python
        say "Creating .venv with $("$base" --version)"
        "$base" -m venv --clear "$venv"
        use_venv "$venv"
    fi
    say "Installing what the app needs into .venv (some minutes the first time)"
    pip_install pip
    (cd "$root" && pip_install "$@" --editable .)
    printf '%s\n' "$wanted" | tee "$venv/.app" >"$stamp"
}
