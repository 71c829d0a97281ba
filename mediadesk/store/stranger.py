"""What anybody gets who asks an address, without a key: a reader's browser, or somebody who tries doors."""

import os
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import Message
from functools import lru_cache
from http.client import HTTPException
from typing import Literal
from urllib.parse import urlsplit
from urllib.request import (
    HTTPErrorProcessor,
    HTTPRedirectHandler,
    HTTPSHandler,
    OpenerDirector,
    ProxyHandler,
    Request,
    build_opener,
)

from mediadesk.errors import StoreRefused
from mediadesk.store.base import is_loopback

_MOST = 1 << 20
_PATIENCE = 15.0  # seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back, whatever its status; a redirect as it is."""

    status: int
    headers: Message
    body: bytes  # as it came, not unpacked


def fetch(
    url: str,
    *,
    method: Literal["GET", "HEAD", "PUT", "OPTIONS"] = "GET",
    headers: Mapping[str, str] | None = None,
    body: bytes | None = None,
    most_bytes: int = _MOST,
    seconds: float = _PATIENCE,
) -> Answer:
    """One request, and at most `most_bytes` of its answer. Raises StoreRefused when nobody answers."""
    asked = Request(url, data=body, headers=dict(headers or {}), method=method)  # noqa: S310 # the settings' address
    try:
        with _opener(url).open(asked, timeout=seconds) as answer:
            return Answer(status=answer.status, headers=answer.headers, body=answer.read(most_bytes))
    except (OSError, HTTPException, ValueError) as trouble:
        host = urlsplit(url).hostname
        if isinstance(getattr(trouble, "reason", trouble), ssl.SSLError):
            what = f"{host} has no certificate that this machine trusts"
            raise StoreRefused(what, hint="readers' browsers will refuse it, too: renew it") from trouble
        raise StoreRefused(f"{host} does not answer", hint="check the network, and `public_url`") from trouble


class _AsItCame(HTTPErrorProcessor):
    """No status is an error."""

    def http_response(self, request: Request, response: object) -> object:  # noqa: ARG002 # the parent's parameter
        return response

    https_response = http_response


class _Nowhere(HTTPRedirectHandler):
    """A redirect is an answer."""

    def redirect_request(self, *_: object) -> None:
        return None


def _opener(url: str) -> OpenerDirector:
    trusted = _trusted(os.environ.get("AWS_CA_BUNDLE"))  # the CA that the desk's own server has
    direct = [ProxyHandler({})] if is_loopback(url) else []
    return build_opener(_AsItCame, _Nowhere, HTTPSHandler(context=trusted), *direct)


@lru_cache(maxsize=4)
def _trusted(own: str | None) -> ssl.SSLContext:
    """Whose word counts. Reading it takes longer than a request, and a withdrawal makes a thousand of them."""
    trusted = ssl.create_default_context()
    if own:
        trusted.load_verify_locations(own)
    return trusted
