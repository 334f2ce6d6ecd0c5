"""Evidence is kept as long as it must be, shredded then, and moves to another key without touching the chain."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from chained import AGREED_AT, erase_inquiry, grow, make_ring
from sqlalchemy import Engine, select, update

from leadmatch.inquiries.consent.evidence import keep_evidence_until, reseal_evidence, shred_due, shred_now
from leadmatch.inquiries.consent.signing import Signer
from leadmatch.inquiries.consent.verify import Verdict, verify_chain
from leadmatch.inquiries.models import ConsentEvidence
from leadmatch.kernel.database import open_engine, writing
from leadmatch.kernel.sealing import KeyRing, SealError, key_name

CONSENTS = 7
ERASED_AT = AGREED_AT + timedelta(days=30)
LAST_DAY = ERASED_AT.date().replace(year=2031)


@pytest.fixture
def chain(fresh_database_url: str) -> Iterator[Engine]:
    engine = open_engine(fresh_database_url)
    grow(engine, make_ring("k1"), CONSENTS)
    yield engine
    engine.dispose()


def verify(engine: Engine, ring: KeyRing, folder: Path) -> Verdict:
    return verify_chain(engine, ring, checkpoints_file=folder / "none", keys=[Signer("x" * 32).verifier])


def sealed(engine: Engine) -> dict[int, bytes | None]:
    with engine.connect() as connection:
        asked = select(ConsentEvidence.consent_number, ConsentEvidence.sealed).order_by(ConsentEvidence.consent_number)
        return dict(connection.execute(asked).all())


@pytest.mark.parametrize(
    ("day", "count"), [(LAST_DAY - timedelta(days=1), 0), (LAST_DAY, 0), (LAST_DAY + timedelta(days=1), 2)]
)
def test_evidence_is_shredded_once_its_last_day_has_passed(chain: Engine, tmp_path: Path, day: date, count: int):
    ring = make_ring("k1")
    with writing(chain) as connection:
        for number in (2, 3):
            erase_inquiry(connection, number, ERASED_AT)
        keep_evidence_until(connection, ring, [2, 3], LAST_DAY)
        assert shred_due(connection, AGREED_AT.replace(year=day.year, month=day.month, day=day.day)) == count
        assert shred_due(connection, AGREED_AT.replace(year=day.year, month=day.month, day=day.day)) == 0
    assert [number for number, kept in sealed(chain).items() if kept is None] == [2, 3][:count]
    verdict = verify(chain, ring, tmp_path)
    assert verdict.findings.kept == []
    assert (verdict.consents, verdict.evidence, verdict.shredded) == (CONSENTS, CONSENTS - count, count)


def test_the_day_is_that_of_utc(chain: Engine):
    with writing(chain) as connection:
        keep_evidence_until(connection, make_ring("k1"), [1], date(2030, 1, 1))
        late = AGREED_AT.replace(year=2030, month=1, day=2, hour=0, minute=30)
        assert shred_due(connection, late.astimezone(None) - timedelta(hours=1)) == 0
        assert shred_due(connection, late) == 1


def test_what_was_never_shared_is_shredded_at_once_and_only_once(chain: Engine, tmp_path: Path):
    with writing(chain) as connection:
        erase_inquiry(connection, 4, ERASED_AT)
        assert shred_now(connection, [4], ERASED_AT) == 1
        assert shred_now(connection, [4], ERASED_AT) == 0
        assert shred_now(connection, [], ERASED_AT) == 0
        keep_evidence_until(connection, make_ring("k1"), [4], LAST_DAY)
    assert verify(chain, make_ring("k1"), tmp_path).findings.kept == []


def test_a_day_that_somebody_moves_is_found(chain: Engine, tmp_path: Path):
    with writing(chain) as connection:
        keep_evidence_until(connection, make_ring("k1"), [1], LAST_DAY)
        moved = update(ConsentEvidence).where(ConsentEvidence.consent_number == 1)
        connection.execute(moved.values(keep_until=LAST_DAY + timedelta(days=1)))
    assert [finding.code for finding in verify(chain, make_ring("k1"), tmp_path).findings.kept] == ["evidence-changed"]


@pytest.mark.parametrize("batch", [1, 3, 100])
def test_all_evidence_moves_to_the_active_key(chain: Engine, tmp_path: Path, batch: int):
    both = make_ring("k2", "k1")
    with writing(chain) as connection:
        keep_evidence_until(connection, make_ring("k1"), [5], LAST_DAY)
        erase_inquiry(connection, 6, ERASED_AT)
        shred_now(connection, [6], ERASED_AT)
    assert reseal_evidence(chain, both, batch) == (CONSENTS - 1, ())
    assert {key_name(kept) for kept in sealed(chain).values() if kept} == {"k2"}
    before = sealed(chain)
    assert reseal_evidence(chain, both, batch) == (0, ())
    assert sealed(chain) == before
    assert verify(chain, both, tmp_path).findings.kept == []  # the persons of inquiries are not evidence, and stay


def test_what_cannot_be_opened_is_named_and_left_alone(chain: Engine):
    with writing(chain) as connection:
        of_two = update(ConsentEvidence).where(ConsentEvidence.consent_number == 2)
        connection.execute(of_two.values(sealed=sealed(chain)[3]))
    assert reseal_evidence(chain, make_ring("k2", "k1"), 2) == (CONSENTS - 1, (2,))
    with writing(chain) as connection, pytest.raises(SealError):
        keep_evidence_until(connection, make_ring("k2", "k1"), [2], LAST_DAY)
