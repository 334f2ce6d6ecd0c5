"""Who sends the present request, as far as HTTP tells: address, browser, where from, and Global Privacy Control."""

import ipaddress
import socket
from dataclasses import dataclass

from flask import Request

UNKNOWN_ADDRESS = "unknown"
MAX_USER_AGENT = 512
MAX_REFERRER = 2048
_IPV6_HOST_BITS = 64  # what one household or host is given; within it addresses change at will

_CONTROLS = dict.fromkeys((*range(0x20), *range(0x7F, 0xA0)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """Who sends a request; None where it does not say.

    Args:
        address: IPv4 or IPv6, in its shortest form; ``unknown`` where there is none, e.g. behind a unix socket.
        user_agent: at most 512 characters, none of them a control.
        referrer: at most 2048 characters, none of them a control.
        gpc_is_on: they ask not to be tracked across sites (Global Privacy Control).
    """

    address: str
    user_agent: str | None
    referrer: str | None
    gpc_is_on: bool


def visitor_of(request: Request) -> Visitor:
    """Return who sends this request."""
    return Visitor(
        address=client_address(request),
        user_agent=_cut(request.headers.get("User-Agent"), MAX_USER_AGENT),
        referrer=_cut(request.headers.get("Referer"), MAX_REFERRER),
        gpc_is_on=gpc_is_on(request),
    )


def client_address(request: Request) -> str:
    """Return the network address that the request comes from: the one that our proxies name, where we have any."""
    written = (request.remote_addr or "").strip()
    if written.startswith("["):  # [2001:db8::1]:443
        written = written[1:].partition("]")[0]
    elif written.count(":") == 1:  # 192.0.2.1:443
        written = written.partition(":")[0]
    if _is_ipv4(written):
        return written
    try:
        address = ipaddress.ip_address(written.partition("%")[0])
    except ValueError:
        return UNKNOWN_ADDRESS
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(address)


def _is_ipv4(text: str) -> bool:
    try:
        socket.inet_pton(socket.AF_INET, text)  # a tenth of what `ipaddress` takes, on the way of every search
    except (OSError, ValueError):
        return False
    return True


def network_of(address: str) -> str:
    """Return what counts as one sender: an IPv4 address, or the /64 of an IPv6 one.

    Args:
        address: as `client_address` gives it.
    """
    if ":" not in address:
        return address
    try:
        parsed = ipaddress.IPv6Address(address)
    except ValueError:
        return address
    if parsed.ipv4_mapped is not None:
        return str(parsed.ipv4_mapped)
    return str(ipaddress.IPv6Network((int(parsed) >> _IPV6_HOST_BITS << _IPV6_HOST_BITS, 128 - _IPV6_HOST_BITS)))


def gpc_is_on(request: Request) -> bool:
    """Tell whether the sender asks not to be tracked across sites: ``Sec-GPC: 1`` and nothing else says so."""
    return request.headers.get("Sec-GPC", "").strip(" \t") == "1"


def _cut(text: str | None, longest: int) -> str | None:
    return (text or "").translate(_CONTROLS)[:longest].strip() or None
