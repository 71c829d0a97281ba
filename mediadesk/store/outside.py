"""What a stranger's server gets who asks for a published page: WordPress, before it makes a frame of an address.

It asks nobody but the address it was given and where that leads, sends no cookie and no key, and keeps nothing.
"""

import socket
import ssl
import time
import zlib
from dataclasses import dataclass
from email.message import Message
from http.client import HTTPException, HTTPResponse
from ipaddress import ip_address, ip_network
from typing import Final
from urllib.error import URLError
from urllib.parse import urljoin, urlsplit
from urllib.request import HTTPErrorProcessor, ProxyHandler, Request, build_opener, getproxies, proxy_bypass

from mediadesk.model.discovery import PAGE_BYTES, PORTS, REDIRECTS, oembed_link, unfit
from mediadesk.store.base import is_loopback

AGENT: Final = "WordPress/6.6; https://example.org"
_NEAR: Final = [
    ip_network(each) for each in ("0.0.0.0/8", "10.0.0.0/8", "127.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")
]
_AGAIN: Final = "mediadesk publish SLUG, and if that does not help: mediadesk store doctor"
_ANY: Final = "set public_url to the address that readers use, or print it all the same with --anyway"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """Whom the asker may ask: as WordPress, with more patience, for the line here may be slower than a server's."""

    ports: frozenset[int] | None = PORTS  # None: any
    private: bool = False  # this machine and the networks that are nobody's
    seconds: float = 15  # for one answer, from the first word to the last byte


WORDPRESS: Final = Reach()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """How a page looks to WordPress: it makes a frame of the address when there is no trouble."""

    oembed: str | None = None  # the address of the answer that was found
    trouble: str | None = None  # the first thing in the way, in one line
    mend: str = ""  # what to do about it


@dataclass(frozen=True, slots=True, kw_only=True)
class Got:
    """What came back, after redirects."""

    url: str
    status: int
    headers: Message
    body: bytes


class Unreachable(Exception):
    """Nothing came back that WordPress would read. Carries the mend."""

    def __init__(self, what: str, mend: str) -> None:
        super().__init__(what)
        self.mend = mend


def seen_by_wordpress(address: str, *, reach: Reach = WORDPRESS) -> Sight:
    """The address as WordPress finds its embed: the page, the link in its head, the answer, the frame in it.

    Whatever the network does is told, never raised.
    """
    found = None
    try:
        page = _whole(address, reach)
        found = oembed_link(page.body)
        if found is None:
            return Sight(
                trouble=f"the page at {address} names no oEmbed answer in its head",
                mend=f"{_AGAIN}; a wall against robots in front of the host must let WordPress through",
            )
        answer = _whole(urljoin(page.url, found), reach)
    except Unreachable as trouble:
        return Sight(oembed=found, trouble=str(trouble), mend=trouble.mend)
    if why := unfit(answer.body):
        return Sight(oembed=found, trouble=f"the oEmbed answer at {found} {why}", mend=_AGAIN)
    return Sight(oembed=found)


def _whole(url: str, reach: Reach) -> Got:
    got = asked(url, reach=reach)
    if got.status in {401, 403, 429, 503}:
        what = f"{url} answers {got.status} to a stranger"
        raise Unreachable(what, "let everybody read, and no wall against robots stand before it: docs/bucket.md")
    if got.status != 200:
        raise Unreachable(f"{url} answers {got.status}", _AGAIN)
    return got


def asked(url: str, *, reach: Reach = WORDPRESS, limit: int = PAGE_BYTES) -> Got:
    """One GET as WordPress sends it, at most `limit` bytes of the answer. Raises Unreachable."""
    for _ in range(REDIRECTS + 1):
        _may_be_asked(url, reach)
        got = _one(url, reach, limit)
        if got.status not in {301, 302, 303, 307, 308} or not got.headers["Location"]:
            return got
        url = urljoin(url, got.headers["Location"])
    raise Unreachable(f"it is sent on more than {REDIRECTS} times, last to {url}", "set public_url to where it ends")


