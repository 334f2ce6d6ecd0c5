"""The proof of work: solvable with ALTCHA's own library, and good for one inquiry within ten minutes."""

import base64
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import altcha
import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from proofs import sent, solve
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from leadmatch.inquiries.challenge import LIFETIME, Challenges
from leadmatch.inquiries.models import SpentToken
from leadmatch.inquiries.spent_tokens import OneUse, spend
from leadmatch.kernel.database import open_engine, writing

NOW = datetime.now(UTC) + timedelta(hours=2)  # the library compares with the wall clock, and a run takes its time
CHALLENGES = Challenges("a secret key for tests")


@pytest.fixture(name="solved", scope="module")
def a_solved_challenge() -> dict[str, Any]:
    return solve(CHALLENGES.new(NOW))


@pytest.fixture(name="other", scope="module")
def another_solved_challenge() -> dict[str, Any]:
    return solve(CHALLENGES.new(NOW))


def test_a_solution_is_a_proof_until_its_challenge_expires(solved: dict[str, Any]):
    proof = CHALLENGES.solved(sent(solved), NOW)
    assert proof is not None
    assert proof.expires_at == (NOW + LIFETIME).replace(microsecond=0)
    assert CHALLENGES.solved(sent(solved), proof.expires_at) == proof
    assert CHALLENGES.solved(sent(solved), proof.expires_at + timedelta(seconds=1)) is None


def test_a_solution_holds_in_every_process_with_the_same_key_and_in_no_other(solved: dict[str, Any]):
    assert Challenges("a secret key for tests").solved(sent(solved), NOW) is not None
    assert Challenges("another secret key").solved(sent(solved), NOW) is None


def test_however_a_solution_is_written_it_is_the_same_proof(solved: dict[str, Any]):
    proof = CHALLENGES.solved(sent(solved), NOW)
    spaced = base64.b64encode(orjson.dumps(solved, option=orjson.OPT_INDENT_2) + b" ").decode() + "=="
    extra = {**solved, "more": 1, "solution": {**solved["solution"], "time": 7, "counter": 0}}
    upper = {**solved, "solution": {**solved["solution"], "derivedKey": solved["solution"]["derivedKey"].upper()}}
    assert {CHALLENGES.solved(text, NOW) for text in (spaced, sent(extra), sent(upper))} == {proof}


def test_a_solution_of_one_challenge_is_none_of_another(solved: dict[str, Any], other: dict[str, Any]):
    assert CHALLENGES.solved(sent(other), NOW) != CHALLENGES.solved(sent(solved), NOW)
    assert CHALLENGES.solved(sent({**solved, "solution": other["solution"]}), NOW) is None
    swapped = {**solved["challenge"], "signature": other["challenge"]["signature"]}
    assert CHALLENGES.solved(sent({**solved, "challenge": swapped}), NOW) is None


@pytest.mark.parametrize(
    "change",
    [
        {"expiresAt": int(NOW.timestamp()) + 300},
        {"expiresAt": 10**30},
        {"expiresAt": None},
        {"cost": 1},
        {"keyPrefix": "00"},
    ],
)
def test_a_challenge_that_was_changed_is_none(solved: dict[str, Any], change: dict[str, Any]):
    parameters = {**solved["challenge"]["parameters"], **change}
    assert (
        CHALLENGES.solved(sent({**solved, "challenge": {**solved["challenge"], "parameters": parameters}}), NOW) is None
    )


def test_a_challenge_without_work_is_no_proof(solved: dict[str, Any]):
    for lazy in ({"counter": 0, "derivedKey": "00" * 32}, {"counter": 0, "derivedKey": ""}, {}, None):
        assert CHALLENGES.solved(sent({**solved, "solution": lazy}), NOW) is None
    made_up = altcha.create_challenge("SHA-256", 1, counter=1, expires_at=NOW + LIFETIME, hmac_secret=b"mine")
    assert CHALLENGES.solved(sent(solve(made_up.to_dict())), NOW) is None
    unsigned = altcha.create_challenge("SHA-256", 1, counter=1, expires_at=NOW + LIFETIME)
    assert CHALLENGES.solved(sent(solve(unsigned.to_dict())), NOW) is None


@given(st.text(max_size=200))
def test_any_text_is_judged(text: str):
    assert CHALLENGES.solved(text, NOW) is None


def test_a_solution_is_no_longer_than_it_can_be(solved: dict[str, Any]):
    assert CHALLENGES.solved(sent({**solved, "more": "a" * 3000}), NOW) is None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@given(st.data())
def test_any_payload_is_judged(solved: dict[str, Any], data: st.DataObject):
    payload: Any = orjson.loads(orjson.dumps(solved))
    container = data.draw(st.sampled_from([payload, payload["challenge"], payload["challenge"]["parameters"]]))
    container[data.draw(st.sampled_from(sorted(container)))] = data.draw(JSON)
    assert CHALLENGES.solved(sent(payload), NOW) in {None, CHALLENGES.solved(sent(solved), NOW)}


@pytest.mark.parametrize(
    "raw", [b"[]", b"5", b"[" * 3000, b"{}", b'{"challenge":[],"solution":[]}', b"9" * 3000, b"NaN"]
)
def test_json_that_is_no_payload_is_no_proof(raw: bytes):
    assert CHALLENGES.solved(base64.b64encode(raw).decode()[:4000], NOW) is None


def test_a_proof_is_spent_once_within_the_transaction_of_what_it_pays_for(session: Session):
    proof = OneUse(b"\xff" * 32, NOW + LIFETIME)
    connection = session.connection()
    around = connection.begin_nested()
    assert spend(connection, proof, NOW)
    assert not spend(connection, proof, NOW)
    around.rollback()
    assert spend(connection, proof, NOW)
    assert spend(connection, OneUse(b"\xfe" * 32, NOW + LIFETIME), NOW)


def test_what_has_expired_is_removed_now_and_then(session: Session):
    connection = session.connection()
    for number in range(256):
        spend(connection, OneUse(bytes((number,)) * 32, NOW), NOW)
    spend(connection, OneUse(b"\x00" * 31 + b"\x01", NOW + LIFETIME), NOW)
    assert connection.scalar(select(func.count()).select_from(SpentToken)) == 257
    spend(connection, OneUse(b"\x00" * 31 + b"\x02", NOW + LIFETIME), NOW + timedelta(seconds=1))
    assert connection.scalar(select(func.count()).select_from(SpentToken)) == 2


def test_of_many_who_spend_one_proof_at_once_one_does(fresh_database_url: str):
    engine = open_engine(fresh_database_url)
    proof = OneUse(b"\xff" * 32, NOW + LIFETIME)
    together = threading.Barrier(8)

    def try_it(_: int) -> bool:
        together.wait()
        with writing(engine) as connection:
            return spend(connection, proof, NOW)

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(try_it, range(8))) == 1
    engine.dispose()


def test_each_challenge_is_another():
    assert len({str(CHALLENGES.new(NOW)["signature"]) for _ in range(20)}) == 20
