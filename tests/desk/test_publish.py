"""Going live and going away again: leaves before pointers, all or nothing, and nothing that could hurt anybody."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import pytest

from mediadesk.desk import dispatch as editing
from mediadesk.desk import publish as station
from mediadesk.desk.derive import Tools as Makers
from mediadesk.desk.derive import derive_film
from mediadesk.embed.engine import engine
from mediadesk.engine.local import Local
from mediadesk.errors import NotFound, Refused, StoreRefused
from mediadesk.model.clearance import Unsafe
from mediadesk.model.online import Gate
from mediadesk.model.publication import Outgoing
from mediadesk.model.recipe import EVERY_FILM
from mediadesk.store.base import Tick, unseen
from mediadesk.store.folder import Folder
from tests.desk.world import Desk
from tests.store.outgoing import Recording, Wrapped

pytestmark = pytest.mark.needs("ffmpeg", "engine")
SLUG = "kharkiv-recovery"
ADDRESS = "https://media.example.org"


def make(desk: Desk) -> None:
    """The film of the dispatch as it stands, and all that a page needs of it."""
    makers = Makers(catalogue=desk.catalogue, assets=desk.assets, programs=desk.programs, engine=Local(2))
    dispatch = editing.get(SLUG, catalogue=desk.catalogue)
    assert {each.result for each in derive_film(dispatch, EVERY_FILM, makers)} <= {"made", "kept"}


@pytest.fixture(scope="session")
def template(programs, gazetteer, clip_of, tmp_path_factory) -> Path:
    """A desk with a clip of Kharkiv, a dispatch of it, and its film. Not to be changed."""
    from mediadesk.catalogue import Catalogue
    from mediadesk.custody.desk import Assets
    from mediadesk.model.layout import CATALOGUE

    folder = tmp_path_factory.mktemp("filmed")
    (folder / "card").mkdir()
    (folder / "card/IMG_0042.MP4").write_bytes(clip_of("market"))
    catalogue = Catalogue.create(folder / CATALOGUE)
    desk = Desk(root=folder, catalogue=catalogue, assets=Assets(folder), programs=programs, gazetteer=gazetteer)
    desk.take_in(folder / "card", shooter="kestrel")
    editing.new(SLUG, "The recovery", {}, catalogue=catalogue)
    editing.pick(SLUG, desk.clips()[0].id, None, None, None, catalogue=catalogue)
    make(desk)
    catalogue.close()
    return folder


@pytest.fixture
def filmed(template: Path, tmp_path: Path, new_desk: Callable[[Path], Desk]) -> Desk:
    """A desk of one's own with a film to publish."""
    return new_desk(Path(shutil.copytree(template, tmp_path / "filmed")))


@pytest.fixture
def tools(filmed: Desk) -> station.Tools:
    return station.Tools(catalogue=filmed.catalogue, assets=filmed.assets, programs=filmed.programs, player=engine())


@pytest.fixture
def store(filmed: Desk) -> Folder:
    return Folder(name="public", root=filmed.root / "assets/public", public_url=ADDRESS)


def say(desk: Desk, **said: str) -> None:
    editing.set_(SLUG, said, catalogue=desk.catalogue)


def files(store: Folder) -> dict[str, bytes]:
    """Everything in a folder store."""
    return {str(path.relative_to(store.root)): path.read_bytes() for path in store.root.rglob("*") if path.is_file()}


def test_every_leaf_is_there_and_was_read_back_before_the_page_names_it(filmed, tools, store):
    """The page goes last of all, its oEmbed answer just before; the playlists after the segments."""
    watched = Recording(store=store)

    published = station.publish(SLUG, watched, tools)

    puts = [key for what, key in watched.done if what == "put"]
    assert puts[-2:] == [f"v/{published.public_id}/oembed.json", f"v/{published.public_id}/index.html"]
    first_pointer = watched.done.index(("put", puts[-2]))
    assert {("read back", key) for key in puts[:-2]} <= set(watched.done[:first_pointer])
    master = next(key for key in puts if key.endswith("master.m3u8"))
    assert all(
        puts.index(key) < puts.index(master)
        for key in puts
        if key.endswith((".m3u8", ".mp4")) and "/video." not in key and key != master
    )
    assert set(files(store)) == set(puts)
    assert published.url == f"{ADDRESS}/{puts[-1]}"


def test_a_second_publish_sends_nothing_and_is_no_new_version(filmed, tools, store):
    """Nothing is put, and the record of what is online stays as it is."""
    first = station.publish(SLUG, store, tools)
    watched = Recording(store=store)

    again = station.publish(SLUG, watched, tools)

    assert (again.sent, again.kept, again.version) == (0, first.objects, first.version)
    assert [key for what, key in watched.done if what == "put"] == []


