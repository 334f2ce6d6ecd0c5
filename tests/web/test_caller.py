"""Who sends a request: one address, whichever way it is written, and no more of the rest than can be kept."""

from pathlib import Path

import pytest
from flask import Flask, request
from instances import settings_of

from leadmatch.app import create_app
from leadmatch.web.caller import Visitor, network_of, visitor_of


def visitor(address: str | None = "192.0.2.7", **headers: str) -> Visitor:
    fields = {name.replace("_", "-"): value for name, value in headers.items()}
    with Flask("x").test_request_context("/", headers=fields, environ_overrides={"REMOTE_ADDR": address}):
        return visitor_of(request)


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("192.0.2.7", "192.0.2.7"),
        (" 192.0.2.7 ", "192.0.2.7"),
        ("192.0.2.7:4711", "192.0.2.7"),
        ("2001:db8::1", "2001:db8::1"),
        ("2001:DB8:0:0:0:0:0:1", "2001:db8::1"),
        ("[2001:db8::1]", "2001:db8::1"),
        ("[2001:db8::1]:4711", "2001:db8::1"),
        ("fe80::1%eth0", "fe80::1"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("", "unknown"),
        (None, "unknown"),
        ("unknown", "unknown"),
        ("192.0.2.256", "unknown"),
        ("192.0.2.07", "unknown"),
        ("192.0.2", "unknown"),
        ("192.0.2.7, 192.0.2.8", "unknown"),
        ("<script>", "unknown"),
        ("\x00", "unknown"),
    ],
)
def test_an_address_is_one_however_it_is_written(written: str | None, address: str):
    assert visitor(written).address == address


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::9", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("unknown", "unknown"),
        ("a:b", "a:b"),
    ],
)
def test_a_network_is_what_one_household_is_given(address: str, network: str):
    assert network_of(address) == network


@pytest.mark.parametrize(
    ("sent", "is_on"),
    [("1", True), (" 1 ", True), ("0", False), ("", False), ("true", False), ("11", False), ("1, 1", False)],
)
def test_privacy_control_is_on_where_it_says_1(sent: str, is_on: bool):  # noqa: FBT001  # a column of the table
    assert visitor(Sec_GPC=sent).gpc_is_on is is_on


def test_without_fields_nothing_is_known():
    plain = visitor(User_Agent="")
    assert (plain.user_agent, plain.referrer, plain.gpc_is_on) == (None, None, False)


def test_long_fields_are_cut_and_controls_left_out():
    seen = visitor(User_Agent="a\x00b\x1b\x7f\x85c" + "d" * 600, Referer="https://example.org/" + "x" * 3000)
    assert seen.user_agent == "abc" + "d" * 509
    assert seen.referrer is not None
    assert len(seen.referrer) == 2048
    assert visitor(Referer=" \x00 ").referrer is None


@pytest.mark.parametrize(
    ("hops", "forwarded", "address"),
    [
        ("0", "198.51.100.1", "192.0.2.7"),
        ("1", "198.51.100.1", "198.51.100.1"),
        ("1", "203.0.113.9, 198.51.100.1", "198.51.100.1"),
        ("2", "203.0.113.9, 198.51.100.1", "203.0.113.9"),
        ("2", "198.51.100.1", "192.0.2.7"),
        ("1", "nonsense", "unknown"),
    ],
)
def test_a_proxy_names_the_address_only_where_we_have_said_that_there_is_one(
    tmp_path: Path, hops: str, forwarded: str, address: str
):
    app = create_app(settings_of(tmp_path, PROXY_HOPS=hops), watches=False)
    app.add_url_rule("/address", "address", lambda: visitor_of(request).address)
    answer = app.test_client().get(
        "/address", headers={"X-Forwarded-For": forwarded}, environ_overrides={"REMOTE_ADDR": "192.0.2.7"}
    )
    assert answer.text == address
