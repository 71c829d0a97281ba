"""The desk's own files: renditions get their names, and what killed runs left is swept."""

import pickle
import subprocess
import sys

from tests.custody.world import files

HOLDS_A_PART = """
import sys, time
from pathlib import Path
from mediadesk.custody.desk import Assets
assets = Assets(Path(sys.argv[1]))
with assets.making() as made, assets.originals.part():
    (made / "half").write_bytes(b"half")
    print("made", flush=True)
    time.sleep(60)
"""


def test_what_a_killed_run_left_is_swept_and_what_another_writes_now_stays(assets, tmp_path):
    """A lock tells them apart: the kernel lets go of it when its process dies."""
    script = tmp_path / "holds.py"
    script.write_text(HOLDS_A_PART)
    with subprocess.Popen([sys.executable, script, assets.desk], stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout
        assert child.stdout.readline() == "made\n"
        assert assets.sweep() == 0
        assert len(files(assets.desk)) == 2
        child.kill()
        child.wait()
    assert assets.sweep() == 2
    assert files(assets.desk) == {}


def test_a_rendition_may_be_made_again(assets):
    """A file, or a folder of files; the folder it was made in vanishes."""
    for content in (b"first", b"second"):
        with assets.making() as made:
            (made / "ladder").mkdir()
            (made / "ladder/v1.mp4").write_bytes(content)
            (made / "poster.jpg").write_bytes(content)
            (made / "left over").write_bytes(content)
            assets.keep_rendition(made / "ladder", "assets/renditions/AB/ladder")
            assets.keep_rendition(made / "poster.jpg", "assets/renditions/AB/poster.jpg")
    below = "assets/renditions/AB"
    assert files(assets.desk) == {f"{below}/ladder/v1.mp4": b"second", f"{below}/poster.jpg": b"second"}


def test_it_travels_to_a_worker(assets):
    assert pickle.loads(pickle.dumps(assets)) == assets
