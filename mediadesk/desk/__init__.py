"""The stations: in what order things happen, and what counts as done. Each takes its tools as keyword arguments."""
