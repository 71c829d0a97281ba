"""A catalogue with two clips and a dispatch of the first, for those who clear."""

from datetime import UTC, datetime

from mediadesk.catalogue import Catalogue
from mediadesk.model.clip import Clip, Log
from mediadesk.model.dispatch import Dispatch, Pick
from mediadesk.model.online import Publication
from mediadesk.model.publication import PublicObject
from tests.catalogue.world import a_clip, shelve

SLUG = "kharkiv-recovery"
MARKET: Clip = a_clip("market", log=Log(shooter="swift"))
YARD: Clip = a_clip("yard")
PAGE = PublicObject(key="v/x/index.html", sha256="00", size_bytes=1, content_type="text/html", cache="no-store")
LIVE = Publication(
    slug=SLUG,
    store="web",
    version=1,
    at=datetime(2026, 11, 22, tzinfo=UTC),
    url="https://media.example.org/v/x/index.html",
    objects=(PAGE,),
    clips=(MARKET.id,),
)


def furnish(catalogue: Catalogue) -> None:
    """The clips, and the dispatch."""
    shelve(catalogue, MARKET, YARD)
    with catalogue.write() as shelves:
        shelves.dispatches.put(Dispatch(slug=SLUG, title="The recovery", public_id="x", picks=(Pick(clip=MARKET.id),)))


def told(catalogue: Catalogue, about: str) -> list[tuple[str, str | None]]:
    """What custody knows of somebody or something, and on whose word."""
    with catalogue.read() as shelves:
        return [(each.what, each.who) for each in shelves.custody.of(about=[about])]
