"""The site of a partner as browsers write it in the field Origin: scheme, host and port, in one form (rule H3)."""

import ipaddress
import re
from typing import Final
from urllib.parse import SplitResult, urlsplit

import idna

_DEFAULT_PORTS: Final = {"http": 80, "https": 443}
_LONGEST_HOST = 253
_NAME = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_LOOKS_LIKE_A_NUMBER = re.compile(r"(?:.*\.)?(?:[0-9]+|0x[0-9a-f]*)")


class OriginError(Exception):
    """A text is no origin that can be listed; the message is a sentence that says why."""


def read_origin(text: str, *, allows_insecure: bool = False) -> str:
    """Return an origin as every browser writes it: ``https://xn--bcher-kva.example:8443``.

    Args:
        text: the address of a site, without a path; the host may have letters of any script.
        allows_insecure: whether ``http`` is taken for hosts other than this machine.

    Raises:
        OriginError: it is none, or not one of the web.
    """
    parts = _split(text)
    scheme, host, port = parts.scheme, _host(parts), _port(parts)
    if scheme == "http" and not allows_insecure and not _is_loopback(host):
        raise OriginError("A site without https can be changed on its way; say https://, or --insecure to take it.")
    return f"{scheme}://{host}" + ("" if port is None or port == _DEFAULT_PORTS[scheme] else f":{port}")


def _split(text: str) -> SplitResult:
    if not text or not text.isprintable() or " " in text or "\\" in text:
        raise OriginError("It is no address of a site, such as https://careers.example.org.")
    try:
        parts = urlsplit(text)
    except ValueError as error:
        raise OriginError("Its host cannot be read.") from error
    if parts.scheme not in _DEFAULT_PORTS or not text.lower().startswith(f"{parts.scheme}://"):
        raise OriginError("It does not begin with https://, as a site does.")
    if "@" in parts.netloc:
        raise OriginError("It has a user or a password before the host; a browser never sends those.")
    if parts.path or "?" in text or "#" in text:
        raise OriginError(f"It has more than scheme, host and port; did you mean {parts.scheme}://{parts.netloc}?")
    return parts


def _host(parts: SplitResult) -> str:
    host = parts.hostname or ""
    if ":" in host:
        return f"[{_address(host)}]"
    if host.endswith("."):
        raise OriginError("Its host ends in a dot; browsers take that for another site.")
    if "*" in host:
        raise OriginError("It has a *; list each site by itself.")
    try:
        name = idna.encode(host, uts46=True).decode("ascii") if host else ""
    except idna.IDNAError as error:
        raise OriginError("Its host is no name that a site can have.") from error
    if _LOOKS_LIKE_A_NUMBER.fullmatch(name):
        return _address(name)
    if len(name) > _LONGEST_HOST or _NAME.fullmatch(name) is None:
        raise OriginError("Its host is no name that a site can have.")
    return name


def _address(host: str) -> str:
    try:
        address = ipaddress.ip_address(host)
    except ValueError as error:
        raise OriginError("Its host is no address that a site can have.") from error
    if "%" in host:  # a zone: one machine's own word for one of its cables
        raise OriginError("Its host is no address that a site can have.")
    return str(address)


def _port(parts: SplitResult) -> int | None:
    try:
        port = parts.port
    except ValueError as error:
        raise OriginError("Its port is no number from 1 to 65535.") from error
    if port == 0 or parts.netloc.endswith(":"):
        raise OriginError("Its port is no number from 1 to 65535.")
    return port


def _is_loopback(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
