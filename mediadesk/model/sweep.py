"""What of older editions stays in a store: as long as a reader may have their page open, and no danger comes of it.

A page is in caches for eleven minutes after another took its place. Who has it open asks for its pictures and texts
only when they play or search. But what was cut out of the film, or corrected, may have been cut out for somebody's
safety.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from mediadesk.model.online import Publication
from mediadesk.model.publication import CacheClass, PublicObject

PAGE_LIFE = timedelta(seconds=60 + 600)  # of CacheClass.POINTER: fresh for one minute, shown while asked for ten more


def staying(editions: Sequence[Publication], now: datetime) -> frozenset[str]:
    """The keys that only older editions of a dispatch in one store name, and that stay for those who read them.

    `editions` are all that ever went online there, the oldest first; the last one is online. An edition stays for
    `PAGE_LIFE` after the next one came, unless that, or any later one, shows another film or tells another correction.
    """
    whole = [each for each in editions if each.objects and each.withdrawn_at is None]
    kept: set[str] = set()
    for older, newer in reversed(list(pairwise(whole))):
        if not (timedelta() <= now - newer.at < PAGE_LIFE) or endangers(older, newer):
            break
        kept |= {each.key for each in older.objects if each.cache == CacheClass.MEDIA}
    return frozenset(kept - {each.key for each in whole[-1].objects} if whole else kept)


def endangers(older: Publication, newer: Publication) -> bool:
    """Whether what the older edition shows must not be there any more once the newer one is online."""
    corrected = newer.corrected_at is not None and newer.corrected_at != older.corrected_at
    return corrected or not _one_film(older.objects, newer.objects)


def left_over(there: Iterable[str], editions: Sequence[Publication], now: datetime) -> list[str]:
    """What of all that lies in a store below a dispatch nobody needs any more. Nothing of the newest edition is."""
    whole = [each for each in editions if each.objects and each.withdrawn_at is None]
    needed = {each.key for each in whole[-1].objects} | staying(editions, now) if whole else set()
    return sorted(key for key in there if key not in needed)


def _one_film(older: Iterable[PublicObject], newer: Iterable[PublicObject]) -> bool:
    """Whether they show the same film, one of them perhaps in fewer sizes. Media are named by what is in them."""
    before, after = _media(older), _media(newer)
    return before <= after or after <= before


def _media(objects: Iterable[PublicObject]) -> frozenset[tuple[str, str]]:
    return frozenset((each.key, each.sha256) for each in objects if "/m/" in each.key)
