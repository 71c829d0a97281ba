"""What readers, blogs and strangers get, who have no key."""

from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

from mediadesk.desk.doctor.line import Line, line, unsure
from mediadesk.desk.doctor.specimen import Specimen
from mediadesk.model.publication import Outgoing
from mediadesk.store.base import Store, is_loopback
from mediadesk.store.experiments import Experiments
from mediadesk.store.outside import WORDPRESS, Reach, seen_by_wordpress
from mediadesk.store.providers import Provider
from mediadesk.store.stranger import Answer, fetch

_FORBIDDEN = ("content-disposition", "x-frame-options")  # a download instead of a page; no frame in any post
_HERE_ALONE = "this address means this machine only: a blog cannot ask there"


def read_by_all(store: Store, provider: Provider, bucket: str, specimen: Specimen) -> Iterator[Line]:
    """Everything as sent, whole and in pieces, through `public_url`."""
    base = store.public_url
    fix = provider.fix
    answers = {each.object.key: fetch(f"{base}/{each.object.key}", headers=_asking(each)) for each in specimen.outgoing}
    wrong = _first(_not_read(each, answers[each.object.key]) for each in specimen.outgoing)
    yield line("public", f"everybody may read at {base}", wrong, fix("public", bucket))
    if wrong:
        return
    changed = _first(_other_headers(each, answers[each.object.key], store) for each in specimen.outgoing)
    yield line(
        "public-headers", "readers get types, cache lives and encodings as sent", changed, fix("headers", bucket)
    )
    film = f"{base}/{specimen.film}"
    piece = fetch(film, headers={**_BROWSER, "Range": "bytes=5-9"})
    yield line(
        "ranges", "a film can be read in pieces", _wrong_piece(piece, specimen.film_bytes), fix("headers", bucket)
    )
    asked = fetch(film, method="HEAD")
    length = asked.headers["Content-Length"]
    good = asked.status == 200 and length == str(len(specimen.film_bytes))
    trouble = "" if good else f"HEAD gives {asked.status}, Content-Length {length}"
    yield line("public-head", "readers' programs learn the size of a film", trouble, fix("headers", bucket))
    yield _unchanged(film)
    gone = fetch(f"{base}/{specimen.missing}").status
    trouble = f"it gives {gone}" if gone < 400 else ""
    yield line("missing", "what is not there is not found", trouble, "let the host answer 404, not a page of its own")


def from_other_sites(store: Store, provider: Provider, bucket: str, specimen: Specimen, origin: str) -> Iterator[Line]:
    """CORS: a player in somebody's post has the origin `null`; `origin` is another to try."""
    fix = provider.fix("cors", bucket)
    for name, asking in (("cors", "null"), *((("cors-origin", origin),) if origin else ())):
        trouble = _first(_shut_out(f"{store.public_url}/{each.object.key}", asking) for each in specimen.outgoing)
        who = "a player in a post (origin null)" if asking == "null" else asking
        yield line(name, f"{who} may read", trouble, fix)


def refused_to_strangers(
    store: Store, provider: Provider, bucket: str, specimen: Specimen, experiments: Experiments | None
) -> Iterator[Line]:
    """Nobody without the key may read off what is there, or change it."""
    listings = list(experiments.listings()) if experiments else []
    addresses = list(experiments.addresses(specimen.spare)) if experiments else []
    if base := store.public_url:
        listings += [f"{base}/", f"{base}/?list-type=2", f"{base}/{specimen.prefix}/"]
        addresses.append(f"{base}/{specimen.spare}")
    told = _first(_lists(url, specimen) for url in listings)
    yield line("listing", "strangers may not list what is there", told, provider.fix("listing", bucket))
    taken = _first(_takes(url) for url in addresses)
    fix = "take s3:PutObject from everybody (*) in the bucket's policy and ACL, at once"
    yield line("stranger-writes", "strangers may not write", taken, fix)


