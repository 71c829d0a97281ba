"""The catalogue: what the desk knows, in one SQLite file. The only room that knows SQL.

Importing it is cheap: SQLModel is loaded when a catalogue is opened.
"""

from mediadesk.catalogue.db import Catalogue
from mediadesk.catalogue.shelves import Shelves

__all__ = ["Catalogue", "Shelves"]
