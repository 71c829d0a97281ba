"""The shelf of edits: what was changed in the log and of clocks, so that it can be taken back."""

from datetime import datetime

from sqlmodel import Session, col, select

from mediadesk.catalogue.codec import decode_all, encode
from mediadesk.catalogue.rows import EditRow
from mediadesk.errors import NotFound
from mediadesk.model.edit import Change, ClockChange, Edit


class History:
    """Edits, in the order they were made."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def record(self, edit: Edit) -> None:
        """Notes an edit. Changing the clips and clocks is the business of their own shelves."""
        row = EditRow(at=edit.at.isoformat(), changes=encode(edit.changes), clocks=encode(edit.clocks))
        self._session.add(row)
        self._session.flush()

    def undo_last(self) -> Edit:
        """The last edit that was not taken back, noting that it is now. Raises NotFound when there is none.

        Putting what was before back is the business of the shelves of clips and of clocks.
        """
        standing = select(EditRow).where(col(EditRow.taken_back) == 0).order_by(col(EditRow.number).desc()).limit(1)
        row = self._session.exec(standing).first()
        if row is None:
            raise NotFound("there is no edit to take back", hint="mediadesk log CLIP --title T makes one")
        row.taken_back = 1
        self._session.flush()
        return Edit(
            at=datetime.fromisoformat(row.at),
            changes=decode_all(Change, row.changes),
            clocks=decode_all(ClockChange, row.clocks),
        )
