"""The door names its shelves without filling them."""

from dataclasses import fields

from mediadesk.catalogue import Shelves


def test_there_is_one_shelf_a_noun():
    nouns = {"clips", "files", "volumes", "copies", "reels", "renditions", "dispatches", "publications", "history"}
    nouns |= {"clocks", "own_places", "raw_probes", "custody"}
    nouns |= {"subjects", "appearances", "releases", "holds", "embargoes", "clearances", "posts"}
    nouns |= {"schedule", "privates", "trials", "packs", "layers", "proposals", "stamps", "elsewhere", "excerpts"}
    assert {field.name for field in fields(Shelves)} == nouns
