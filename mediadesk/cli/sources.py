"""Where a fact comes from, in words: what a reporter has to know to trust it, or not."""

import re

_SOURCES = {
    "quicktime:creationdate": "the device's creation date, with its offset",
    "quicktime:date": "the device's own date, with its offset",
    "quicktime:mvhd": "the movie's header, taken for UTC",
    "quicktime:clock": "the movie's header, which this camera fills with its wall clock",
    "quicktime:location": "the device's GPS, as it noted it",
    "quicktime:udta": "the movie's place tag",
    "3gp:date": "the device's own date tag",
    "sony:xml": "Sony's camera notes (XML)",
    "avchd:mdpm": "the camera's notes in the picture (AVCHD)",
    "riff:clock": "the camera's wall clock (AVI, WAV)",
    "mxf:clock": "the camera's wall clock (MXF)",
    "nikon:clock": "the camera's wall clock, in Nikon's notes",
    "xmp": "XMP notes of a program",
    "filename": "the file's name",
    "filename:received": "the file's name: the day a messenger sent or saved it; shot then or before",
    "gpmf": "GoPro's GPS",
    "srt": "the drone's telemetry (SRT)",
    "nmea": "the dashcam's GPS (NMEA)",
    "gpx": "a GPS logger's track (GPX)",
    "typed": "typed by a person",
    "gazetteer": "typed as a name",
    "own place": "a place of your own",
    "travel": "made coarser for the road",
}
_ADDED = {
    "zone": "the zone the camera wrote",
    "place": "the zone of the place",
    "filename": "the wall clock in the name",
    "profile": "what was said of this camera's clock",
}
_KINDS = {"gps": "the GPS clock", "gps-without-fix": "the GPS clock, without a fix", "clock": "its wall clock"}


def in_words(source: str) -> str:
    """A source for people, and as the record has it: `gpmf:gps+place` and its like. An unknown one stays as it is."""
    first, *added = source.split("+")
    told = _SOURCES.get(first) or _of_kind(first)
    words = ", and ".join([told, *(_ADDED.get(each, each) for each in added)])
    return words if words == source else f"{words} ({source})"


def _of_kind(source: str) -> str:
    known, _, kind = source.partition(":")
    if known in _SOURCES and kind in _KINDS:
        return f"{_SOURCES[known]}: {_KINDS[kind]}"
    if kind == "creation_time" and re.fullmatch(r"\w+", known):
        return "the file's header, taken for UTC"
    return source
