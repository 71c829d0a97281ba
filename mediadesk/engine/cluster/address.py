"""Where machines meet: through TLS, or on this machine alone. Nothing else is ever opened or called."""

import ssl
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

from mediadesk.engine.cluster import keys
from mediadesk.errors import Misasked, Refused

if TYPE_CHECKING:
    from distributed.security import Security

_HINT = "tls://desk.example.org:8786, with the keys of `mediadesk cluster keys`; on one machine tcp://127.0.0.1:8786"


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """A meeting point that may be used."""

    protocol: Literal["tls", "tcp"]
    host: str
    port: int

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.protocol}://{host}:{self.port}"


def checked(address: str) -> Address:
    """The address, if it is TLS or on this machine.

    Raises Misasked for what is no address, Refused for one that would send footage and programs in the open.
    """
    try:
        parts = urlsplit(address)
        protocol, host, port = parts.scheme, parts.hostname, parts.port
    except ValueError as error:
        raise Misasked(f"{address} is no address of a scheduler", hint=_HINT) from error
    if not host or port is None or f"{protocol}://{parts.netloc}" != address or "@" in parts.netloc:
        raise Misasked(f"{address} is no address of a scheduler", hint=_HINT)
    if protocol == "tls":
        return Address(protocol="tls", host=host, port=port)
    if protocol == "tcp" and _here(host):
        return Address(protocol="tcp", host=host, port=port)
    raise Refused(
        f"{protocol}://{host} would carry footage and programs in the open, for anybody on the way to read and change",
        hint=_HINT,
    )


def security(address: Address, folder: Path | None, role: keys.Role) -> "Security":
    """The keys of one side. Raises Misasked for TLS without keys, NotFound or Refused as `keys.found` does."""
    from distributed.security import Security

    if address.protocol == "tcp":
        return Security(require_encryption=False)
    if folder is None:
        raise Misasked(f"{address} needs keys", hint="--keys DIR, or cluster_keys in mediadesk.toml")
    ca, own = keys.found(folder, role)
    sides = {f"tls_{side}_{what}": str(own) for side in ("client", "scheduler", "worker") for what in ("cert", "key")}
    return Security(require_encryption=True, tls_ca_file=str(ca), tls_min_version=ssl.TLSVersion.TLSv1_3, **sides)


def _here(host: str) -> bool:
    """Whether it never leaves this machine. A name may mean anything, but for the one that the system keeps."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
