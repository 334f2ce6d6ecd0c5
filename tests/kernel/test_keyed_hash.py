"""A keyed hash finds the same value for the same purpose, and tells nothing to whoever lacks the key."""

from hypothesis import given
from hypothesis import strategies as st

from leadmatch.kernel.keyed_hash import KeyedHash

HASHES = KeyedHash(b"k" * 32)


def test_the_same_value_has_the_same_hash_in_every_process():
    expected = "b2b7906b67cf23f49b19ef54f52fdc66"  # what is stored must be found for years
    assert HASHES.of("email", "maria@example.org") == KeyedHash(b"k" * 32).of("email", "maria@example.org")
    assert HASHES.of("email", "maria@example.org").hex()[:32] == expected
    assert len(HASHES.of("email", "")) == 32


@given(value=st.text(), other=st.text(), purpose=st.sampled_from(["email", "phone", "receipt"]))
def test_another_value_has_another_hash(value: str, other: str, purpose: str):
    assert (HASHES.of(purpose, value) == HASHES.of(purpose, other)) is (value == other)


@given(value=st.text())
def test_another_purpose_or_another_key_has_another_hash(value: str):
    assert HASHES.of("email", value) != HASHES.of("phone", value)
    assert HASHES.of("email", value) != KeyedHash(b"l" * 32).of("email", value)
