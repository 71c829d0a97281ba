"""mediadesk: from a card to a post.

Field video goes in at one end, an embedded player in a post comes out at the other:

    card  →  ingest  →  catalogue  →  derive  →  dispatch  →  publish  →  embed

Values live in `model`, each outside thing has one tool, `desk` says in what order things happen, `cli` talks to people.
"""

__version__ = "0.1.0"
