"""Devices: what is lost together is one."""

from mediadesk.model.volume import Device, apart


def devices(*names: str) -> list[Device]:
    """Devices by the names of their disks."""
    return [Device(name=name, lasting=True) for name in names]


def test_devices_are_apart_when_no_disk_is_in_two_of_them():
    assert apart(devices()) == 0
    assert apart(devices("a", "a")) == 1
    assert apart(devices("a", "b", "c")) == 3
    assert apart(devices("a+b", "b")) == 1
    assert apart(devices("a+b", "c+d")) == 2


def test_what_spans_many_disks_does_not_hide_that_the_others_are_apart():
    """In whatever order they come."""
    assert apart(devices("a+b", "a", "b")) == apart(devices("b", "a+b", "a")) == 2
