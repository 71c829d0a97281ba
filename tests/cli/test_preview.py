"""Looking at the folder store."""

import json
import os
import signal
import subprocess
import sys
import urllib.request

from tests.cli.world import SLUG, done


def test_it_prints_the_address_and_serves_until_ctrl_c(live):
    """What it prints can be opened; Ctrl-C is how it ends, and no trouble."""
    command = [sys.executable, "-m", "mediadesk", "preview", SLUG, "--port", "0", "--desk", live, "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        record = json.loads(running.stdout.readline())
        with urllib.request.urlopen(record["url"], timeout=60) as page:
            assert b"The recovery in Kharkiv" in page.read()
        os.kill(running.pid, signal.SIGINT)
        _, err = running.communicate(timeout=60)

    assert (record["kind"], record["slug"]) == ("preview", SLUG)
    assert (running.returncode, err) == (0, b"")


def test_what_is_not_in_the_folder_is_not_shown(ask, live):
    """A draft, a withdrawn dispatch, a bucket."""
    done("dispatch", "new", "draft", "--title", "Draft", "--desk", live)
    assert ask("preview", "draft", "--port", "0", "--json").trouble["code"] == 4

    done("withdraw", SLUG, "--desk", live)
    assert ask("preview", SLUG, "--port", "0", "--json").trouble["code"] == 4

    (live / "mediadesk.toml").write_text('[store.web]\nkind = "s3"\nbucket = "b"\n')
    assert ask("preview", "--from", "web", "--json").trouble["code"] == 2
