"""A held file says what has become of it."""

import re
from typing import get_args

from mediadesk.catalogue.migrations import STEPS
from mediadesk.model.holding import Role


def test_a_file_is_what_the_catalogue_takes_it_for():
    """A new role needs a migration: the schema names the roles, too."""
    *_, table = (each for step in STEPS for each in step if "CREATE TABLE file (" in each)
    (roles,) = re.findall(r"CHECK \(role IN \((.*)\)\)", table)

    assert tuple(roles.replace("'", "").split(", ")) == get_args(Role)
