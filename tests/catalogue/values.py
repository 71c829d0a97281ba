"""Values of every kind, for properties."""

from datetime import UTC

from hypothesis import strategies as st

from mediadesk.model.clip import Audio, Camera, Facts, Frame, Log
from mediadesk.model.moment import Captured
from mediadesk.model.place import Place

texts = st.text(max_size=12)
coordinates = st.floats(allow_nan=False, allow_infinity=False)
aware = st.datetimes(timezones=st.just(UTC))
captures = st.builds(Captured, at=st.none() | aware, local=st.none() | st.datetimes(), source=texts)
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
