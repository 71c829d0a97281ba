"""What is said and what comes when, as values."""

import pytest

from mediadesk.model.caption import Caption, Cue


def test_captions_are_values_that_nobody_changes():
    said = Caption(language="uk", state="machine", cues=(Cue(start_ms=0, end_ms=1500, text="Добрий день."),))
    with pytest.raises(AttributeError):
        said.state = "approved"
    assert said == Caption(language="uk", state="machine", cues=(Cue(start_ms=0, end_ms=1500, text="Добрий день."),))
