"""What every test runs under: no network, and the same drawn cases each time."""

from __future__ import annotations

import ipaddress
import os
import sys

from hypothesis import settings


class NetworkRefused(RuntimeError):
    """A test reached for another machine."""


def is_local(address: object) -> bool:
    """True for anything that stays on this machine: a file socket, a loopback address."""
    if not isinstance(address, tuple):
        return True
    host = str(address[0])
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host in {"", "localhost"}


def refuse_network(event: str, arguments: tuple[object, ...]) -> None:
    """Audit hook: stop a connection to, or a look-up of, any other machine."""
    if event in {"socket.connect", "socket.sendto"} and not is_local(arguments[1]):
        raise NetworkRefused(f"a test connects to {arguments[1]}")
    if event == "socket.getaddrinfo" and not is_local((arguments[0] or "",)):
        raise NetworkRefused(f"a test looks up {arguments[0]!r}")


sys.addaudithook(refuse_network)

# Time limits say more about the machine than about the code.
settings.register_profile("same-each-time", derandomize=True, deadline=None)
settings.register_profile("proof", max_examples=10_000, deadline=None, print_blob=True)
settings.load_profile("proof" if os.environ.get("XEPHANG_PROOF") else "same-each-time")
