"""Values of every kind, for properties."""

from datetime import UTC
from typing import get_args

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from mediadesk.model.clip import Audio, Camera, Facts, Frame, Log
from mediadesk.model.dispatch import Dispatch, Pick
from mediadesk.model.holding import HeldFile, Role
from mediadesk.model.moment import Captured
from mediadesk.model.online import Gate, Publication
from mediadesk.model.place import Place
from mediadesk.model.publication import PublicObject
from mediadesk.model.rendition import Rendition

# many examples in one catalogue: each is forgotten before the next
SEVERAL = settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])

texts = st.text(max_size=12)
keys = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12)
coordinates = st.floats(allow_nan=False, allow_infinity=False)
aware = st.datetimes(timezones=st.just(UTC))
captures = st.builds(
    Captured, at=st.none() | aware, local=st.none() | st.datetimes(), day=st.none() | st.dates(), source=texts
)
points = st.builds(Place, lat=coordinates, lon=coordinates, radius_m=coordinates, source=texts)
facts = st.builds(
    Facts,
    container=texts,
    seconds=st.none() | st.fractions(),
    frame=st.none() | st.builds(Frame, codec=texts),
    audio=st.lists(st.builds(Audio, codec=texts), max_size=2).map(tuple),
    captured=captures,
    place=st.none() | points,
    camera=st.none() | st.builds(Camera),
    trouble=st.lists(texts, max_size=2).map(tuple),
)
logs = st.builds(
    Log,
    title=st.none() | texts,
    notes=st.lists(texts, max_size=2).map(tuple),
    tags=st.frozensets(texts, max_size=2),
    labels=st.frozensets(texts, max_size=2),
    captured=st.none() | captures,
    place=st.none() | points,
)

sizes = st.integers(0, 2**63 - 1)  # what SQLite holds
files = st.builds(
    HeldFile, sha256=texts, xxh3=texts, size_bytes=sizes, name=st.binary(max_size=12), path=st.none() | texts,
    role=st.sampled_from(get_args(Role)), why=st.none() | texts,
)  # fmt: skip
renditions = st.builds(
    Rendition, subject=keys, recipe=texts, digest=texts, path=texts, size_bytes=sizes, sha256=texts,
    seconds=st.none() | st.fractions(), width=st.none() | sizes, proofs=st.lists(texts, max_size=2).map(tuple),
)  # fmt: skip
picks = st.builds(Pick, clip=texts, in_point=st.none() | st.fractions(), caption=st.none() | texts)
dispatches = st.builds(
    Dispatch, slug=keys, title=texts, public_id=texts, lead=st.none() | texts, number=st.none() | sizes, version=sizes,
    picks=st.lists(picks, max_size=3).map(tuple),
)  # fmt: skip
publications = st.builds(
    Publication, slug=keys, store=texts, version=sizes, at=aware, url=st.none() | texts,
    objects=st.lists(st.builds(PublicObject, key=st.just("v/x/index.html"), cache=texts), max_size=2).map(tuple),
    gates=st.lists(st.builds(Gate), max_size=2).map(tuple), override=st.none() | texts, withdrawn_at=st.none() | aware,
)  # fmt: skip
