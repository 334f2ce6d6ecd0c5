"""A key can be told from other text, and nobody can guess or mistype one into another."""

import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadmatch.access.key_text import Kind, hint_of, kind_of, new_key_text

KINDS: tuple[tuple[Kind, str], ...] = (("school", "lms_"), ("publishable", "pk_"), ("secret", "sk_"))
LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


@pytest.mark.parametrize(("kind", "prefix"), KINDS)
def test_a_key_says_whose_it_is_in_a_form_that_scanners_find(kind: Kind, prefix: str):
    text = new_key_text(kind)
    assert re.fullmatch(prefix + "[0-9A-Za-z]{49}", text)
    assert kind_of(text) == kind
    assert hint_of(text) == text[-4:]


@pytest.mark.parametrize(("kind", "prefix"), KINDS)
def test_a_key_for_tests_says_so(kind: Kind, prefix: str):
    text = new_key_text(kind, is_test=True)
    assert re.fullmatch(prefix + "test_[0-9A-Za-z]{49}", text)
    assert kind_of(text) == kind
    assert kind_of(text.replace("test_", "")) is None  # no key for tests becomes one that is not, nor the reverse
    assert kind_of(new_key_text(kind).replace("_", "_test_")) is None


def test_no_two_keys_are_the_same():
    assert len({new_key_text("school") for _ in range(1000)}) == 1000


@given(at=st.integers(0, 52), letter=st.sampled_from(LETTERS))
def test_a_key_with_one_wrong_character_is_no_key(at: int, letter: str):
    text = new_key_text("school")
    wrong = text[:at] + letter + text[at + 1 :]
    assert (kind_of(wrong) is None) == (wrong != text)


@given(st.text() | st.text(LETTERS + "_", max_size=60).map("lms_".__add__))
def test_no_other_text_is_a_key(text: str):
    assert kind_of(text) is None


CHANGES: tuple[Callable[[str], str], ...] = (
    str.upper,
    str.lower,
    lambda key: key + "a",
    lambda key: key[:-1],
    lambda key: f" {key}",
    lambda key: key.replace("lms_", "pk_"),
    lambda key: key.replace("lms_", ""),
)


@pytest.mark.parametrize("change", CHANGES)
def test_a_changed_key_is_no_key(change: Callable[[str], str]):
    assert kind_of(change(new_key_text("school"))) is None
