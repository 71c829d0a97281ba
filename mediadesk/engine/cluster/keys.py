"""The keys by which the machines of one desk know each other: an authority of its own, and one key for each role.

Whoever holds one of them can run programs on all these machines, for that is what workers are for. So no file is
readable by others, and each machine gets its own and the authority's certificate, never the authority's key.
"""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

from mediadesk.errors import NotFound, Refused

Role = Literal["desk", "worker"]
ROLES: tuple[Role, ...] = ("desk", "worker")

AUTHORITY, AUTHORITY_KEY = "ca.pem", "ca.key"
_DAYS = 730
_SKEW = timedelta(days=1)  # clocks of machines differ
_OTHERS = 0o077


def make(folder: Path, now: datetime | None = None) -> tuple[Path, ...]:
    """Makes an authority and a key for each role (EC P-256, X.509 v3), 0600 in a folder 0700, good for two years.

    Raises Refused when there are keys already, OSError.
    """
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    if any((folder / name).exists() for name in (AUTHORITY, AUTHORITY_KEY, *map(_file, ROLES))):
        raise Refused(f"there are keys in {folder}", hint="name a new folder, and give its files to every machine")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    begins = (now or datetime.now(UTC)) - _SKEW

    def named(what: str) -> x509.Name:
        return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"mediadesk {what}")])

    def certificate(what: str, key: ec.EllipticCurvePrivateKey, *, ca: bool) -> x509.Certificate:
        usage = x509.KeyUsage(
            digital_signature=not ca, key_cert_sign=ca, crl_sign=ca, content_commitment=False, key_encipherment=False,
            data_encipherment=False, key_agreement=False, encipher_only=False, decipher_only=False,
        )  # fmt: skip
        subject_key = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
        signed_by = x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.public_key())
        return (
            x509.CertificateBuilder()
            .subject_name(named(what))
            .issuer_name(named("authority"))
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(begins)
            .not_valid_after(begins + timedelta(days=_DAYS))
            .add_extension(x509.BasicConstraints(ca=ca, path_length=0 if ca else None), critical=True)
            .add_extension(usage, critical=True)
            .add_extension(subject_key, critical=False)
            .add_extension(signed_by, critical=False)
            .sign(authority, hashes.SHA256())
        )

    def private(key: ec.EllipticCurvePrivateKey) -> bytes:
        form = serialization.PrivateFormat.PKCS8
        return key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption())

    def public(one: x509.Certificate) -> bytes:
        return one.public_bytes(serialization.Encoding.PEM)

    authority = ec.generate_private_key(ec.SECP256R1())
    made = [
        _written(folder / AUTHORITY_KEY, private(authority)),
        _written(folder / AUTHORITY, public(certificate("authority", authority, ca=True))),
    ]
    for role in ROLES:
        key = ec.generate_private_key(ec.SECP256R1())
        made.append(_written(folder / _file(role), public(certificate(role, key, ca=False)) + private(key)))
    return tuple(made)


def found(folder: Path, role: Role) -> tuple[Path, Path]:
    """The authority's certificate, and the key of a role with its certificate.

    Raises NotFound when one is missing, Refused when others on this machine can read the key.
    """
    ca, own = folder / AUTHORITY, folder / _file(role)
    for path in (ca, own):
        if not path.is_file():
            raise NotFound(f"there is no {path.name} in {folder}", hint=f"mediadesk cluster keys {folder}, at the desk")
    if own.stat().st_mode & _OTHERS:
        raise Refused(f"others on this machine can read {own}", hint=f"chmod 600 {own}")
    return ca, own


def _file(role: Role) -> str:
    return f"{role}.pem"


def _written(path: Path, content: bytes) -> Path:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        os.fchmod(descriptor, 0o600)
        file.write(content)
        file.flush()
        os.fsync(descriptor)
    return path
