"""The proofs of releases: is every paper and recording still there, byte by byte?"""

from collections.abc import Iterator

from mediadesk.catalogue import Catalogue
from mediadesk.custody.cold import hash_file
from mediadesk.custody.desk import Assets
from mediadesk.desk.check.checked import Checked
from mediadesk.errors import NotFound
from mediadesk.model.layout import proof


def proofs(shelf: Catalogue, assets: Assets) -> Iterator[Checked]:
    """Names each bad one by the alias of whose it is, and counts the good ones; nothing where nobody gave any."""
    with shelf.read() as shelves:
        given = shelves.releases.of([each.alias for each in shelves.subjects.all()])
    kept = {each.proof_sha256: each.subject for each in given if each.proof_sha256}
    bad = 0
    for sha256, alias in kept.items():
        if why := _wrong(sha256, assets):
            bad += 1
            yield Checked(what=f"the proof of a release of {alias} ({proof(sha256)})", result="bad", why=why)
    if kept:
        what = f"{len(kept) - bad} of {len(kept)} proofs of releases"
        yield Checked(what=what, result="bad" if bad else "good", why="re-hashed")


def _wrong(sha256: str, assets: Assets) -> str | None:
    try:
        same = hash_file(assets.path(proof(sha256))).sha256 == sha256
    except NotFound:
        return "it is missing: ask for it again, and mediadesk clear release with --proof"
    except OSError as error:
        return f"it cannot be read: {error.strerror}"
    return None if same else "its bytes have changed: ask for it again, and mediadesk clear release with --proof"
