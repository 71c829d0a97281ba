"""Keys that others cannot read, and that nobody makes twice."""

import ssl
from datetime import UTC, datetime

import pytest

from mediadesk.engine.cluster import keys
from mediadesk.errors import NotFound, Refused

pytestmark = pytest.mark.needs("cluster")


def test_every_file_is_for_the_owner_alone(tmp_path):
    made = keys.make(tmp_path / "keys")
    assert sorted(path.name for path in made) == ["ca.key", "ca.pem", "desk.pem", "worker.pem"]
    assert {path.stat().st_mode & 0o777 for path in made} == {0o600}
    assert (tmp_path / "keys").stat().st_mode & 0o777 == 0o700


def test_keys_are_never_written_over(tmp_path):
    """All machines would lose each other."""
    before = {path: path.read_bytes() for path in keys.make(tmp_path)}
    (tmp_path / "worker.pem").unlink()
    with pytest.raises(Refused, match="there are keys"):
        keys.make(tmp_path)
    assert {path: path.read_bytes() for path in tmp_path.iterdir()}.items() < before.items()


def test_a_key_that_others_can_read_is_not_used(tmp_path):
    keys.make(tmp_path)
    (tmp_path / "worker.pem").chmod(0o640)
    with pytest.raises(Refused) as trouble:
        keys.found(tmp_path, "worker")
    assert trouble.value.hint.startswith("chmod 600")
    assert keys.found(tmp_path, "desk")


def test_a_worker_needs_only_its_own(tmp_path):
    keys.make(tmp_path)
    (tmp_path / "ca.key").unlink()
    (tmp_path / "desk.pem").unlink()
    ca, own = keys.found(tmp_path, "worker")
    ssl.create_default_context(cafile=ca).load_cert_chain(own)
    with pytest.raises(NotFound):
        keys.found(tmp_path, "desk")


def test_certificates_name_nobody_and_end(tmp_path):
    """Not this machine, not its owner; after two years new ones are made."""
    from cryptography import x509

    keys.make(tmp_path, datetime(2026, 11, 23, tzinfo=UTC))
    for name in ("ca.pem", "desk.pem", "worker.pem"):
        one = x509.load_pem_x509_certificate((tmp_path / name).read_bytes())
        assert one.subject.rfc4514_string() in {"CN=mediadesk authority", "CN=mediadesk desk", "CN=mediadesk worker"}
        assert (one.not_valid_before_utc.year, one.not_valid_after_utc.year) == (2026, 2028)
