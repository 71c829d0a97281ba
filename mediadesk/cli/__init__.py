"""The door for people and scripts at a terminal: one file a verb."""
