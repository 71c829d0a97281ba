"""The shelf of edits: what was changed in the log, so that it can be taken back."""

from datetime import datetime

from sqlmodel import Session, col, select

from mediadesk.catalogue.codec import decode_all, encode
from mediadesk.catalogue.rows import EditRow
from mediadesk.errors import NotFound
from mediadesk.model.edit import Change, Edit


class History:
    """Edits of the log, in the order they were made."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def record(self, edit: Edit) -> None:
        """Notes an edit. Changing the clips is the business of their own shelf."""
        self._session.add(EditRow(at=edit.at.isoformat(), changes=encode(edit.changes)))
        self._session.flush()

    def undo_last(self) -> Edit:
        """The last edit that was not taken back, noting that it is now. Raises NotFound when there is none.

        Putting what was before back on the clips is the business of their own shelf.
        """
        standing = select(EditRow).where(col(EditRow.taken_back) == 0).order_by(col(EditRow.number).desc()).limit(1)
        row = self._session.exec(standing).first()
        if row is None:
            raise NotFound("there is no log edit to take back", hint="mediadesk log CLIP --title T makes one")
        row.taken_back = 1
        self._session.flush()
        return Edit(at=datetime.fromisoformat(row.at), changes=decode_all(Change, row.changes))
