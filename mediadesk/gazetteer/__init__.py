"""TOOL. Places offline: name to coordinates, coordinates to name and time zone.

Data by GeoNames (CC BY 4.0), built once into the user's cache; docs/places.md says what it knows and what it does not.
"""

from mediadesk.gazetteer.index import Gazetteer, ready

__all__ = ["Gazetteer", "ready"]
