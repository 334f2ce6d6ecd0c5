"""A token says who showed something first; nobody can make one, change one, or spell one in two ways."""

import base64
import string
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadmatch.access.attribution import (
    LIFETIME,
    MAX_LENGTH,
    Attribution,
    AttributionExpiredError,
    AttributionForgedError,
    Attributions,
)
from leadmatch.access.caller_ids import MAX_CALLER_ID_LENGTH, caller_id

OURS = Attributions("a secret of a test, thirty-two characters")
DAY = date(2026, 11, 2)
SEEN = Attribution(partner_id="par_abcdefghijklmnopqrstuvwxyz", placement="sidebar", sub_id="fall.2026~1", day=DAY)
TOKEN = OURS.issue(SEEN)
LETTERS = string.ascii_letters + string.digits + "-_"
NAMES = st.none() | st.text(string.ascii_letters + string.digits + "._~-", min_size=1, max_size=MAX_CALLER_ID_LENGTH)
CONTENTS = st.builds(
    Attribution,
    partner_id=st.text(string.ascii_lowercase + string.digits + "_", min_size=1, max_size=30),
    placement=NAMES,
    sub_id=NAMES,
    day=st.dates(DAY - LIFETIME, DAY + timedelta(days=1)),
    is_test=st.booleans(),
)


def is_forged(token: str, reader: Attributions = OURS) -> bool:
    try:
        reader.read(token, DAY)
    except AttributionForgedError:
        return True
    return False


@given(CONTENTS)
def test_what_was_issued_is_read_and_equal_contents_have_equal_tokens(content: Attribution):
    token = OURS.issue(content)
    assert OURS.read(token, DAY) == content
    assert OURS.issue(replace(content)) == token
    assert len(token) <= MAX_LENGTH
    assert set(token) <= set(LETTERS)


def test_the_longest_names_fit_and_more_is_refused():
    longest = replace(SEEN, placement="p" * MAX_CALLER_ID_LENGTH, sub_id="s" * MAX_CALLER_ID_LENGTH)
    assert len(OURS.issue(longest)) <= MAX_LENGTH
    with pytest.raises(ValueError, match="more than a token"):
        OURS.issue(replace(longest, partner_id="par_" + "x" * 70))


@pytest.mark.parametrize("change", [{"placement": "a\0b"}, {"partner_id": "\0"}, {"day": date(1969, 12, 31)}])
def test_what_no_token_can_hold_is_refused(change: dict[str, Any]):
    with pytest.raises(ValueError, match="nothing that a token"):
        OURS.issue(replace(SEEN, **change))


def test_every_letter_changed_to_every_other_is_forged():
    for at, own in enumerate(TOKEN):
        for letter in LETTERS:
            if letter != own:
                assert is_forged(TOKEN[:at] + letter + TOKEN[at + 1 :])


def test_every_bit_of_what_it_holds_flipped_is_forged():
    held = base64.urlsafe_b64decode(TOKEN + "=" * (-len(TOKEN) % 4))
    for bit in range(len(held) * 8):
        changed = bytearray(held)
        changed[bit // 8] ^= 1 << bit % 8
        assert is_forged(base64.urlsafe_b64encode(changed).rstrip(b"=").decode())


def test_cut_lengthened_and_respelled_ones_are_forged():
    assert all(is_forged(TOKEN[:end]) for end in range(len(TOKEN)))
    assert all(is_forged(TOKEN[start:]) for start in range(1, len(TOKEN)))
    for more in ("=", "==", "A", "\n", " ", "!", "\0"):
        assert is_forged(TOKEN + more)
        assert is_forged(more + TOKEN)
        assert is_forged(TOKEN[:50] + more + TOKEN[50:])
    padded = TOKEN + "=" * (-len(TOKEN) % 4)
    assert is_forged(padded) == (padded != TOKEN)
    assert is_forged("".join({"-": "+", "_": "/"}.get(letter, letter) for letter in TOKEN)) == (
        "-" in TOKEN or "_" in TOKEN
    )


def test_no_content_can_be_moved_to_another_field_or_another_partner():
    def signature(token: str) -> bytes:
        return base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))[-32:]

    others = (
        replace(SEEN, partner_id="par_other"),
        replace(SEEN, placement=SEEN.sub_id, sub_id=SEEN.placement),
        replace(SEEN, placement=None),
        replace(SEEN, sub_id=None),
        replace(SEEN, day=DAY - timedelta(days=1)),
        replace(SEEN, is_test=True),
    )
    for other in others:
        theirs = OURS.issue(other)
        content = base64.urlsafe_b64decode(theirs + "=" * (-len(theirs) % 4))[:-32]
        assert is_forged(base64.urlsafe_b64encode(content + signature(TOKEN)).rstrip(b"=").decode())
    assert len({TOKEN, *map(OURS.issue, others)}) == len(others) + 1


def test_one_of_another_installation_is_forged():
    assert is_forged(TOKEN, Attributions("another secret of thirty-two letters"))
    assert is_forged(Attributions("another secret of thirty-two letters").issue(SEEN))


@given(st.text() | st.text(LETTERS, max_size=MAX_LENGTH + 10))
def test_any_other_text_is_forged(text: str):
    assert is_forged(text)


@pytest.mark.parametrize(
    ("days", "is_over"), [(0, False), (89, False), (90, False), (91, True), (9999, True), (-1, False)]
)
def test_it_is_good_for_ninety_days(days: int, *, is_over: bool):
    today = DAY + timedelta(days=days)
    if is_over:
        with pytest.raises(AttributionExpiredError):
            OURS.read(TOKEN, today)
    else:
        assert OURS.read(TOKEN, today) == SEEN


@pytest.mark.parametrize(
    ("text", "is_one"),
    [("sidebar", True), ("a.b_c~1-", True), ("x" * 100, True), ("x" * 101, False), ("", False), (None, False)]
    + [(text, False) for text in ("a b", "a\n", "ä", "a/b", "=1", "<b>", "a@example.org", "\0")],
)
def test_a_callers_own_name_is_short_and_plain(text: str | None, *, is_one: bool):
    assert caller_id(text) == (text if is_one else "")
