"""Everything sealed moves to the new key while inquiries come in, are read and are erased; nothing is undone."""

import random
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from receipts import HASHES, Sent, make_ring, send
from sponsoring import make_person
from sqlalchemy import Engine, event, select, update

from leadmatch.inquiries.consent.evidence import shred_now
from leadmatch.inquiries.erasing import erase
from leadmatch.inquiries.idempotency import keep_answer, known_answer, request_key
from leadmatch.inquiries.models import ConsentEvidence
from leadmatch.inquiries.receipt import read_receipt
from leadmatch.inquiries.resealing import GAP_S, Resealed, envelopes_by_key, reseal_once, reseal_until_done
from leadmatch.kernel.database import open_engine, writing
from leadmatch.kernel.sealing import KeyRing
from leadmatch.leads.contact import open_contact
from leadmatch.leads.models import Inquiry

_NOW = datetime(2026, 3, 6, 18, 0, tzinfo=UTC)
_OLD, _NEW = b"1" * 32, b"2" * 32
_COLUMNS = ("inquiry.sealed", "consent_evidence.sealed", "idempotency_key.answer")


@pytest.fixture
def real_engine(fresh_database_url: str) -> Iterator[Engine]:
    made = open_engine(fresh_database_url)
    yield made
    made.dispose()


def _old_ring() -> KeyRing:
    return make_ring(k1=_OLD)


def _new_ring() -> KeyRing:
    return make_ring(k2=_NEW, k1=_OLD)


def _nothing(_: int) -> None:
    """Show no progress."""


def _no_nap(_: float) -> None:
    """Let no time pass."""


def _take_in(engine: Engine, ring: KeyRing, number: int) -> Sent:
    person = make_person(email=f"ada{number}@example.org", phone=f"+1312555{number:04}")
    with writing(engine) as connection:
        sent = send(connection, ring, {"sch_a": None, "sch_b": "cap_reached"}, person=person)
        key = request_key(f"key {number}", {"n": number}, HASHES)
        keep_answer(connection, key, f"answer {number}".encode(), ring=ring, now=_NOW)
    return sent


def _opens(engine: Engine, ring: KeyRing, sent: Sent, number: int) -> None:
    """Check that all that was sealed of an inquiry opens, or that the inquiry is erased."""
    with engine.connect() as connection:
        receipt = read_receipt(connection, sent.token, ring=ring, hashes=HASHES)
        asked = select(Inquiry.sealed, Inquiry.erased_at).where(Inquiry.id == sent.id)
        sealed, erased_at = connection.execute(asked).one()
        key = request_key(f"key {number}", {"n": number}, HASHES)
        assert known_answer(connection, key, ring) == f"answer {number}".encode()
    assert (sealed is None) == (erased_at is not None)
    assert {lead.status == "erased" for lead in receipt.leads} == {receipt.erased_at is not None}
    if sealed is not None:
        assert open_contact(sealed, inquiry_id=sent.id, ring=ring).person.email == f"ada{number}@example.org"
    assert receipt.leads[0].shared_fields


def _under(engine: Engine, name: str) -> dict[str, int]:
    counts = envelopes_by_key(engine, _new_ring())
    return {column: counts[column][name] for column in _COLUMNS}


def test_everything_moves_to_the_key_in_use_and_opens_with_it_alone(real_engine: Engine):
    sent = [_take_in(real_engine, _old_ring(), number) for number in range(5)]
    assert _under(real_engine, "k1") == {
        "inquiry.sealed": 5, "consent_evidence.sealed": 10, "idempotency_key.answer": 5
    }  # fmt: skip
    looked_at: list[int] = []
    outcome = reseal_once(real_engine, _new_ring(), on_progress=looked_at.append, sleep=_no_nap, rows_at_once=2)
    assert dict(outcome.moved) == _under(real_engine, "k2")
    assert (outcome.overtaken.total(), outcome.unreadable.total()) == (0, 0)
    assert sum(looked_at) == 20
    assert set(_under(real_engine, "k1").values()) == {0}
    for number, each in enumerate(sent):
        _opens(real_engine, make_ring(k2=_NEW), each, number)
    assert not reseal_once(real_engine, _new_ring(), on_progress=_nothing, sleep=_no_nap).has_changed


