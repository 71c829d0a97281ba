"""Which of several places of one name is meant."""

from collections.abc import Callable, Iterable

from mediadesk.gazetteer.names import folded, likeness
from mediadesk.gazetteer.stored import Town
from mediadesk.model.place import LatLon

HERE_M = 300_000  # so near to a clip or an own place of the desk, a place is meant rather than one far away
HERE_COUNTS = 10  # times
_LIKENESS_COUNTS = 5  # to this power: a town that was renamed long ago is not what people mean
_ASKED = 8  # so many are worth asking whether the desk was near


def ranked(name: str, towns: Iterable[Town], here: Callable[[LatLon], bool]) -> list[Town]:
    """The towns, what is most likely meant first.

    People count; they count the less, the less a town's name today sounds like the folded `name` that was asked for, so
    Pokrovsk is not Engels in Russia, once called so. Where the desk has clips or own places within 300 km (`here` says
    so of a point), they count ten times and under every name: a desk that works in Ukraine means Tokmak there, not
    Tokmok in Kyrgyzstan, and Samar, which was Novomoskovsk until lately.
    """
    near = {town: max(town.population, 1) * HERE_COUNTS for town in towns}
    weights = {town: max(town.population, 1) * likeness(name, folded(town.name)) ** _LIKENESS_COUNTS for town in near}
    if len(near) > 1:
        heaviest = max(weights.values())
        for town in sorted(near, key=lambda town: -near[town])[:_ASKED]:
            if near[town] >= heaviest and here(town.point):
                weights[town] = near[town]
    return sorted(weights, key=lambda town: -weights[town])
