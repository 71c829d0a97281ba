"""A desk with a film to publish, and stores that misbehave."""

from collections.abc import Callable
from dataclasses import dataclass

from mediadesk.desk import dispatch as editing
from mediadesk.desk.derive import Tools as Makers
from mediadesk.desk.derive import derive_film
from mediadesk.engine.local import Local
from mediadesk.errors import StoreRefused
from mediadesk.model.publication import Outgoing
from mediadesk.model.recipe import film_recipes
from mediadesk.store.base import Tick, unseen
from mediadesk.store.folder import Folder
from tests.desk.world import Desk
from tests.store.outgoing import Wrapped

SLUG = "kharkiv-recovery"
ADDRESS = "https://media.localhost"  # nobody but this machine: what is published there needs no clearance


def make(desk: Desk, slug: str = SLUG, *, light: bool = False) -> None:
    """The film of the dispatch as it stands, and all that a page needs of it."""
    makers = Makers(catalogue=desk.catalogue, assets=desk.assets, programs=desk.programs, engine=Local(2))
    dispatch = editing.get(slug, catalogue=desk.catalogue)
    wanted = film_recipes(light, dispatch.poster)
    assert {each.result for each in derive_film(dispatch, wanted, makers)} <= {"made", "kept"}


def say(desk: Desk, correction: str | None = None, **said: str) -> None:
    editing.set_(SLUG, said, correction=correction, catalogue=desk.catalogue)


def files(store: Folder) -> dict[str, bytes]:
    """Everything in a folder store."""
    return {str(path.relative_to(store.root)): path.read_bytes() for path in store.root.rglob("*") if path.is_file()}


class Stubborn(Wrapped):
    """Takes nothing away."""

    def delete(self, key: str) -> None:
        raise StoreRefused("no permission", hint="ask whoever runs it")


class Everywhere(Wrapped):
    """A store that is not on this machine."""

    local = False


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
