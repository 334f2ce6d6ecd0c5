"""Consents are appended one after the other, whoever appends, and each commits to its record and to all before it."""

import hashlib
import hmac
import json
from concurrent.futures import ThreadPoolExecutor

from chained import AGREED_AT, add_leads, grow, make_ring, sell
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from leadmatch.inquiries.consent.chain import GENESIS, append_consents, evidence_row
from leadmatch.inquiries.consent.record import ConsentRecord
from leadmatch.inquiries.models import Consent, ConsentEvidence
from leadmatch.kernel.database import open_engine, writing

_THREADS, _TURNS = 8, 10


def test_numbers_count_from_one_without_a_gap(session: Session):
    connection = session.connection()
    sold = sell(connection)
    assert add_leads(connection, make_ring(), sold, 2) == (1, 2)
    assert add_leads(connection, make_ring(), sold, 1, first=3) == (3,)
    assert append_consents(connection, make_ring(), []) == ()


def test_every_hash_can_be_computed_without_our_code(session: Session):
    connection, ring = session.connection(), make_ring()
    add_leads(connection, ring, sell(connection), 3)
    previous = GENESIS
    for consent in connection.execute(select(Consent).order_by(Consent.number)).all():
        sealed = connection.execute(
            select(ConsentEvidence.sealed).where(ConsentEvidence.consent_number == consent.number)
        ).scalar_one()
        plain = ring.open(sealed, row=evidence_row(consent.number, None))
        salt, record = plain[:32], plain[32:]
        assert hmac.new(salt, record, "sha256").digest() == consent.commitment
        columns = {
            name: getattr(consent, name)
            for name in ("number", "id", "lead_id", "inquiry_id", "school_id", "disclosure_id", "language", "is_test")
        }
        columns |= {
            "v": 1,
            "agreed_at": consent.agreed_at.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
            "commitment": consent.commitment.hex(),
        }
        body = hashlib.sha256(json.dumps(columns, sort_keys=True, separators=(",", ":")).encode()).digest()
        assert consent.previous == previous
        assert consent.hash == hashlib.sha256(previous + body).digest()
        previous = consent.hash


def test_a_moment_keeps_its_microseconds_in_every_database(session: Session):
    connection = session.connection()
    add_leads(connection, make_ring(), sell(connection), 1)
    agreed_at = connection.execute(select(Consent.agreed_at)).scalar_one()
    assert agreed_at.microsecond == AGREED_AT.microsecond


def test_a_record_is_read_back_as_it_was_written(session: Session):
    connection, ring = session.connection(), make_ring()
    add_leads(connection, ring, sell(connection), 1)
    plain = ring.open(connection.execute(select(ConsentEvidence.sealed)).scalar_one() or b"", row=evidence_row(1, None))
    record = ConsentRecord.from_bytes(plain[32:])
    assert record.to_bytes() == plain[32:]
    assert record.phone_typed == "(312) 555-0142"
    assert record.phone == "+13125550142"
    assert record.agreed_at == "2026-03-14T15:09:27.535897Z"
    assert record.agreed_at_local == "2026-03-14T10:09:27.535897-05:00"


def test_threads_that_append_at_once_make_one_chain(fresh_database_url: str):
    engine = open_engine(fresh_database_url)
    ring = make_ring()
    sold = grow(engine, ring, 1)[0]

    def append(which: int) -> list[int]:
        numbers = []
        for turn in range(_TURNS):
            with writing(engine) as connection:
                numbers += add_leads(connection, ring, sold, 1, first=100 * (which + 1) + turn)
        return numbers

    with ThreadPoolExecutor(_THREADS) as pool:
        taken = [number for numbers in pool.map(append, range(_THREADS)) for number in numbers]
    assert sorted(taken) == list(range(2, _THREADS * _TURNS + 2))
    _assert_linked(engine)
    engine.dispose()


def _assert_linked(engine: Engine) -> None:
    with engine.connect() as connection:
        links = connection.execute(select(Consent.previous, Consent.hash).order_by(Consent.number)).all()
    assert [link.previous for link in links] == [GENESIS, *(link.hash for link in links[:-1])]
