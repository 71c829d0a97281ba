"""A bundle of somebody who means harm: whatever is changed in it, it is refused, or says what a desk could say."""

import json
import random
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from mediadesk.catalogue import Catalogue
from mediadesk.custody import handing
from mediadesk.custody.desk import Assets
from mediadesk.desk.bundle import Asked, make, opened, plan, take_plan
from mediadesk.desk.bundle.take import take
from mediadesk.errors import DeskError, Misasked, Refused
from mediadesk.model.bundle import PAPER, read_bundle, written_bundle
from mediadesk.model.clip import Camera, Facts, Frame, Log
from mediadesk.model.embargo import Embargo
from mediadesk.model.hold import Hold
from mediadesk.model.picking import Choice, Said
from mediadesk.model.query import Query
from tests.catalogue.world import a_clip, a_place, along, now, shelve

MEMORY = Path("/dev/shm")
FRAME = Frame(stream=0, width=640, height=360, rotation=0, codec="h264")
MARKET = a_clip(
    "market",
    facts=Facts(container="mov", frame=FRAME, camera=Camera(make="Canon", model="EOS R5")),
    log=Log(title="Bread", place=a_place(), labels=frozenset({"minor"}), notes=("one",)),
    sidecars=(along("srt"),),
)
OURS = Log(title="Ours", labels=frozenset({"do-not-publish"}))
JUNK: tuple[Any, ...] = (
    *(None, True, -1, 0, 1 << 65, 1e308, "", "\x1b[2J", "../../etc/passwd", "A" * 70_000, [], {}, [[]], {"": 0}),
    *("9999-12-31T23:59:59+00:00", "1/0", "NaN", "labels", "clock", "AAAAAAAAAA", "<script>", "'; DROP TABLE clip; --"),
)


@pytest.fixture(scope="module")
def desks() -> Iterator[tuple[Catalogue, Catalogue]]:
    """One that tells, and one that knows the same clip and says other things of it."""
    with TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as folder:
        one, other = (Catalogue.create(Path(folder) / name) for name in ("one.db", "other.db"))
        shelve(one, MARKET, a_clip("tram", facts=Facts(container="mov")))
        shelve(other, MARKET)
        with one.write() as shelves:
            shelves.holds.put(Hold(clip=MARKET.id, owner="maria", reason="later", at=now()))
            shelves.embargoes.add(Embargo(target=MARKET.id, until=now(), by="maria", at=now()))
            shelves.layers.put(Said(editor="kestrel", saved=now(), choice=Choice(clip=MARKET.id, note="yes")))
        with other.write() as shelves:
            shelves.clips.log(MARKET.id, OURS)
        yield one, other
        one.close()
        other.close()


def paper(desk: Catalogue) -> Any:
    whole = plan(Asked(named=[MARKET.id]), "maria", catalogue=desk, now=datetime.now(UTC))
    return json.loads(written_bundle(whole.bundle))


