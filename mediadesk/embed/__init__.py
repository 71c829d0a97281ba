"""What a reader gets: the player page, its oEmbed answer, and the snippets an editor pastes."""