def test_evidence_that_is_kept_until_a_day_moves_with_that_day(real_engine: Engine):
    sent = _take_in(real_engine, _old_ring(), 1)
    erase(real_engine, sent.token, ring=_old_ring(), hashes=HASHES, retention_years=5, now=_NOW)
    reseal_once(real_engine, _new_ring(), on_progress=_nothing, sleep=_no_nap)
    _opens(real_engine, make_ring(k2=_NEW), sent, 1)
    assert _under(real_engine, "k2") == {
        "inquiry.sealed": 0, "consent_evidence.sealed": 1, "idempotency_key.answer": 1
    }  # fmt: skip


def test_what_cannot_be_opened_is_left_and_counted_and_does_not_hold_up_the_rest(real_engine: Engine):
    for number in range(3):
        _take_in(real_engine, _old_ring(), number)
    lost = _take_in(real_engine, make_ring(k9=b"9" * 32), 3)
    with writing(real_engine) as connection:
        broken = connection.execute(select(Inquiry.id, Inquiry.sealed).where(Inquiry.id != lost.id)).first()
        assert broken is not None
        cut = update(Inquiry).where(Inquiry.id == broken.id).values(sealed=broken.sealed[:-1] + b"\0")
        connection.execute(cut)
    outcome = reseal_until_done(
        real_engine, _new_ring(), on_progress=_nothing, settle_s=0.0, sleep=_no_nap, monotonic=time.monotonic
    )
    assert dict(outcome.moved) == {"inquiry.sealed": 2, "consent_evidence.sealed": 6, "idempotency_key.answer": 3}
    assert dict(outcome.unreadable) == {
        "inquiry.sealed": 2, "consent_evidence.sealed": 2, "idempotency_key.answer": 1
    }  # fmt: skip
    assert envelopes_by_key(real_engine, _new_ring())["inquiry.sealed"] == {"k2": 2, "k1": 1, "": 1}


@pytest.mark.parametrize(("column", "overtaken"), [("inquiry.sealed", 1), ("consent_evidence.sealed", 3)])
def test_what_is_erased_or_shredded_between_reading_and_writing_stays_so(
    real_engine: Engine, column: str, overtaken: int
):
    sent = [_take_in(real_engine, _old_ring(), number) for number in range(3)]

    def meanwhile() -> None:
        erase(real_engine, sent[1].token, ring=_old_ring(), hashes=HASHES, retention_years=5, now=_NOW)
        with writing(real_engine) as connection:
            shred_now(connection, [1], _NOW)

    ring = _Interrupting(column, meanwhile)
    first = reseal_once(real_engine, ring, on_progress=_nothing, sleep=_no_nap)
    assert +first.overtaken == {column: overtaken}
    reseal_once(real_engine, ring, on_progress=_nothing, sleep=_no_nap)
    with real_engine.connect() as connection:
        kept = connection.execute(select(Inquiry.id).where(Inquiry.sealed.is_not(None))).scalars().all()
        asked = select(ConsentEvidence.consent_number).where(ConsentEvidence.sealed.is_(None))
        shredded = connection.execute(asked.order_by(ConsentEvidence.consent_number)).scalars().all()
    assert set(kept) == {sent[0].id, sent[2].id}
    assert shredded == [1, 4]
    for number in (1, 2):
        _opens(real_engine, make_ring(k2=_NEW), sent[number], number)


class _Interrupting(KeyRing):
    """A ring that lets something happen when it first seals what is in one column."""

    def __init__(self, column: str, meanwhile: Callable[[], None]) -> None:
        self._column, self._meanwhile = column, meanwhile
        super().__init__(lambda: {"k2": _NEW, "k1": _OLD})

    def seal(self, plain: bytes, *, row: str) -> bytes:
        """Seal, as any ring."""
        if self._column and row.startswith(self._column):
            self._column = ""
            self._meanwhile()
        return super().seal(plain, row=row)


