"""What went online: is it still there, as it was sent?"""

from collections.abc import Iterator
from dataclasses import replace

from mediadesk.catalogue import Catalogue
from mediadesk.desk.check.checked import Checked
from mediadesk.errors import NotFound, StoreRefused
from mediadesk.events import Began, Ended, Moved, Report, ignore
from mediadesk.model.publication import PublicObject
from mediadesk.store.base import Store


def published(shelf: Catalogue, store: Store, *, deep: bool, report: Report = ignore) -> Iterator[Checked]:
    """Is what went online to this store still there, as it was; with `deep` every byte of it? What is not is named."""
    with shelf.read() as shelves:
        online = [each for one in shelves.dispatches.all() for each in shelves.publications.live(one.slug)]
    for publication in (each for each in online if each.store == store.name):
        task, count = f"check {publication.slug}", len(publication.objects)
        what = f"{publication.slug} in the store {store.name}"
        report(Began(task, count, "files"))
        bad = 0
        try:
            for done, each in enumerate(publication.objects, 1):
                if why := _wrong_object(each, store, deep=deep):
                    bad += 1
                    yield Checked(what=f"{what}: {each.key}", result="bad", why=why)
                report(Moved(task, done, count))
        except StoreRefused as trouble:
            yield Checked(what=what, result="bad", why=trouble.what)
            continue
        finally:
            report(Ended(task))
        again = f"mediadesk publish {publication.slug} sends them again"
        yield Checked(
            what=f"{what}: {count - bad} of {count} objects",
            result="bad" if bad else "good",
            why=again if bad else None,
        )


def examined(shelf: Catalogue, store: Store, settings: str) -> Iterator[Checked]:
    """What the last `store doctor` found of a store with these settings (their digest); nothing of a local one that
    nobody tried.
    """
    with shelf.read() as shelves:
        trial = shelves.trials.of(store.name)
    what, again = f"the store {store.name} as it was tried", f"mediadesk store doctor {store.name}"
    if trial is None or not trial.settings:
        if not store.local:
            yield Checked(what=what, result="unknown", why=f"nobody has tried it: {again}")
    elif trial.settings != settings:
        yield Checked(what=what, result="unknown", why=f"its settings have changed since: {again}")
    elif trial.failed:
        why = f"on {trial.at:%Y-%m-%d} it failed at {', '.join(trial.failed)}: {again}"
        yield Checked(what=what, result="unknown", why=why)
    else:
        yield Checked(what=what, result="good", why=f"on {trial.at:%Y-%m-%d}")


def _wrong_object(wanted: PublicObject, store: Store, *, deep: bool) -> str | None:
    try:
        there = store.read_back(wanted.key) if deep else store.head(wanted.key)
    except NotFound:
        there = None
    if there is None:
        return "it is missing"
    # whoever only asks may not be told the hash
    return None if there in (wanted, replace(wanted, sha256="")) else "it differs from what was sent"
