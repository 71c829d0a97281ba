"""The shelves of the catalogue. Naming them is cheap: SQLModel is loaded by those who fill them."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mediadesk.catalogue.clearances import Clearances
    from mediadesk.catalogue.clips import Clips
    from mediadesk.catalogue.clocks import Clocks
    from mediadesk.catalogue.copies import Copies
    from mediadesk.catalogue.custody import Custody
    from mediadesk.catalogue.dispatches import Dispatches
    from mediadesk.catalogue.elsewhere import Elsewhere
    from mediadesk.catalogue.excerpts import Excerpts
    from mediadesk.catalogue.files import Files
    from mediadesk.catalogue.history import History
    from mediadesk.catalogue.limits import Embargoes, Holds
    from mediadesk.catalogue.online import Privates, Schedule, Trials
    from mediadesk.catalogue.own_places import OwnPlaces
    from mediadesk.catalogue.picking import Layers, Packs, Proposals
    from mediadesk.catalogue.posts import Posts
    from mediadesk.catalogue.publications import Publications
    from mediadesk.catalogue.raw_probes import RawProbes
    from mediadesk.catalogue.reels import Reels
    from mediadesk.catalogue.renditions import Renditions
    from mediadesk.catalogue.stamps import Stamps
    from mediadesk.catalogue.subjects import Appearances, Releases, Subjects
    from mediadesk.catalogue.volumes import Volumes


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelves:
    """One shelf a noun, all of one transaction. They take and return values only."""

    clips: "Clips"
    files: "Files"
    volumes: "Volumes"
    copies: "Copies"
    reels: "Reels"
    renditions: "Renditions"
    excerpts: "Excerpts"
    dispatches: "Dispatches"
    publications: "Publications"
    history: "History"
    clocks: "Clocks"
    own_places: "OwnPlaces"
    raw_probes: "RawProbes"
    custody: "Custody"
    subjects: "Subjects"
    appearances: "Appearances"
    releases: "Releases"
    holds: "Holds"
    embargoes: "Embargoes"
    clearances: "Clearances"
    posts: "Posts"
    schedule: "Schedule"
    privates: "Privates"
    trials: "Trials"
    packs: "Packs"
    layers: "Layers"
    proposals: "Proposals"
    stamps: "Stamps"
    elsewhere: "Elsewhere"