def test_it_goes_on_until_those_who_still_use_the_old_key_have_stopped(real_engine: Engine):
    _take_in(real_engine, _old_ring(), 0)
    seconds = iter([0.0, 1.0, 2.0, 3.0, 6.0, 7.0, 8.0])
    naps: list[float] = []

    def late(nap: float) -> None:
        if nap > GAP_S:
            naps.append(nap)
            _take_in(real_engine, _old_ring(), len(naps))

    outcome = reseal_until_done(
        real_engine, _new_ring(), on_progress=_nothing, settle_s=5.0, sleep=late, monotonic=lambda: next(seconds)
    )
    assert naps == [2.0]
    assert outcome.moved["inquiry.sealed"] == 2
    assert _under(real_engine, "k1")["inquiry.sealed"] == 0


@pytest.mark.parametrize("seed", [1, 2])
def test_under_load_every_row_opens_afterwards_and_what_was_erased_stays_so(real_engine: Engine, seed: int):
    keys = {"k1": _OLD}
    ring = KeyRing(lambda: keys)
    sent = {number: _take_in(real_engine, ring, number) for number in range(60)}
    erased: set[int] = set()
    stop, failures, lock = threading.Event(), [], threading.Lock()

    def under_load(act: Callable[[random.Random], None], own_seed: int) -> None:
        chance = random.Random(own_seed)  # noqa: S311  # a test repeats itself
        try:
            while not stop.is_set():
                act(chance)
        except Exception as error:  # noqa: BLE001  # told by the test
            failures.append(error)

    def insert_one(_chance: random.Random) -> None:
        with lock:
            number = len(sent)
        sent[number] = _take_in(real_engine, ring, number)
        time.sleep(0.005)

    def erase_one(chance: random.Random) -> None:
        number = chance.randrange(60)
        erase(real_engine, sent[number].token, ring=ring, hashes=HASHES, retention_years=5, now=_NOW)
        erased.add(number)
        time.sleep(0.01)

    def read_one(chance: random.Random) -> None:
        number = chance.randrange(60)
        _opens(real_engine, ring, sent[number], number)

    threads = [
        threading.Thread(target=under_load, args=(act, seed * 10 + place))
        for place, act in enumerate((insert_one, erase_one, read_one, read_one))
    ]
    for each in threads:
        each.start()
    time.sleep(0.2)
    keys = {"k2": _NEW, "k1": _OLD}  # the serving ring is not told: it finds out by itself, or meets the new name
    total = reseal_until_done(
        real_engine, _new_ring(), on_progress=_nothing, settle_s=1.5, sleep=time.sleep, monotonic=time.monotonic
    )
    stop.set()
    for each in threads:
        each.join(20)
    assert failures == []
    assert total.unreadable.total() == 0
    assert set(_under(real_engine, "k1").values()) == {0}
    assert erased
    assert len(sent) > 60
    for number, each in sent.items():
        _opens(real_engine, make_ring(k2=_NEW), each, number)
        with real_engine.connect() as connection:
            at = connection.execute(select(Inquiry.erased_at).where(Inquiry.id == each.id)).scalar_one()
        assert (at is not None) == (number in erased)


def test_one_batch_is_one_short_transaction_that_writes(real_engine: Engine):
    for number in range(7):
        _take_in(real_engine, _old_ring(), number)
    begun: list[bool] = []
    gaps: list[float] = []

    @event.listens_for(real_engine, "begin")
    def note(connection: object) -> None:
        begun.append(bool(connection.get_execution_options().get("writes", False)))  # type: ignore[attr-defined]  # a Connection

    outcome = reseal_once(real_engine, _new_ring(), on_progress=_nothing, sleep=gaps.append, rows_at_once=5)
    assert outcome.moved.total() == 28
    # 7 inquiries, 14 pieces of evidence, 7 answers, five at a time; each read with one more look that finds nothing.
    assert begun.count(True) == 2 + 3 + 2
    assert begun.count(False) == 3 + 4 + 3
    assert gaps == [GAP_S] * 7


def test_nothing_to_move_is_no_change():
    assert not Resealed().has_changed
