"""The examination of a store, from the first write to the last trace taken away."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

from mediadesk.catalogue import Catalogue
from mediadesk.desk.doctor.inside import may_not, tried_out, written
from mediadesk.desk.doctor.line import Line, line, tried
from mediadesk.desk.doctor.outside import found_by_wordpress, from_other_sites, read_by_all, refused_to_strangers
from mediadesk.desk.doctor.specimen import Specimen
from mediadesk.errors import DeskError
from mediadesk.model.trial import Digest, Trial
from mediadesk.store.base import Store
from mediadesk.store.experiments import Experiments
from mediadesk.store.providers import WEB_HOST

_NO_ADDRESS = "the settings have no public_url: nobody can say what readers get"
_DIGESTS: tuple[Digest, ...] = ("md5", "sha256")


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """All of it."""

    lines: tuple[Line, ...]
    trial: Trial

    @property
    def failed(self) -> tuple[str, ...]:
        """The names of the lines that are bad."""
        return tuple(each.name for each in self.lines if each.result == "bad")


def examine(
    store: Store,
    *,
    catalogue: Catalogue,
    settings: str,
    experiments: Experiments | None = None,
    origin: str = "",
    trailers_wanted: bool = False,
    told: Callable[[Line], None] = lambda _: None,
) -> Verdict:
    """Tries everything and tells each line as soon as it is known. What was written is taken away again, also when
    somebody stops it. What was proved is noted, for a store with these `settings` (their digest).

    `experiments` is what can be tried of a store with keys and rights; `origin` another site that shall read.
    """
    specimen, lines = Specimen(store.public_url, packed=store.keeps_encoding), list[Line]()
    try:
        for each in _lines(store, specimen, experiments, origin=origin, trailers_wanted=trailers_wanted):
            lines.append(each)
            told(each)
    finally:
        left = _take_away(store, specimen)
    fix = f"delete what is below {store.describe(specimen.prefix)} with the tools of the store"
    lines.append(line("delete", "everything is taken away again", left, fix))
    told(lines[-1])
    return _noted(store, lines, catalogue, settings)


def _lines(
    store: Store, specimen: Specimen, experiments: Experiments | None, *, origin: str, trailers_wanted: bool
) -> Iterator[Line]:
    provider = experiments.provider if experiments else WEB_HOST
    bucket = experiments.bucket if experiments else store.name
    wrote = list(tried("write", f"write to {store.describe()}", lambda: written(store, specimen)))
    yield from wrote
    if wrote[-1].name == "write":
        return  # nothing else can be tried
    if experiments:
        inside = partial(tried_out, experiments, specimen, trailers_wanted=trailers_wanted)
        yield from tried("server", "what the server does", inside)
    if store.public_url:
        yield from tried("public", "everybody may read", lambda: read_by_all(store, provider, bucket, specimen))
        yield from tried(
            "cors", "players elsewhere may read", lambda: from_other_sites(store, provider, bucket, specimen, origin)
        )
        yield from tried(
            "discovery", "WordPress finds it", lambda: found_by_wordpress(store, provider, bucket, specimen)
        )
    else:
        yield Line(name="public", what="everybody may read", result="unknown", why=_NO_ADDRESS)
    yield from tried(
        "listing",
        "strangers are refused",
        lambda: refused_to_strangers(store, provider, bucket, specimen, experiments),
    )
    if experiments:
        yield from tried("rights", "what the key may not", partial(may_not, experiments))


def _take_away(store: Store, specimen: Specimen) -> str:
    """Deletes all that may have been written. Gives what is wrong about it; empty when nothing is left."""
    keys = [*(each.object.key for each in specimen.outgoing), specimen.spare]
    try:
        for key in {*keys, *store.keys(specimen.prefix)}:
            store.delete(key)
        left = list(store.keys(specimen.prefix))
    except DeskError as trouble:
        return trouble.what
    return f"{len(left)} objects are still there" if left else ""


def _noted(store: Store, lines: list[Line], catalogue: Catalogue, settings: str) -> Verdict:
    by_name = {each.name: each for each in lines}
    flipped, trailers = by_name.get("flipped"), by_name.get("trailers")
    digest = next((each for each in _DIGESTS if flipped and flipped.found == each), None)
    with catalogue.write() as shelves:
        before = shelves.trials.of(store.name)
        trial = Trial(
            store=store.name,
            settings=settings,
            at=datetime.now(UTC),
            refuses_flipped=digest is not None,
            checked_by=digest,
            takes_trailers=trailers is not None and trailers.result == "good",
            failed=tuple(each.name for each in lines if each.result == "bad"),
            up_bytes_a_second=before.up_bytes_a_second if before else None,
            down_bytes_a_second=before.down_bytes_a_second if before else None,
        )
        shelves.trials.put(trial)
    return Verdict(lines=tuple(lines), trial=trial)
