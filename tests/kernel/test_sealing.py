"""What is sealed opens for its row only, unchanged only, and for as long as its key is there."""

import threading
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadmatch.kernel.sealing import RECHECK_S, KeyRing, SealError, key_name

ROW = "inquiry.sealed:inq_1"
OLD, NEW = b"o" * 32, b"n" * 32


class Keys:
    """Keys that can be replaced, as in a file."""

    def __init__(self, **keys: bytes) -> None:
        self.now: Mapping[str, bytes] = keys
        self.reads = 0

    def __call__(self) -> Mapping[str, bytes]:
        self.reads += 1
        return self.now


@given(plain=st.binary(max_size=300), row=st.text(max_size=40))
def test_what_was_sealed_comes_back(plain: bytes, row: str):
    ring = KeyRing(Keys(k1=OLD))
    assert ring.open(ring.seal(plain, row=row), row=row) == plain


@given(row=st.text(max_size=20), other=st.text(max_size=20))
def test_it_opens_in_no_other_row(row: str, other: str):
    ring = KeyRing(Keys(k1=OLD))
    sealed = ring.seal(b"x", row=row)
    if row != other:
        with pytest.raises(SealError):
            ring.open(sealed, row=other)


def test_a_change_of_any_bit_is_noticed():
    ring = KeyRing(Keys(k1=OLD, k2=NEW, k3=OLD))  # another key, even the same one under another name, does not help
    sealed = ring.seal(b"Maria, 555-0100", row=ROW)
    for place in range(len(sealed)):
        for bit in range(8):
            changed = bytearray(sealed)
            changed[place] ^= 1 << bit
            with pytest.raises(SealError):
                ring.open(bytes(changed), row=ROW)


def test_what_is_cut_or_longer_is_noticed():
    ring = KeyRing(Keys(k1=OLD))
    sealed = ring.seal(b"Maria, 555-0100", row=ROW)
    for length in range(len(sealed)):
        with pytest.raises(SealError):
            ring.open(sealed[:length], row=ROW)
    with pytest.raises(SealError):
        ring.open(sealed + b"\0", row=ROW)


@given(garbage=st.binary(max_size=60))
def test_garbage_is_never_another_failure(garbage: bytes):
    with pytest.raises(SealError):
        KeyRing(Keys(k1=OLD)).open(garbage, row=ROW)


def test_nothing_of_the_plain_text_is_in_the_envelope_and_no_two_are_the_same():
    ring = KeyRing(Keys(k1=OLD))
    envelopes = {ring.seal(b"Maria" * 20, row=ROW) for _ in range(1000)}
    assert len(envelopes) == 1000
    assert not any(b"Maria" in each for each in envelopes)


def test_after_a_rotation_the_new_key_seals_and_both_open():
    keys = Keys(k1=OLD)
    ring = KeyRing(keys)
    before = ring.seal(b"x", row=ROW)
    keys.now = {"k2": NEW, "k1": OLD}
    assert key_name(ring.seal(b"x", row=ROW)) == "k1"  # nobody has told it
    ring.reload()
    after = ring.seal(b"x", row=ROW)
    assert (key_name(before), key_name(after), ring.active) == ("k1", "k2", "k2")
    assert ring.open(before, row=ROW) == ring.open(after, row=ROW) == b"x"


class Seconds:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_new_key_is_taken_up_without_being_told_some_seconds_later():
    keys, seconds = Keys(k1=OLD), Seconds()
    ring = KeyRing(keys, monotonic=seconds)
    keys.now = {"k2": NEW, "k1": OLD}
    seconds.now += RECHECK_S
    assert key_name(ring.seal(b"x", row=ROW)) == "k1"
    seconds.now += 0.1
    assert key_name(ring.seal(b"x", row=ROW)) == "k2"
    assert ring.names == ("k2", "k1")
    reads = keys.reads
    ring.seal(b"x", row=ROW)
    assert keys.reads == reads


@pytest.mark.parametrize("failure", [FileNotFoundError("gone"), ValueError("no keys"), None])
def test_keys_that_cannot_be_read_again_or_are_not_the_same_leave_the_known_ones(failure: Exception | None):
    seconds = Seconds()
    known = {"k1": OLD}

    def load() -> Mapping[str, bytes]:
        if seconds.now > 100.0 and failure is not None:
            raise failure
        return known

    ring = KeyRing(load, monotonic=seconds)
    before = ring.seal(b"x", row=ROW)
    known = {"k1": NEW}
    seconds.now += 100.0
    assert ring.open(ring.seal(b"y", row=ROW), row=ROW) == b"y"
    assert ring.open(before, row=ROW) == b"x"


def test_a_name_that_stands_for_another_key_is_refused_when_asked_outright():
    keys = Keys(k1=OLD)
    ring = KeyRing(keys)
    keys.now = {"k1": NEW}
    with pytest.raises(SealError, match="another key than before"):
        ring.reload()


def test_a_key_that_another_process_has_made_is_looked_up():
    keys = Keys(k1=OLD)
    ring = KeyRing(keys)
    keys.now = {"k2": NEW, "k1": OLD}
    elsewhere = KeyRing(keys).seal(b"x", row=ROW)
    assert ring.open(elsewhere, row=ROW) == b"x"
    reads = keys.reads
    assert ring.open(elsewhere, row=ROW) == b"x"
    assert keys.reads == reads


def test_a_key_that_is_gone_opens_nothing_and_the_words_hold_nothing_of_it():
    keys = Keys(k1=OLD)
    sealed = KeyRing(keys).seal(b"x", row=ROW)
    keys.now = {"k2": NEW}
    with pytest.raises(SealError, match="The key 'k1' is not in the ring"):
        KeyRing(keys).open(sealed, row=ROW)


def test_the_same_name_for_another_key_opens_nothing():
    sealed = KeyRing(Keys(k1=OLD)).seal(b"x", row=ROW)
    with pytest.raises(SealError):
        KeyRing(Keys(k1=NEW)).open(sealed, row=ROW)


def test_threads_may_seal_while_the_keys_are_replaced():
    keys = Keys(k1=OLD)
    ring = KeyRing(keys)
    failures: list[Exception] = []

    def seal() -> None:
        try:
            for _ in range(2000):
                assert ring.open(ring.seal(b"x", row=ROW), row=ROW) == b"x"
        except Exception as error:  # noqa: BLE001  # told by the test
            failures.append(error)

    threads = [threading.Thread(target=seal) for _ in range(4)]
    for thread in threads:
        thread.start()
    for number in range(2, 200):
        keys.now = {f"k{number}": NEW, **keys.now}
        ring.reload()
    for thread in threads:
        thread.join()
    assert failures == []
