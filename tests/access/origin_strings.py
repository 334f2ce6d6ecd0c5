"""More than two hundred things that may stand in the field Origin; none is a partner's site, most look like one.

The sites on file are `CAREERS`, `BOOKS` (an internationalised name), `LOCAL` and `PORT`, which is another partner's.
"""

from collections.abc import Iterator
from typing import Final

CAREERS: Final = "https://careers.example.org"
BOOKS: Final = "https://xn--bcher-kva.example"
LOCAL: Final = "http://127.0.0.1:8999"
PORT: Final = "https://other.example.net:8443"

_HOST = "careers.example.org"
# fmt: off
_NOT_OF_THE_WEB = (
    "", " ", "null", "NULL", "Null", "undefined", "None", "*", "**", "https://*", "https://*.example.org", "file://",
    "about:blank", "data:text/html,x", f"blob:{CAREERS}/1", "chrome-extension://abcdefghijklmnop", "moz-extension://1b2c",
    "capacitor://localhost", "app://.", "javascript:alert(1)", f"filesystem:{CAREERS}/",
)
_SCHEMES = (
    "http://", "ftp://", "ws://", "wss://", "file://", "HTTPS://", "Https://", "httpss://", "xhttps://", "https ://",
    " https://", "://", "https:/", "https:", "https:///", "https:////", "https:\\\\", "https//", "https", "//", "/", "",
)
_PORTS = (
    "", "443", "80", "0", "8443", "8999", "00443", "+443", "-1", "65536", "443 ", " 443", "443:443",
    "\uff14\uff14\uff13", "x",
)
_ENDS = (
    "/", "//", "/path", "/?q", "?", "?x=1", "#", "#x", "\\", ";", ",", ".", "..", " ", "\t", "%20", "%00", "%2f",
    "%2F..", "\x00", "\x0b", "\x1f", "\x7f", "\x85", "\xa0", "\u200b", "\u2028", "\ufeff", "\r", "\n", "\n\n<script>",
    "\r\nX-Injected: 1", "'", '"', "`", "&", "|", "<", ">", "{", "}", "^", "$", "(", ")", "@evil.example", "@", "!",
    "~", "=", "_", ".evil.example", "evil.example", "-evil.example", ".com", "x", ".example", "%2eevil.example",
    "%00.evil.example", "\x00.evil.example", ":evil", ".localhost", ".internal", "\u3002evil.example",
    f" {BOOKS}", f",{BOOKS}", f", {CAREERS}", f";{CAREERS}", CAREERS,
)
_BEFORE_THE_HOST = (
    "evil", "evil.", "www.", "x-", "-", ".", "*.", "a.b.", "%", "%2e", "xn--", "careers.", "[", "\u200b", "user@",
    "user:pass@", ":@", "@", "user:@", "evil.example@", "evil.example:443@", "evil.example%40", "evil.example/",
    "evil.example?", "evil.example#", "evil.example\\", "evil.example,", "evil.example ",
)
_HOSTS = (
    "CAREERS.EXAMPLE.ORG", "Careers.example.org", "careers.Example.org", "careers.example.orG", "careers.example",
    "example.org", "org", "careers-example.org", "careersexample.org", "careers_example.org", "careers..example.org",
    "careers.exampIe.org", "careers.examp1e.org", "c\u0430reers.example.org", "xn--creers-4ve.example.org",
    "careers\u3002example\u3002org", "careers.example.org\u00ad", "\uff43areers.example.org", "careers%2eexample%2eorg",
    "%63areers.example.org", "gro.elpmaxe.sreerac", "careers.example.net", "careers.example.com",
    "careers.example.orgg",
    "b\u00fccher.example", "bu\u0308cher.example", "B\u00dcCHER.example", "XN--BCHER-KVA.example",
    "xn--bcher-kva.Example", "xn--bcher-kvb.example", "bcher-kva.example", "xn--xn--bcher-kva-.example", "a" * 300,
    "a." * 4000 + "org", "\u00e9" * 50, "other.example.net", "other.example.net:443", "other.example.net:84430",
    "other.example.net:8443/", "paused.example.org", "127.0.0.1:8999",
)
_HOSTS_WITHOUT_TLS = (
    "127.0.0.1", "127.0.0.1:8998", "127.0.0.1:89990", "127.0.0.1:08999", "127.1:8999", "127.0.0.01:8999",
    "0x7f.0.0.1:8999", "2130706433:8999", "localhost:8999", "[::1]:8999", "[::ffff:127.0.0.1]:8999", "0.0.0.0:8999",
    "127.0.0.2:8999", "127.0.0.1.:8999", "other.example.net:8443",
)
_CHANGED = (
    f" {CAREERS}", f"\t{CAREERS}", f'"{CAREERS}"', f"'{CAREERS}'", f"<{CAREERS}>", f"Origin: {CAREERS}", CAREERS[:-1],
    CAREERS[1:], CAREERS[::-1], CAREERS.title(), "x" * 8000,
)
# fmt: on


def strangers() -> tuple[str, ...]:
    """Return them, each once."""
    return tuple(dict.fromkeys(_strangers()))


def _strangers() -> Iterator[str]:
    yield from _NOT_OF_THE_WEB
    yield from _CHANGED
    yield from (scheme + _HOST for scheme in _SCHEMES)
    yield from (f"{CAREERS}:{port}" for port in _PORTS)
    yield from (CAREERS + end for end in _ENDS)
    yield from (f"https://{before}{_HOST}" for before in _BEFORE_THE_HOST)
    yield from (f"https://{host}" for host in _HOSTS)
    yield from (f"http://{host}" for host in _HOSTS_WITHOUT_TLS)
