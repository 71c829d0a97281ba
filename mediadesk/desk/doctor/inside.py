"""What the store does for whoever has its key."""

from collections.abc import Iterator

from mediadesk.desk.doctor.line import Line, line
from mediadesk.desk.doctor.specimen import Specimen
from mediadesk.errors import NotFound
from mediadesk.model.publication import Outgoing
from mediadesk.model.trial import Digest
from mediadesk.store.base import Store
from mediadesk.store.experiments import Experiments
from mediadesk.store.providers import WEB_HOST

_DIGESTS: tuple[Digest, ...] = ("md5", "sha256")  # what is sent along by `readback = "auto"`, the cheaper first
_HEADERS = ("content_type", "cache", "encoding")
_SEND_AGAIN = "the store lost or changed what it took: use another one"


def written(store: Store, specimen: Specimen) -> Iterator[Line]:
    """Objects of each kind go in, come out the same, and are known by their headers."""
    sent = specimen.outgoing
    for each in sent:
        store.put(each)
    yield line("write", f"write to {store.describe()}", "", "")
    yield line("read-back", "read back what was written", _first(_lost(store, each) for each in sent), _SEND_AGAIN)
    fix = WEB_HOST.fix("headers", "")
    yield line("headers", "types, cache lives and encodings as sent", _first(_changed(store, x) for x in sent), fix)
    noted = _first("" if store.head(x.object.key) == x.object else x.object.key for x in sent)
    yield line("head", "HEAD tells size, headers and our hash", noted and f"not of {noted}", _SEND_AGAIN)


def tried_out(experiments: Experiments, specimen: Specimen, *, trailers_wanted: bool) -> Iterator[Line]:
    """What S3 servers do in different ways. The object of the film must be there."""
    fix, bucket, key = experiments.provider.fix, experiments.bucket, specimen.spare
    encoding = experiments.kept(specimen.film).get("content-encoding", "")
    trouble = f"an object keeps Content-Encoding {encoding!r}" if encoding else ""
    yield line("aws-chunked", "no aws-chunked inside what we send", trouble, fix("trailers", bucket))
    trouble = experiments.trouble_with_parts(key)
    yield line("parts", "big files in parts, and which parts are there", trouble, fix("write", bucket))
    yield _flipped(experiments, key)
    yield _trailers(experiments, key, wanted=trailers_wanted)
    honoured = experiments.honours_conditions(specimen.film)
    yield Line(
        name="conditions",
        what="a PUT that must replace nothing replaces nothing",
        result="good" if honoured else "unknown",
        why=None if honoured else "it replaces all the same; mediadesk does not rely on it",
    )


def may_not(experiments: Experiments) -> Iterator[Line]:
    """What the key for publishing must not be able to do: whoever finds it could do it, too."""
    fix = experiments.provider.fix("rights", experiments.bucket)
    for right in experiments.rights():
        name = "may-not-" + right.call.removesuffix(" in the bucket").replace("the bucket's ", "").replace(" ", "-")
        what = f"the key may not {right.call}"
        if right.allowed is None:
            yield Line(name=name, what=what, result="unknown", why=right.how)
        else:
            yield line(name, what, f"it may; tried {right.how}" if right.allowed else "", fix)


def _checked_by(experiments: Experiments, key: str) -> Digest | None:
    """The checksum by which the store sees that bytes changed on the way; None when it sees it by none."""
    return next((each for each in _DIGESTS if experiments.refuses_flipped(key, each)), None)


def _flipped(experiments: Experiments, key: str) -> Line:
    found, what = _checked_by(experiments, key), "bytes that change on the way are refused"
    if found:
        why = f'by their {found.upper()}: with readback = "auto" they are not fetched again'
        return Line(name="flipped", what=what, result="good", why=why, found=found)
    why = "it takes them: everything is fetched again and compared, whatever `readback` says"
    return Line(name="flipped", what=what, result="unknown", why=why)


def _trailers(experiments: Experiments, key: str, *, wanted: bool) -> Line:
    trouble, what = experiments.trouble_with_trailers(key), "requests that end in a checksum (when_supported)"
    if trouble and wanted:
        return line("trailers", what, trouble, experiments.provider.fix("trailers", experiments.bucket))
    if trouble:
        return Line(name="trailers", what=what, result="unknown", why=f"{trouble}; mediadesk sends none")
    return Line(name="trailers", what=what, result="good")


def _lost(store: Store, each: Outgoing) -> str:
    try:
        found = store.read_back(each.object.key)
    except NotFound:
        return f"{each.object.key} is not there"
    return "" if found.sha256 == each.object.sha256 else f"{each.object.key} came back with other bytes"


def _changed(store: Store, each: Outgoing) -> str:
    found = store.read_back(each.object.key)
    differ = [name for name in _HEADERS if getattr(found, name) != getattr(each.object, name)]
    return "; ".join(f"{name.replace('_', ' ')} of {each.object.key} is {getattr(found, name)!r}" for name in differ)


def _first(troubles: Iterator[str]) -> str:
    return next(filter(None, troubles), "")
