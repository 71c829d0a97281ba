#!/bin/sh
# What the tests use and no Python package brings: two browsers, exiftool as a second opinion on what leaks, and disks to
# fail on (tests/faults). Installed where apt and root are at hand, in one go. Elsewhere the tests that need them
# are skipped, and pytest says so at its end. `test-parts.sh wordpress` adds what `make prove-wordpress` alone uses.
set -u

missing=
need() { # need COMMAND PACKAGE…
    command -v "$1" >/dev/null || { shift; missing="$missing $*"; }
}

need exiftool libimage-exiftool-perl
need gst-launch-1.0 gstreamer1.0-tools gstreamer1.0-plugins-good gstreamer1.0-plugins-bad gstreamer1.0-libav
command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || need chromium chromium fonts-dejavu-core
command -v firefox >/dev/null || need firefox-esr firefox-esr '^libavcodec[0-9]+$'
if [ "$(uname)" = Linux ]; then
    need strace strace
    need bwrap bubblewrap
    need mkfs.ext4 e2fsprogs
    need losetup mount
    if [ -e /dev/fuse ]; then # a plug to pull, a disk that lies, drives and cards as they are bought
        need nbdkit nbdkit
        need nbdfuse libnbd-bin
        need mkfs.exfat exfatprogs
        need mount.exfat-fuse exfat-fuse
        need mkfs.vfat dosfstools
        need fusefat fusefat
    fi
fi
if [ "${1:-}" = wordpress ]; then # nothing of it is started by itself but by the tests, in a folder of their own
    need php "php-cli php-mysql php-xml php-mbstring php-curl"
    PATH="$PATH:/usr/sbin" need mariadbd mariadb-server
    need hugo hugo
    [ -f /usr/share/wordpress/wp-load.php ] || missing="$missing wordpress"
    [ -d /usr/share/wordpress/wp-content/themes/twentytwentyone ] || missing="$missing wordpress-theme-twentytwentyone"
fi
[ -n "$missing" ] || exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "installing for the tests:$missing"
    # shellcheck disable=SC2086
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing; } ||
        echo "could not install:$missing"
else
    echo "not here, and only root can install it:$missing"
fi