def found_by_wordpress(store: Store, provider: Provider, bucket: str, specimen: Specimen) -> Iterator[Line]:
    """The page as WordPress asks for it before it makes a frame of an address."""
    address = f"{store.public_url}/{specimen.page}"
    here = is_loopback(address)
    sight = seen_by_wordpress(address, reach=Reach(ports=None, private=True) if here else WORDPRESS)
    fix = sight.mend or provider.fix("discovery", bucket)
    found = line("discovery", "WordPress finds the embed of a page", sight.trouble or "", fix)
    yield unsure(found, _HERE_ALONE) if here and found.result == "good" else found


_BROWSER: Mapping[str, str] = {"User-Agent": "Mozilla/5.0", "Accept-Encoding": "identity"}


def _asking(each: Outgoing) -> Mapping[str, str]:
    """A CDN may pack what a browser can unpack: only what we pack ourselves is asked for so, to be compared."""
    return {**_BROWSER, "Accept-Encoding": each.object.encoding or "identity"}


def _not_read(each: Outgoing, answer: Answer) -> str:
    if answer.status != 200:
        return f"{each.object.key} gives {answer.status}"
    return "" if answer.body == each.body or each.object.encoding else f"{each.object.key} has other bytes"


def _other_headers(each: Outgoing, answer: Answer, store: Store) -> str:
    wanted = {"Content-Type": each.object.content_type, "Cache-Control": str(each.object.cache)}
    if store.keeps_encoding:
        wanted["Content-Encoding"] = each.object.encoding or ""
    for name, value in wanted.items():
        if _plain(found := answer.headers[name] or "") != _plain(value):
            return f"{name} of {each.object.key} is {found!r}, not {value!r}"
    if "aws-chunked" in (answer.headers["Content-Encoding"] or ""):
        return f"{each.object.key} comes with Content-Encoding aws-chunked"
    present = [name for name in _FORBIDDEN if answer.headers[name]]
    return f"{each.object.key} comes with {present[0]}" if present else ""


def _plain(header: str) -> str:
    return header.lower().replace(" ", "")


def _wrong_piece(answer: Answer, film: bytes) -> str:
    if answer.status != 206:
        return f"the whole comes instead ({answer.status})"
    found = answer.headers["Content-Range"]
    if found != f"bytes 5-9/{len(film)}":
        return f"Content-Range is {found!r}"
    return "" if answer.body == film[5:10] else "the piece has other bytes"


def _unchanged(url: str) -> Line:
    """A page that is asked for again each minute costs nothing when the host knows that it is the same."""
    what, tag = "what did not change is not sent again", fetch(url, method="HEAD").headers["ETag"]
    status = fetch(url, headers={"If-None-Match": tag}).status if tag else 0
    if status == 304:
        return Line(name="unchanged", what=what, result="good")
    why = "there is no ETag" if not tag else f"it gives {status}, not 304"
    return Line(name="unchanged", what=what, result="unknown", why=f"{why}: readers fetch the page whole each minute")


def _shut_out(url: str, origin: str) -> str:
    answer = fetch(url, headers={**_BROWSER, "Origin": origin, "Range": "bytes=0-3"})
    allowed = answer.headers["Access-Control-Allow-Origin"]
    if answer.status >= 400:
        return f"{answer.status} with Origin: {origin}"
    return "" if allowed in {"*", origin} else f"Access-Control-Allow-Origin is {allowed or 'not there'}"


def _lists(url: str, specimen: Specimen) -> str:
    answer = fetch(url)
    names = b"<ListBucketResult" in answer.body or specimen.public_id.encode() in answer.body
    return f"{urlsplit(url).hostname} lists them to everybody" if answer.status == 200 and names else ""


def _takes(url: str) -> str:
    status = fetch(url, method="PUT", body=b"a stranger was here", headers={"Content-Type": "text/plain"}).status
    return f"{urlsplit(url).hostname} takes what anybody sends" if status < 300 else ""


def _first(troubles: Iterator[str]) -> str:
    return next(filter(None, troubles), "")