def nodes(said: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to everything in it."""
    inner = said.items() if isinstance(said, dict) else enumerate(said) if isinstance(said, list) else ()
    for key, value in inner:
        yield (*way, key)
        yield from nodes(value, (*way, key))


def changed(said: Any, chance: random.Random) -> bytes:
    """The same with one thing in it replaced, doubled, renamed or taken away."""
    said = json.loads(json.dumps(said))
    *way, last = chance.choice(list(nodes(said)))
    inner = said
    for key in way:
        inner = inner[key]
    match chance.randrange(5):
        case 0 if isinstance(inner, list):
            inner.append(inner[last])
        case 0 | 1:
            del inner[last]
        case 2 if isinstance(inner, dict):
            inner[chance.choice(["more", "path", "id", "labels"])] = inner.pop(last)
        case _:
            inner[last] = chance.choice(JUNK)
    return json.dumps(said).encode()


@pytest.mark.parametrize("seed", [1, pytest.param(2, marks=pytest.mark.prove)])
def test_whatever_is_changed_in_it_nothing_breaks_and_no_label_goes(desks, seed):
    one, other = desks
    chance, whole, refused = random.Random(seed), paper(one), 0
    for _ in range(200 if seed == 1 else 10_000):
        at = datetime.now(UTC)
        try:
            bundle = read_bundle(changed(whole, chance), at)
            taken = take_plan(bundle, catalogue=other, now=at)
        except (Misasked, Refused):
            refused += 1
            continue
        for each in taken.changed:
            assert each.before.labels <= each.after.labels
    assert refused > 60
    with other.read() as shelves:
        assert [clip.log for clip in shelves.clips.find(Query(limit=0))] == [OURS]
        assert shelves.holds.all() == []
    assert other.integrity() == []


def test_what_is_taken_in_of_it_leaves_a_catalogue_that_is_whole(desks, tmp_path):
    """A few that are believed: the catalogue agrees with itself, and everything in it can be read."""
    one, _ = desks
    chance, whole = random.Random(3), paper(one)
    target = Catalogue.create(tmp_path / "catalog.db")
    believed = 0
    while believed < 12:
        at = datetime.now(UTC)
        try:
            take(read_bundle(changed(whole, chance), at), catalogue=target, now=at)
        except DeskError:
            continue
        believed += 1
    with target.read() as shelves:
        clips = shelves.clips.find(Query(limit=0, sort="captured"))
        assert clips
        assert [shelves.clips.get(clip.id) for clip in clips] == clips
    assert target.integrity() == []
    target.close()


def test_a_damaged_file_changes_nothing(desks, tmp_path):
    """Bytes changed anywhere in the zip."""
    one, _ = desks
    assets = Assets(tmp_path)
    whole = plan(Asked(named=[MARKET.id]), "maria", catalogue=one, now=datetime.now(UTC))
    make(whole, tmp_path / "b.zip", handing.to_zip, catalogue=one, assets=assets)
    data, chance, refused = (tmp_path / "b.zip").read_bytes(), random.Random(4), 0
    for _ in range(200):
        bad = bytearray(data)
        for _ in range(chance.randint(1, 3)):
            bad[chance.randrange(len(bad))] = chance.randrange(256)
        (tmp_path / "c.zip").write_bytes(bad[: chance.choice([len(bad), chance.randrange(len(bad))])])
        try:
            with opened(tmp_path / "c.zip", assets=assets, now=datetime.now(UTC), identity=None, ask=str) as found:
                assert found.bundle == read_bundle(written_bundle(whole.bundle), datetime.now(UTC))
        except (Misasked, Refused):
            refused += 1
    assert refused > 150


def test_a_bomb_is_not_unpacked(desks, tmp_path):
    with zipfile.ZipFile(tmp_path / "b.zip", "w", zipfile.ZIP_DEFLATED) as packed, packed.open(PAPER, "w") as inside:
        for _ in range(65):
            inside.write(b" " * (1 << 20))
    assert (tmp_path / "b.zip").stat().st_size < 1 << 20
    with (
        pytest.raises(Misasked, match="too large"),
        opened(tmp_path / "b.zip", assets=Assets(tmp_path), now=datetime.now(UTC), identity=None, ask=str),
    ):
        pass


def test_sabotage_a_reader_that_believes_is_found(desks, monkeypatch):
    """Without the look at what can be true, nonsense gets as far as the catalogue."""
    one, other = desks
    whole = paper(one)
    facts = next(each["facts"] for each in whole["clips"] if each["id"] == MARKET.id)
    facts["container"] = "concat"
    at = datetime.now(UTC)
    with pytest.raises(Misasked):
        read_bundle(json.dumps(whole).encode(), at)
    monkeypatch.setattr("mediadesk.model.bundle.check", lambda _: None)
    assert take_plan(read_bundle(json.dumps(whole).encode(), at), catalogue=other, now=at)
