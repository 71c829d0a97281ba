"""A pack on a disk, with films made here, for somebody who chooses from it."""

import subprocess
from dataclasses import replace
from pathlib import Path

import imageio_ffmpeg

from mediadesk.handover.picking import page
from mediadesk.model.clip import ClipId
from mediadesk.model.offer import Offer, Offered
from tests.handover.test_picking import clip, offer

CLIPS = 4
WHOLE = "document.documentElement.hasAttribute('data-whole')"
VIDEO = "document.querySelector('#clip video')"
READY = f"{VIDEO}?.readyState >= 2 && !{VIDEO}.seeking"


def card(number: int, inside: str = "") -> str:
    """The selector of a clip on the wall, or of something in it."""
    return f'.card[data-clip="{clip(number).id}"] {inside}'


def make_clips(folder: Path) -> None:
    """Two seconds at 25 frames each, a still, and a board of two tiles; the last film stands upright."""
    (folder / "clips").mkdir(parents=True)

    def of_clip(number: int) -> Path:
        return folder / "clips" / clip(number).id

    first = of_clip(1)
    film = ("-f", "lavfi", "-i", "testsrc2=s=64x36:r=25:d=2", "-pix_fmt", "yuv420p", "-g", "5")
    _ffmpeg(*film, "-movflags", "+faststart", f"{first}.mp4")
    _ffmpeg("-i", f"{first}.mp4", "-frames:v", "1", f"{first}.jpg")
    _ffmpeg("-i", f"{first}.mp4", "-vf", "fps=1,tile=2x1", "-frames:v", "1", f"{first}-board.jpg")
    _ffmpeg("-f", "lavfi", "-i", "testsrc2=s=36x64:r=25:d=1", "-pix_fmt", "yuv420p", f"{of_clip(CLIPS)}.mp4")
    for number in range(2, CLIPS + 1):
        for end in (".mp4", ".jpg", "-board.jpg"):
            if not Path(f"{of_clip(number)}{end}").exists():
                Path(f"{of_clip(number)}{end}").hardlink_to(f"{first}{end}")


def four(**more) -> Offer:
    """A pack of four clips, the first with words."""
    first = clip(
        1, title="Neighbours clear glass", notes=("Ask before use.",), tags=("glass",), place="Kharkiv, Ukraine"
    )
    return offer(first, *(clip(number) for number in range(2, CLIPS + 1)), **more)


def written(folder: Path, data: Offer, change: tuple[str, str] = ("", "")) -> str:
    """The page in a folder, and its address."""
    file = folder / "index.html"
    file.write_text(page(data).decode().replace(*change, 1) if change[0] else page(data).decode())
    return file.as_uri()


def only(**more) -> Offered:
    """A clip without files."""
    return replace(clip(1, video=None, still=None, board=None), **more)


def numbered(at: int) -> Offered:
    """One of many clips, with pictures of the few that are there."""
    files = clip(1 + at % CLIPS)
    return only(id=ClipId(f"{at:010}"), title=f"word{at}", still=files.still, board=files.board)


def _ffmpeg(*options: str) -> None:
    subprocess.run([imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", *options], check=True, timeout=60)
