"""TOOL. What an editor or a cutter takes along: contact sheets."""
