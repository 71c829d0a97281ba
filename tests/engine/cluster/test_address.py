"""TLS, or this machine alone."""

import pytest

from mediadesk.engine.cluster.address import checked, security
from mediadesk.errors import Misasked, NotFound, Refused

pytestmark = pytest.mark.needs("cluster")


@pytest.mark.parametrize(
    "address",
    ["tls://desk.example.org:8786", "tls://10.0.0.7:8786", "tls://[fd00::7]:8786", "tcp://127.0.0.1:8786",
     "tcp://127.9.9.9:0", "tcp://[::1]:8786", "tcp://localhost:8786"],
)  # fmt: skip
def test_what_nobody_on_the_way_can_read_may_be_used(address):
    assert str(checked(address)) == address


@pytest.mark.parametrize(
    "address",
    ["tcp://10.0.0.7:8786", "tcp://0.0.0.0:8786", "tcp://[::]:8786", "tcp://desk.example.org:8786",
     "tcp://localhost.example.org:8786", "tcp://127.0.0.1.example.org:8786", "ucx://127.0.0.1:8786",
     "ws://127.0.0.1:8786", "inproc://127.0.0.1:1", "TCP://10.0.0.7:1"],
)  # fmt: skip
def test_anything_else_is_refused_with_the_reason(address):
    with pytest.raises((Refused, Misasked)) as trouble:
        checked(address)
    assert "tls://" in trouble.value.hint


@pytest.mark.parametrize(
    "address", ["", "desk", "tls://desk", "tls://:1", "tls://desk:x", "tls://a@desk:1", "tls://d:1/x"]
)
def test_what_is_no_address_is_said(address):
    with pytest.raises(Misasked, match="no address"):
        checked(address)


def test_tls_needs_keys_and_says_how_to_get_them(tmp_path):
    address = checked("tls://desk:1")
    with pytest.raises(Misasked, match="needs keys"):
        security(address, None, "desk")
    with pytest.raises(NotFound) as trouble:
        security(address, tmp_path, "desk")
    assert "mediadesk cluster keys" in trouble.value.hint
