"""Every known way out of a file, against each layer of the jail alone; and what it does where there is none.

No layer stops everything: the table says which stops what, and is tested in both directions. A wall of the kernel
cannot keep a file from being what it is (a bomb); our look at the first bytes does not know a movie that refers to
another one.
"""

from collections.abc import Iterator
from contextlib import suppress
from fractions import Fraction
from pathlib import Path

import pytest

from mediadesk.errors import Misasked, ToolFailed
from mediadesk.media import cell as cells
from mediadesk.media import runner
from mediadesk.media.binaries import Programs
from mediadesk.media.cell import Cell
from mediadesk.media.jail import PARSE, input_options, span_options
from mediadesk.media.probe import Unreadable, probe
from mediadesk.media.runner import Wall, read
from mediadesk.media.sniff import HEAD_BYTES, sniff
from tests.conftest import require
from tests.media import attacks
from tests.media.attacks import SMALLER, Arms, Attack
from tests.media.conftest import Make

pytestmark = pytest.mark.needs("ffmpeg")

EVERYTHING = {"magic", "options", "bubblewrap", "landlock"}
BLOCKED_BY: dict[Arms, set[str]] = {
    attacks.hls: EVERYTHING,
    attacks.ffconcat: EVERYTHING,
    attacks.dash: EVERYTHING,
    attacks.through_a_link: EVERYTHING,
    attacks.hls_to_a_port: EVERYTHING,
    attacks.dash_to_a_port: EVERYTHING,
    attacks.pattern: EVERYTHING,
    attacks.reference_movie: EVERYTHING - {"magic"},
    attacks.reference_sound: EVERYTHING - {"magic"},
    attacks.a_name_that_is_a_list: EVERYTHING - {"magic"},
    attacks.a_name_of_two_lines: EVERYTHING - {"magic"},
    attacks.pixels: {"options"},
    attacks.inflated: {"options"},
}


@pytest.fixture
def listener() -> "Iterator[tuple[str, object]]":
    """An address, and whether somebody came."""
    with attacks.listening() as opened:
        yield opened


@pytest.fixture
def attack(
    request: pytest.FixtureRequest, make: Make, tmp_path: Path, listener, monkeypatch: pytest.MonkeyPatch
) -> Attack:
    """One of the table, on a card beside which a desk lies."""
    for name in ("card", "desk"):
        (tmp_path / name).mkdir()
    armed: Attack = request.param(make, tmp_path / "card", listener[0])
    monkeypatch.chdir(tmp_path / "card")
    return armed


def layers(arms: Arms) -> Iterator[object]:
    for layer in ("magic", "options", "bubblewrap", "landlock"):
        yield pytest.param(arms, layer, id=f"{arms.__name__} {layer}")


def comes_out(opened: tuple[str, ...], cell: Cell, programs: Programs) -> list[int]:
    """The size of each frame and packet that ffmpeg gets out."""
    argv = [programs.ffmpeg, "-v", "error", "-nostdin", "-threads", "1", *opened]
    argv += [*(SMALLER if "memo" not in opened[-1] else ()), "-frames", "8", "-f", "framecrc", "-"]
    said = b""
    with suppress(ToolFailed):
        said = read(argv, cell=cell, most_bytes=1 << 20, wall_seconds=30)
    return [int(line.split(b",")[4]) for line in said.splitlines() if not line.startswith(b"#")]


def succeeds(attack: Attack, opened: tuple[str, ...], visited, programs: Programs) -> bool:
    """Whether what should not come out does, or somebody comes to the port."""
    given = Path(attack.path.name) if attack.by_name else attack.path
    sizes = comes_out(opened, Cell(reads=(given,), limits=PARSE), programs)
    return bool(visited()) or (attack.frame_bytes in sizes if attack.frame_bytes else bool(sizes))


def recognised(path: Path) -> str | None:
    """What our own look at the first bytes takes it for; None is not opened at all."""
    return sniff(path.read_bytes()[:HEAD_BYTES], path.suffix.lstrip(".").lower()).container


def ours(attack: Attack) -> tuple[str, ...]:
    """Our options for it, whatever our look at its bytes were fooled to think."""
    container = recognised(attack.path) or ("image2" if attack.path.suffix == ".jpg" else "mov")
    given = Path(attack.path.name) if attack.by_name else attack.path
    if "\n" in given.name:
        return tuple(span_options(container, [given, given], (Fraction(1), Fraction(1))))
    return tuple(input_options(container, given))


@pytest.mark.parametrize(
    ("attack", "layer"), [each for arms in BLOCKED_BY for each in layers(arms)], indirect=["attack"]
)
def test_each_layer_alone(
    attack: Attack,
    layer: str,
    listener,
    programs: Programs,
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It blocks what the table says, and what it says it does not, it does not."""
    blocked = layer in BLOCKED_BY[request.node.callspec.params["attack"]]
    wall: Wall = "none"
    if layer in {"bubblewrap", "landlock"}:
        require({"bubblewrap": "bwrap"}.get(layer, layer))
        wall = "bubblewrap" if layer == "bubblewrap" else "landlock"
    monkeypatch.setattr(runner, "wall", lambda: wall)
    if layer == "magic":
        assert (recognised(attack.path) is None) == blocked
    elif layer == "options":
        try:
            opened = ours(attack)
        except Misasked:
            assert blocked
            return
        assert succeeds(attack, opened, listener[1], programs) != blocked
    else:
        assert succeeds(attack, attack.careless, listener[1], programs) != blocked


@pytest.mark.parametrize("attack", BLOCKED_BY, indirect=True, ids=lambda arms: arms.__name__)
def test_sabotage_without_any_layer_it_gets_out(
    attack: Attack, listener, programs: Programs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner, "wall", lambda: "none")
    assert succeeds(attack, attack.careless, listener[1], programs)


@pytest.mark.parametrize("attack", BLOCKED_BY, indirect=True, ids=lambda arms: arms.__name__)
def test_all_layers_together(attack: Attack, listener, programs: Programs) -> None:
    """As every file of a card is looked at: nothing of the neighbour, no visit."""
    with suppress(Unreadable):
        facts = probe(attack.path, programs=programs)
        assert (
            facts.frame is None
            or (facts.frame.width, facts.frame.height) != (80, 60)
            or "reference" in attack.path.name
        )
    assert not listener[1]()


@pytest.mark.parametrize("wall", ["bubblewrap", "landlock", "none"])
def test_a_link_on_a_card_is_not_followed(
    wall: Wall, make: Make, programs: Programs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Behind every wall a cell is made of files. Without its own look, the link leads to the neighbour."""
    if wall != "none":
        require({"bubblewrap": "bwrap"}.get(wall, wall))
    monkeypatch.setattr(runner, "wall", lambda: wall)
    link = tmp_path / "card.mp4"
    link.symlink_to(make("neighbour.mp4"))
    assert comes_out(tuple(input_options("mov", link)), Cell(reads=(link,), limits=PARSE), programs) == []
    # the sabotage; and by its own name: another one would not lead through a link either
    monkeypatch.setattr(cells.stat, "S_ISLNK", lambda _: False)
    *words, _ = input_options("mov", link)
    opened = (*words, f"file:{tmp_path}/./{link.name}")
    assert comes_out(opened, Cell(reads=(link,), limits=PARSE), programs) != []
