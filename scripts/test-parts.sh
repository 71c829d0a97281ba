#!/bin/sh
# What the tests use and no Python package brings: a browser, and exiftool as a second opinion on what leaks.
# Installed where apt and root are at hand. Elsewhere the tests that need them are skipped, and pytest says so at its end.
set -u

missing=
command -v exiftool >/dev/null || missing="$missing libimage-exiftool-perl"
command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null ||
    missing="$missing chromium fonts-dejavu-core"
[ -n "$missing" ] || exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "installing for the tests:$missing"
    # shellcheck disable=SC2086
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing; } ||
        echo "could not install:$missing"
else
    echo "not here, and only root can install it:$missing"
fi
