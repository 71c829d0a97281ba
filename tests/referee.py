"""npm's hls-parser in strict mode: a reader of playlists that owes us nothing."""

import json
import shutil
import subprocess
from collections.abc import Sequence

import pytest

from tests.parts import ROOT

_SCRIPT = """
    const hls = require('hls-parser'); hls.setOptions({strictMode: true});
    const texts = JSON.parse(require('fs').readFileSync(0, 'utf-8'));
    const verdict = text => { try { hls.parse(text); return '' } catch (error) { return String(error) } };
    console.log(JSON.stringify(texts.map(verdict)));
"""


def complaints(texts: Sequence[str]) -> list[str]:
    """What it says against each playlist; an empty text is none. Skips the test, loudly, where it is not installed."""
    if not (ROOT / "node_modules" / "hls-parser").is_dir():
        pytest.skip("needs hls-parser (make player)")
    argv = [shutil.which("node") or "node", "-e", _SCRIPT]
    said = subprocess.run(argv, input=json.dumps(texts), capture_output=True, text=True, cwd=ROOT, check=True)
    return list(json.loads(said.stdout))
