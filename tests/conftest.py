"""What every test may ask for, and what every run says at its end: which tests did not run, and why."""

import fcntl
import os
import shutil
from collections import Counter
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from tests.parts import FOOTAGE, IN_CI, PARTS, chromium, missing

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from mediadesk.gazetteer import Gazetteer
    from tests.embed.browsers import Chromium
    from tests.firefox import Firefox

Once = Callable[[str, Callable[[Path], object]], Path]

_EVERYTHING = 3_000  # tests, about: who asks for so many will need the gazetteer
CHROMIUM_FLAGS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

# a busy machine is no failure of the code: how long an example takes is not judged. CI tries the same ones every time.
# A test that gives no number of examples tries a sample of them; `make prove` has a profile with ten times as many
_PATIENT = settings(deadline=None, derandomize=IN_CI, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("sample", _PATIENT, max_examples=30)
settings.register_profile("proof", _PATIENT, max_examples=300, derandomize=False)
settings.load_profile("sample")


def require(name: str) -> None:
    """Skip the test when this part of tests.parts is not here; in CI, fail it when the part is required."""
    if name not in PARTS:
        pytest.fail(f"tests/parts.py knows no part {name!r}", pytrace=False)
    if reason := missing(name):
        if IN_CI and PARTS[name].required:
            pytest.fail(f"{reason} (CI may not skip this)", pytrace=False)
        pytest.skip(reason)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Honour `@pytest.mark.needs("chromium", "seaweedfs")`."""
    for mark in item.iter_markers("needs"):
        for name in mark.args:
            require(name)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """In CI a skip that names no part is a failure: it would be seen by nobody."""
    report = yield
    if IN_CI and report.skipped and not hasattr(report, "wasxfail") and not _reason(report).startswith("needs "):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} skipped itself: {_reason(report)} (use pytest.mark.needs)"
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say loudly what was skipped, in the last lines of the run."""
    skipped = Counter(_reason(report) for report in terminalreporter.stats.get("skipped", []))
    if not skipped:
        return
    terminalreporter.section("NOT EVERYTHING WAS TESTED", sep="!", yellow=True, bold=True)
    for reason, count in skipped.most_common():
        terminalreporter.line(f"{count:5} skipped: {reason}", yellow=True)


def _reason(report: pytest.TestReport) -> str:
    words = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    return words.removeprefix("Skipped: ")


def pytest_addoption(parser: pytest.Parser) -> None:
    """`pytest --wall landlock`: as on a machine where bubblewrap does not work; `none`, as on macOS."""
    parser.addoption("--wall", choices=["bubblewrap", "landlock", "none"], help="behind which wall programs run")


def pytest_configure(config: pytest.Config) -> None:
    """What a test chooses for itself goes over it; a command in a process of its own does not know of it."""
    if wall := config.getoption("--wall"):
        from mediadesk.media import runner

        runner.WALLS = () if wall == "none" else (wall,)


@pytest.fixture(autouse=True, scope="session")
def _a_machine_of_its_own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test sees the desk, the cache or the keys of whoever runs it. The workers of a run share a cache."""
    shared = _of_this_run(tmp_path_factory)
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith(("MEDIADESK_", "AWS_"))]:
            patch.delenv(name)
        patch.setenv("AWS_EC2_METADATA_DISABLED", "true")
        patch.setenv("AWS_CONFIG_FILE", str(shared / "no-aws-config"))
        patch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(shared / "no-aws-keys"))
        patch.setenv("XDG_CACHE_HOME", str(shared / "cache"))
        yield


@pytest.fixture(autouse=True, scope="session")
def _the_gazetteer_first(request: pytest.FixtureRequest, _a_machine_of_its_own: None) -> None:
    """In a run of everything one worker makes it at once: the others have enough to do meanwhile that needs none."""
    if os.environ.get("PYTEST_XDIST_WORKER") == "gw0" and len(request.session.items) > _EVERYTHING:
        request.getfixturevalue("gazetteer")


def _of_this_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all workers of this run have."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if own.name.startswith("popen-") else own  # a worker of xdist


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory) -> Once:
    """`once("online", make)` is a folder that `make` has filled, for all workers of this run. Not to be changed."""

    def made(name: str, make: Callable[[Path], object]) -> Path:
        folder = _of_this_run(tmp_path_factory) / "once" / name
        folder.parent.mkdir(exist_ok=True)
        with folder.with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not folder.exists():
                part = folder.with_suffix(".part")
                shutil.rmtree(part, ignore_errors=True)  # whoever came before has failed
                part.mkdir()
                make(part)
                part.rename(folder)
        return folder

    return made


@pytest.fixture(scope="session")
def gazetteer() -> "Iterator[Gazetteer]":
    """The real one, in the cache that the workers of this run share; whoever comes first builds it."""
    from mediadesk.gazetteer import ready

    cache = Path(os.environ["XDG_CACHE_HOME"]) / "mediadesk"
    cache.mkdir(parents=True, exist_ok=True)
    with (cache / "one-builder.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        built = ready(cache)
    yield built
    built.close()


@pytest.fixture(scope="session")
def footage() -> Path:
    """The folder of real clips, read-only. Tests that ask for it are skipped, loudly, where it is not."""
    require("footage")
    return FOOTAGE


@pytest.fixture(scope="session")
def browser() -> "Iterator[Browser]":
    """Chromium, as readers have it: it plays nothing by itself. One for all: Playwright starts once in a process."""
    require("chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium(), args=CHROMIUM_FLAGS)
        yield started
        started.close()


@pytest.fixture(scope="session")
def firefox(tmp_path_factory: pytest.TempPathFactory) -> "Iterator[Firefox]":
    """Firefox, as readers have it."""
    from tests.firefox import started

    with started(tmp_path_factory.mktemp("firefox")) as running:
        yield running


@pytest.fixture(
    params=[
        pytest.param("chromium", marks=pytest.mark.needs("chromium")),
        pytest.param("firefox", marks=pytest.mark.needs("firefox")),
    ]
)
def reader(request) -> "Chromium | Firefox":
    """Both, one after the other."""
    if request.param == "firefox":
        return request.getfixturevalue("firefox")
    from tests.embed.browsers import Chromium

    return Chromium(request.getfixturevalue("browser"))
