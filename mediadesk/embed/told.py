"""What the page tells programs: blogs ask by oEmbed, search engines read JSON-LD (https://schema.org)."""

import json

from markupsafe import Markup

from mediadesk.embed.facts import Page, Words, poster_size, said
from mediadesk.embed.plain import licence_address
from mediadesk.embed.words import known_tag
from mediadesk.model.precision import SafeName


def oembed(page: Page) -> bytes | None:
    """The oEmbed 1.0 answer (https://oembed.com) that WordPress finds through the page.

    None without `public_url`, and for a page that is for few.
    """
    page = said(page)
    root, address = page.public_root(), page.address()
    if root is None or address is None or page.private:
        return None
    width, height = page.frame()
    poster_width, poster_height = poster_size(page)
    answer = {
        "version": "1.0",
        "type": "video",
        "provider_name": page.outlet or root.split("/")[2],
        "provider_url": root,
        "title": page.title,
        "author_name": page.byline,
        "author_url": page.first_address() if page.byline else None,
        "width": width,
        "height": height,
        "thumbnail_url": page.still(),
        "thumbnail_width": poster_width,
        "thumbnail_height": poster_height,
        "cache_age": 86400,
        "duration": round(page.seconds),
        "html": _framed(page, address, height),
    }
    return _json({name: value for name, value in answer.items() if value is not None})


def tombstone_oembed() -> bytes:
    """The oEmbed answer of a withdrawn dispatch: a link, so that a blog shows the bare address instead of a frame."""
    return _json({"version": "1.0", "type": "link"})


def _video(page: Page) -> str:
    return page.words()["video"].format(title=page.title)


def _framed(page: Page, address: str, height: int) -> str:
    # The blockquote makes WordPress load the script that shows and sizes the frame; without scripts it is what readers
    # see. Only these attributes pass its filter, and it clamps nothing but the height.
    return str(
        Markup(
            '<blockquote><a href="{address}">{title}</a></blockquote>'
            '<iframe src="{address}" width="100%" height="{height}" title="{video}" frameborder="0" scrolling="no">'
            "</iframe>"
        ).format(address=address, title=page.title, height=height, video=_video(page))
    )


def film_facts(page: Page) -> dict[str, object] | None:
    """What search engines read (https://schema.org/VideoObject). None without `public_url`: addresses are absolute."""
    address = page.address()
    if address is None:
        return None
    film = {
        "@context": "https://schema.org",
        "@type": "VideoObject",
        "name": page.title,
        "description": page.lead or page.title,
        "thumbnailUrl": page.still(),
        "duration": f"PT{max(1, round(page.seconds))}S",  # ISO 8601
        "contentUrl": page.absolute(page.mp4),
        "embedUrl": address,
        "url": address,
        "width": page.width,
        "height": page.height,
        "inLanguage": known_tag(page.language),
        "author": {"name": page.byline} if page.byline else None,  # a person or a collective: we do not know
        "creditText": page.credits,
        "copyrightNotice": page.licence,
        "isPartOf": {"@type": "CreativeWorkSeries", "name": page.series} if page.series else None,
        "position": page.number if page.series else None,
        "contentLocation": _place(page.place),
        "sameAs": page.first_address(),
        "license": licence_address(page.licence),
        "image": page.absolute(page.card) if page.card else None,
        "caption": [_caption(page, each) for each in page.captions] or None,
        "hasPart": [_clip(page, address, index) for index in range(len(page.chapters))] or None,
    }
    return {name: value for name, value in film.items() if value is not None}


def _caption(page: Page, each: Words) -> dict[str, object]:
    # https://schema.org/caption: where what is said can be fetched
    return {
        "@type": "MediaObject",
        "contentUrl": page.absolute(each.vtt),
        "encodingFormat": "text/vtt",
        "inLanguage": each.language,
    }


def _clip(page: Page, address: str, index: int) -> dict[str, object]:
    # https://developers.google.com/search/docs/appearance/structured-data/video#clip: whole seconds
    chapters = page.chapters
    start = chapters[index].start_ms // 1000
    last = index + 1 == len(chapters)
    return {
        "@type": "Clip",
        "name": chapters[index].title,
        "startOffset": start,
        "endOffset": round(page.seconds) if last else chapters[index + 1].start_ms // 1000,
        "url": f"{address}?t={start}",
    }


def _place(place: SafeName | None) -> dict[str, object] | None:
    # https://schema.org/Place: names alone
    if place is None or not place.words:
        return None
    address = {
        "addressRegion": place.name if place.precision == "region" else place.region,
        "addressCountry": place.country,
    }
    known = {name: value for name, value in address.items() if value}
    return {"@type": "Place", "name": place.words} | ({"address": {"@type": "PostalAddress", **known}} if known else {})


def _json(answer: dict[str, object]) -> bytes:
    return json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode()