def test_a_changed_title_sends_the_page_alone(filmed, tools, store):
    """Two pointers; every leaf stays where it is, at the same address."""
    first = station.publish(SLUG, store, tools)
    say(filmed, title="Repaired")
    watched = Recording(store=store)

    second = station.publish(SLUG, watched, tools)

    assert {key.rpartition("/")[2] for what, key in watched.done if what == "put"} == {"index.html", "oembed.json"}
    assert (second.sent, second.version, second.url) == (2, first.version + 1, first.url)
    assert b"Repaired" in files(store)[second.path]


def test_another_cut_is_another_revision_at_the_same_address(filmed, tools, store):
    """Its film must be made first; then the page names the new leaves."""
    first = station.publish(SLUG, store, tools)
    clip = filmed.clips()[0].id
    editing.pick(SLUG, clip, None, Fraction(1, 5), None, catalogue=filmed.catalogue)

    with pytest.raises(NotFound, match="not made yet"):
        station.publish(SLUG, store, tools)
    make(filmed)
    second = station.publish(SLUG, store, tools)

    assert second.url == first.url
    assert second.sent > 2


def test_an_attached_film_is_the_film(filmed, tools, store, clip_of, tmp_path):
    """Cut elsewhere, it takes the place of the picks."""
    before = station.publish(SLUG, store, tools)
    film = tmp_path / "cut.mp4"
    film.write_bytes(clip_of("the film"))
    editing.attach(SLUG, film, catalogue=filmed.catalogue, assets=filmed.assets, programs=filmed.programs)
    make(filmed)

    after = station.publish(SLUG, store, tools)

    assert (after.version, after.url) == (before.version + 1, before.url)


def test_killed_before_it_was_written_down_it_is_written_down_next_time(filmed, tools, store):
    """Everything lies in the store, and the catalogue knows nothing of it: the next run sends nothing, and knows."""
    station.publish(SLUG, store, tools, record=False)
    assert station.online("public", catalogue=filmed.catalogue) == []

    again = station.publish(SLUG, store, tools)

    assert (again.sent, again.version) == (0, 1)
    assert [each.slug for each in station.online("public", catalogue=filmed.catalogue)] == [SLUG]


def test_withdrawn_is_gone_and_never_comes_back(filmed, tools, store):
    """Only the tombstones are left of it, with none of its words; the engine is everybody's and stays."""
    page = station.publish(SLUG, store, tools).path

    (gone,) = station.withdraw(SLUG, lambda _: store, catalogue=filmed.catalogue)

    assert gone.store == "public"
    left = {key: body for key, body in files(store).items() if key.startswith("v/")}
    assert {key.rpartition("/")[2] for key in left} == {"index.html", "oembed.json"}
    assert b"recovery" not in left[page].lower()
    with pytest.raises(Refused, match="withdrawn"):
        station.publish(SLUG, store, tools)
    with pytest.raises(NotFound):
        station.withdraw(SLUG, lambda _: store, catalogue=filmed.catalogue)


class Stubborn(Wrapped):
    """Takes nothing away."""

    def delete(self, key: str) -> None:
        raise StoreRefused("no permission", hint="ask whoever runs it")


def test_a_store_that_keeps_it_is_not_called_withdrawn(filmed, tools, store):
    """What is gone from one store is written down; the dispatch stays live until the other lets go, then is not."""
    other = Folder(name="other", root=filmed.root / "other", public_url=None)
    station.publish(SLUG, store, tools)
    station.publish(SLUG, other, tools)
    stores = {"public": store, "other": Stubborn(store=other)}

    for _ in range(2):
        with pytest.raises(StoreRefused):
            station.withdraw(SLUG, stores.__getitem__, catalogue=filmed.catalogue)
    assert editing.get(SLUG, catalogue=filmed.catalogue).state == "live"
    assert [station.online(name, catalogue=filmed.catalogue) != [] for name in stores] == [False, True]

    stores["other"] = other
    station.withdraw(SLUG, stores.__getitem__, catalogue=filmed.catalogue)
    assert editing.get(SLUG, catalogue=filmed.catalogue).state == "withdrawn"


@pytest.mark.parametrize(
    "words",
    ["We stood at 49.9935, 36.2304.", "See IMG_0042 for more.", "Filmed by kestrel.", "At 49°59'36.6\"N 36°13'49.4\"E"],
)
def test_a_place_a_name_or_a_person_in_a_text_refuses_and_sends_nothing(filmed, tools, store, words):
    """No reason passes it; the finding names the page and never the secret."""
    say(filmed, lead=words)

    with pytest.raises(Unsafe) as refusal:
        station.publish(SLUG, store, tools, override="I say so")

    assert {finding.where.rpartition("/")[2] for finding in refusal.value.findings} <= {"index.html", "oembed.json"}
    assert not any(
        word in finding.what for finding in refusal.value.findings for word in words.split() if len(word) > 5
    )
    assert files(store) == {}


