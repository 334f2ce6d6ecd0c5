"""An origin is listed in the one form in which every browser writes it, or refused with a reason."""

import pytest

from leadmatch.access.origins import OriginError, read_origin
from leadmatch.access.partner_keys import _LISTABLE

TAKEN = [
    ("https://careers.example.org", "https://careers.example.org"),
    ("HTTPS://Careers.Example.ORG", "https://careers.example.org"),
    ("https://careers.example.org:443", "https://careers.example.org"),
    ("https://careers.example.org:8443", "https://careers.example.org:8443"),
    ("https://careers.example.org:0443", "https://careers.example.org"),
    ("https://b\u00fccher.example", "https://xn--bcher-kva.example"),
    ("https://bu\u0308cher.example", "https://xn--bcher-kva.example"),
    ("https://B\u00dcCHER.example", "https://xn--bcher-kva.example"),
    ("https://xn--bcher-kva.example", "https://xn--bcher-kva.example"),
    ("https://XN--BCHER-KVA.example", "https://xn--bcher-kva.example"),
    ("https://stra\u00dfe.example", "https://xn--strae-oqa.example"),
    ("https://careers\u3002example", "https://careers.example"),
    ("https://192.0.2.7", "https://192.0.2.7"),
    ("https://[2001:DB8:0::1]:8443", "https://[2001:db8::1]:8443"),
    ("https://intranet", "https://intranet"),
    ("http://127.0.0.1:8999", "http://127.0.0.1:8999"),
    ("http://127.9.9.9:80", "http://127.9.9.9"),
    ("http://localhost:3000", "http://localhost:3000"),
    ("http://site.localhost", "http://site.localhost"),
    ("http://[::1]:5000", "http://[::1]:5000"),
]


@pytest.mark.parametrize(("text", "origin"), TAKEN)
def test_an_origin_is_written_as_browsers_do(text: str, origin: str):
    assert read_origin(text) == origin
    assert read_origin(origin) == origin
    assert _LISTABLE.fullmatch(origin)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "no address of a site"),
        (" ", "no address of a site"),
        ("null", "does not begin with https://"),
        ("careers.example.org", "does not begin with https://"),
        ("//careers.example.org", "does not begin with https://"),
        ("https:careers.example.org", "does not begin with https://"),
        ("ftp://careers.example.org", "does not begin with https://"),
        ("file:///tmp", "does not begin with https://"),
        ("chrome-extension://abc", "does not begin with https://"),
        ("https://careers.example.org/", "did you mean https://careers.example.org?"),
        ("https://careers.example.org/path", "more than scheme, host and port"),
        ("https://careers.example.org?", "more than scheme, host and port"),
        ("https://careers.example.org#", "more than scheme, host and port"),
        ("https://user:pass@careers.example.org", "user or a password"),
        ("https://@careers.example.org", "user or a password"),
        ("https://*.example.org", "list each site by itself"),
        ("https://careers.example.org.", "ends in a dot"),
        ("https://", "no name that a site can have"),
        ("https://:443", "no name that a site can have"),
        ("https://careers..example.org", "no name that a site can have"),
        ("https://-careers.example.org", "no name that a site can have"),
        ("https://care_ers.example.org", "no name that a site can have"),
        ("https://xn--a.example", "no name that a site can have"),
        ("https://" + "a" * 64 + ".example", "no name that a site can have"),
        ("https://" + "a." * 130 + "example", "no name that a site can have"),
        ("https://careers%2eexample.org", "no name that a site can have"),
        ("https://careers.example.org\x00", "no address of a site"),
        ("https://careers.example.org\n", "no address of a site"),
        ("https://careers example.org", "no address of a site"),
        ("https:\\\\careers.example.org", "no address of a site"),
        ("https://careers.example.org:0", "no number from 1 to 65535"),
        ("https://careers.example.org:65536", "no number from 1 to 65535"),
        ("https://careers.example.org:", "no number from 1 to 65535"),
        ("https://careers.example.org:x", "no number from 1 to 65535"),
        ("https://careers.example.org:\uff18", "no number from 1 to 65535"),
        ("https://1.2.3", "no address that a site can have"),
        ("https://127.0.0.01", "no address that a site can have"),
        ("https://0x7f.0.0.1", "no address that a site can have"),
        ("https://2130706433", "no address that a site can have"),
        ("https://[::1", "cannot be read"),
        ("https://[fe80::1%25eth0]", "no address that a site can have"),
        ("http://careers.example.org", "say https://, or --insecure"),
        ("http://10.0.0.1", "say https://, or --insecure"),
        ("http://localhost.example.org", "say https://, or --insecure"),
    ],
)
def test_what_is_no_origin_is_refused_with_a_reason(text: str, why: str):
    with pytest.raises(OriginError) as refused:
        read_origin(text)
    assert why in str(refused.value)


def test_a_site_without_tls_can_be_insisted_on():
    assert read_origin("http://careers.example.org:80", allows_insecure=True) == "http://careers.example.org"
    with pytest.raises(OriginError):
        read_origin("ftp://careers.example.org", allows_insecure=True)
