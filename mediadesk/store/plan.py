"""What a send would move, and how long that takes: to be told before it begins."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from mediadesk.model.trial import Trial
from mediadesk.store.send import Moves, Sent


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Objects and bytes, each way."""

    objects: int  # that go up
    kept: int  # that are there already
    bytes_up: int
    bytes_down: int  # what is read back

    def seconds(self, trial: Trial | None) -> float | None:
        """At the rates of the last send; None when nobody measured one that is needed."""
        up = _seconds(self.bytes_up, trial.up_bytes_a_second if trial else None)
        down = _seconds(self.bytes_down, trial.down_bytes_a_second if trial else None)
        return None if up is None or down is None else up + down


def planned(moves: Moves) -> Plan:
    """How much a send has to do."""
    return Plan(
        objects=len(moves.missing),
        kept=len(moves.wanted) - len(moves.missing),
        bytes_up=sum(each.object.size_bytes for each in moves.wanted if each.object.key in moves.missing),
        bytes_down=sum(each.object.size_bytes for each in moves.read_back),
    )


def measured(before: Trial | None, store_name: str, sent: Sent) -> Trial | None:
    """What is known of a store with the rates of this send; None when they tell nothing new."""
    up, down = sent.up_bytes_a_second, sent.down_bytes_a_second
    if up is None and down is None:
        return None
    known = before or Trial(store=store_name, settings="", at=datetime.now(UTC))
    return replace(
        known,
        up_bytes_a_second=up if up is not None else known.up_bytes_a_second,
        down_bytes_a_second=down if down is not None else known.down_bytes_a_second,
    )


def _seconds(count: int, bytes_a_second: float | None) -> float | None:
    if not count:
        return 0.0
    return count / bytes_a_second if bytes_a_second else None