def test_sabotage_without_the_gate_the_place_goes_out(filmed, tools, store, monkeypatch):
    """What the test above is for: with the gate taken away, the same words are online."""
    say(filmed, lead="We stood at 49.9935, 36.2304.")
    monkeypatch.setattr(station, "leaks_gate", lambda *_: Gate(gate="leaks", result="passed"))

    published = station.publish(SLUG, store, tools)

    assert b"49.9935" in files(store)[published.path]


def test_who_signs_is_named_by_choice(filmed, tools, store):
    """An alias in the byline is no leak; the same alias elsewhere is none either then."""
    say(filmed, byline="Kestrel", lead="Kestrel went to the market.")

    assert station.publish(SLUG, store, tools).sent > 0


def test_beyond_this_machine_it_goes_with_a_reason_that_is_kept(filmed, tools, store):
    """Nobody clears anything yet, so somebody says in words why it may go out; without them nothing is sent."""
    public = Everywhere(store=store)

    with pytest.raises(Unsafe, match="nobody has cleared it"):
        station.publish(SLUG, public, tools)
    assert files(store) == {}
    published = station.publish(SLUG, public, tools, override="shown to everybody in it")

    assert [(gate.gate, gate.result) for gate in published.gates] == [("leaks", "passed"), ("clearance", "overridden")]
    with filmed.catalogue.read() as shelves:
        (kept,) = shelves.publications.of(SLUG)
    assert kept.override == "shown to everybody in it"


class Everywhere(Wrapped):
    """A store that is not on this machine."""

    local = False


def test_a_rehearsal_of_a_withdrawal_writes_nothing_down(filmed, tools, store):
    """The catalogue stays as it is."""
    station.publish(SLUG, store, tools)

    station.withdraw(SLUG, lambda _: Everywhere(store=store), catalogue=filmed.catalogue, record=False)

    assert editing.get(SLUG, catalogue=filmed.catalogue).state == "live"


def test_a_film_larger_than_a_block_is_searched_across_the_edges(tmp_path, monkeypatch):
    """A secret that lies on the edge of two pieces is in one of them, whole."""
    monkeypatch.setattr(station, "_BLOCK", 100)
    monkeypatch.setattr(station, "_EDGE", 20)
    file = tmp_path / "film"
    file.write_bytes(bytes(95) + b"IMG_0042" + bytes(97))

    pieces: Iterator[bytes] = station._blocks(file)

    assert [piece for piece in pieces if b"IMG_0042" in piece]


@dataclass(kw_only=True)
class Interrupted(Wrapped):
    """A store during whose last object something else happens, once."""

    meanwhile: Callable[[], object]

    def put(self, out: Outgoing, tick: Tick = unseen) -> None:
        """Calls `meanwhile` when the page has gone out."""
        self.store.put(out, tick)
        if out.object.key.endswith("index.html"):
            happens, self.meanwhile = self.meanwhile, lambda: None
            happens()


def die() -> None:
    """As Ctrl-C does, and kill -9 more rudely."""
    raise KeyboardInterrupt


def test_what_a_killed_publish_left_online_can_be_withdrawn(filmed, tools, store):
    """The page is out, the record of it is not finished: `withdraw` takes it down all the same."""
    with pytest.raises(KeyboardInterrupt):
        station.publish(SLUG, Interrupted(store=store, meanwhile=die), tools)
    assert any(key.endswith("index.html") for key in files(store))

    station.withdraw(SLUG, lambda name: store, catalogue=filmed.catalogue)

    assert {key.rsplit("/", 1)[1] for key in files(store) if key.startswith("v/")} == {"index.html", "oembed.json"}
    assert all(b"recovery" not in body for key, body in files(store).items() if key.startswith("v/"))


def test_a_killed_publish_goes_on_as_the_same_version(filmed, tools, store):
    """Run again, it reads back everything and finishes the version that was begun."""
    with pytest.raises(KeyboardInterrupt):
        station.publish(SLUG, Interrupted(store=store, meanwhile=die), tools)

    assert station.online("public", catalogue=filmed.catalogue) == []
    assert station.publish(SLUG, store, tools).version == 1
    assert station.publish(SLUG, store, tools).sent == 0


def test_a_withdrawal_during_a_publish_wins(filmed, tools, store):
    """Whoever withdraws need not know that somebody publishes just now."""

    def withdraw() -> None:
        station.withdraw(SLUG, lambda name: store, catalogue=filmed.catalogue)

    with pytest.raises(Refused, match="withdrawn while"):
        station.publish(SLUG, Interrupted(store=store, meanwhile=withdraw), tools)

    assert {key.rsplit("/", 1)[1] for key in files(store) if key.startswith("v/")} == {"index.html", "oembed.json"}
    assert editing.get(SLUG, catalogue=filmed.catalogue).state == "withdrawn"