def _may_be_asked(url: str, reach: Reach) -> None:
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port or {"http": 80, "https": 443}.get(parts.scheme, 0)
    except ValueError:
        host, port, parts = "", 0, urlsplit("")
    if parts.scheme not in {"http", "https"} or not host or parts.username is not None:
        raise Unreachable("the address is none that WordPress asks for", _ANY)
    if not reach.private and is_loopback(url):
        raise Unreachable(
            f"{host} means this machine only: no blog can reach it",
            "publish to a store that readers reach (mediadesk publish SLUG --to STORE), or --anyway to try it here",
        )
    if reach.ports is not None and port not in reach.ports:
        raise Unreachable(f"WordPress asks at the ports 80, 443 and 8080 only, never at {port}", _ANY)
    if ":" in host:
        raise Unreachable("WordPress asks no address that is an IPv6 number", _ANY)
    if not reach.private and not _by_proxy(parts.scheme, host):
        number = _number(host)
        if any(ip_address(number) in near for near in _NEAR):
            raise Unreachable(
                f"{host} is {number}, in a network that is nobody’s: WordPress refuses to ask there", _ANY
            )


def _number(host: str) -> str:
    """The IPv4 address of a host: WordPress knows no other kind."""
    try:
        return str(socket.getaddrinfo(host, None, socket.AF_INET, socket.SOCK_STREAM)[0][4][0])
    except (OSError, UnicodeError) as trouble:
        mend = "is this machine online? Else look at public_url, and at the A record of the name"
        raise Unreachable(f"the name {host} has no IPv4 address", mend) from trouble


def _by_proxy(scheme: str, host: str) -> bool:
    """Whether somebody else looks the name up."""
    return scheme in getproxies() and not proxy_bypass(host)


class _AsItCame(HTTPErrorProcessor):
    """No status is an error, and no redirect is followed unseen."""

    def http_response(self, request: Request, response: object) -> object:  # noqa: ARG002 # the parent's parameter
        return response

    https_response = http_response


def _one(url: str, reach: Reach, limit: int) -> Got:
    opener = build_opener(_AsItCame, *([ProxyHandler({})] if is_loopback(url) else []))
    request = Request(url, headers={"User-Agent": AGENT, "Accept-Encoding": "gzip", "Accept": "*/*"})  # noqa: S310
    try:
        with opener.open(request, timeout=reach.seconds) as answer:
            packed = _read(answer, limit, time.monotonic() + reach.seconds)
            body = _unpacked(packed, answer.headers["Content-Encoding"], limit)
            return Got(url=url, status=answer.status, headers=answer.headers, body=body)
    except (OSError, HTTPException, zlib.error, ValueError) as trouble:
        raise _named(url, trouble) from trouble


def _read(answer: HTTPResponse, limit: int, until: float) -> bytes:
    """At most `limit` bytes. A server that sends one byte a second would keep us for a day."""
    body = b""
    while len(body) < limit and (more := answer.read1(limit - len(body))):
        body += more
        if time.monotonic() > until:
            raise TimeoutError
    return body


def _unpacked(body: bytes, encoding: str | None, limit: int) -> bytes:
    return zlib.decompressobj(wbits=zlib.MAX_WBITS | 32).decompress(body, limit) if encoding == "gzip" else body


def _named(url: str, trouble: Exception) -> Unreachable:
    host = urlsplit(url).hostname
    reason = trouble.reason if isinstance(trouble, URLError) else trouble
    if isinstance(reason, ssl.SSLError):
        return Unreachable(f"the certificate of {host} is not good: {reason}", "renew it, or ask the provider")
    if isinstance(reason, TimeoutError):
        return Unreachable(f"{host} does not answer in time", "try again; if it stays so, tell the provider")
    return Unreachable(f"{host} cannot be reached: {reason}", "is this machine online? Else look at public_url")
