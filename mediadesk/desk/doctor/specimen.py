"""What is put into the store to be looked at: one small object of each kind, below an address that nobody can guess."""

import gzip
import hashlib
import json

from mediadesk.model.dispatch import new_public_id
from mediadesk.model.layout import dispatch_prefix, oembed_key, page_key, revision_key, video_key
from mediadesk.model.publication import CacheClass, Outgoing, PublicObject, content_type

_REVISION = "000000000000"
_SCRIPT = gzip.compress(b"// a trial\n" * 99, mtime=0)


class Specimen:
    """A page as WordPress looks for it, a film of no pictures, a playlist, captions, and where `packed` a script."""

    def __init__(self, public_url: str | None, *, packed: bool = True) -> None:
        self.public_id = new_public_id()
        self.prefix = dispatch_prefix(self.public_id)
        self.page, self.oembed = page_key(self.public_id), oembed_key(self.public_id)
        self.film = video_key(self.public_id)
        self.script = revision_key(self.prefix, _REVISION, "trial.js")
        self.spare = revision_key(self.prefix, _REVISION, "trial.txt")
        self.missing = revision_key(self.prefix, _REVISION, "nothing.mp4")
        address = f"{public_url}/{self.page}" if public_url else "index.html"
        self.film_bytes = hashlib.sha256(self.public_id.encode()).digest() * 1024
        self.outgoing = (
            _object(self.film, self.film_bytes, CacheClass.STABLE),
            _object(revision_key(self.prefix, _REVISION, "hls/master.m3u8"), b"#EXTM3U\n", CacheClass.MEDIA),
            _object(revision_key(self.prefix, _REVISION, "cc/en.vtt"), b"WEBVTT\n", CacheClass.MEDIA),
            *([_object(self.script, _SCRIPT, CacheClass.MEDIA, "gzip")] if packed else []),
            _object(self.oembed, _answer(address), CacheClass.POINTER),
            _object(self.page, _page(f"{public_url}/{self.oembed}" if public_url else ""), CacheClass.POINTER),
        )


def _object(key: str, body: bytes, cache: CacheClass, encoding: str | None = None) -> Outgoing:
    sha256 = hashlib.sha256(body).hexdigest()
    made = PublicObject(
        key=key, sha256=sha256, size_bytes=len(body), content_type=content_type(key), cache=cache, encoding=encoding
    )
    return Outgoing(object=made, body=body)


def _page(oembed: str) -> bytes:
    link = f'<link rel="alternate" type="application/json+oembed" href="{oembed}">' if oembed else ""
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A trial</title>{link}'
        '<meta name="robots" content="noindex"></head><body>A trial of this store.</body></html>'
    ).encode()


def _answer(page: str) -> bytes:
    """https://oembed.com, 2.3.4.2."""
    frame = f'<iframe src="{page}" width="100%" height="338" title="A trial" frameborder="0" scrolling="no"></iframe>'
    said = {
        "version": "1.0",
        "type": "video",
        "title": "A trial",
        "width": 600,
        "height": 338,
        "html": f'<blockquote><a href="{page}">A trial</a></blockquote>{frame}',
    }
    return json.dumps(said).encode()
