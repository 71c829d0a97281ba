"""The shelves of picking from afar: packs that went out, what editors said of clips and propose for dispatches."""

from collections.abc import Iterable

from sqlmodel import Session, col, select

from mediadesk.catalogue.among import among
from mediadesk.catalogue.codec import decode, encode
from mediadesk.catalogue.custody import Custody
from mediadesk.catalogue.rows import PackRow, ProposalRow, SaidRow
from mediadesk.errors import NotFound
from mediadesk.model.clip import ClipId
from mediadesk.model.picking import Pack, Proposal, Said


class Packs:
    """Packs by their marks. One that went out stays known for ever."""

    def __init__(self, session: Session, custody: Custody) -> None:
        self._session = session
        self._custody = custody

    def add(self, pack: Pack) -> None:
        """Keeps a pack, and tells custody of each of its clips who got it."""
        self._session.add(PackRow(mark=pack.mark, at=pack.at.isoformat(), said=encode(pack)))
        self._session.flush()
        for clip in pack.clips:
            self._custody.add(what="packed", at=pack.at, about=clip, why=f"{pack.mark} for {pack.editor}")

    def get(self, mark: str) -> Pack:
        """The pack of this mark. Raises NotFound."""
        if row := self._session.get(PackRow, mark):
            return decode(Pack, row.said)
        raise NotFound(f"no pack {mark} went out from this desk", hint="mediadesk pack --list")

    def all(self) -> list[Pack]:
        """Every pack, the latest first."""
        rows = select(PackRow).order_by(col(PackRow.at).desc(), col(PackRow.mark))
        return [decode(Pack, row.said) for row in self._session.exec(rows)]


class Layers:
    """What each editor says of each clip."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def put(self, said: Said) -> None:
        """Keeps it instead of what the same editor said of the clip before; what others said stays."""
        saved = said.saved.isoformat()
        self._session.merge(SaidRow(clip=said.choice.clip, editor=said.editor, saved=saved, said=encode(said)))
        self._session.flush()

    def of(self, clips: Iterable[ClipId]) -> list[Said]:
        """What all editors say of these clips, by clip and editor."""
        rows = select(SaidRow).where(among(col(SaidRow.clip), clips))
        ordered = rows.order_by(col(SaidRow.clip), col(SaidRow.editor))
        return [decode(Said, row.said) for row in self._session.exec(ordered)]

    def by(self, editor: str) -> list[Said]:
        """What one editor says of all clips, by clip."""
        rows = select(SaidRow).where(col(SaidRow.editor) == editor).order_by(col(SaidRow.clip))
        return [decode(Said, row.said) for row in self._session.exec(rows)]


class Proposals:
    """What each editor proposes for each dispatch."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def put(self, proposal: Proposal) -> None:
        """Keeps it instead of what the same editor proposed for the dispatch before; what others proposed stays."""
        saved = proposal.saved.isoformat()
        row = ProposalRow(slug=proposal.slug, editor=proposal.editor, saved=saved, said=encode(proposal))
        self._session.merge(row)
        self._session.flush()

    def of(self, slug: str) -> list[Proposal]:
        """What is proposed for a dispatch, by editor."""
        rows = select(ProposalRow).where(col(ProposalRow.slug) == slug).order_by(col(ProposalRow.editor))
        return [decode(Proposal, row.said) for row in self._session.exec(rows)]
