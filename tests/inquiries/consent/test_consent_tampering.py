"""Whatever is done to a chain behind our back is found, and a chain that nobody touched is never complained of."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from chained import AGREED_AT, add_leads, erase_inquiry, grow, make_ring
from sqlalchemy import Engine
from tampering import DEEDS, Tamperer, disarm, restore, unchecked

from leadmatch.inquiries.consent.checkpoints import write_checkpoint
from leadmatch.inquiries.consent.evidence import keep_evidence_until, shred_due, shred_now
from leadmatch.inquiries.consent.signing import Signer
from leadmatch.inquiries.consent.verify import Verdict, verify_chain
from leadmatch.kernel.database import open_engine, writing

SIGNER = Signer("not a secret, " * 3)
CONSENTS = 14
ERASED_AT = AGREED_AT + timedelta(days=30)
ROUNDS = {"sqlite": 60, "postgresql": 8}


@pytest.fixture
def chain(fresh_database_url: str) -> Iterator[Engine]:
    """Give a chain of which two records are to be kept for years, one was shredded after them, one at once."""
    engine = open_engine(fresh_database_url)
    ring = make_ring()
    grow(engine, ring, CONSENTS)
    with writing(engine) as connection:
        for number in (3, 5, 6, 7):
            erase_inquiry(connection, number, ERASED_AT)
        keep_evidence_until(connection, ring, [3, 5], ERASED_AT.date().replace(year=2031))
        keep_evidence_until(connection, ring, [6], ERASED_AT.date().replace(year=2027))
        shred_now(connection, [7], ERASED_AT)
        assert shred_due(connection, ERASED_AT + timedelta(days=365)) == 0
        assert shred_due(connection, ERASED_AT + timedelta(days=366)) == 1
    yield engine
    engine.dispose()


def verify(engine: Engine, file: Path) -> Verdict:
    return verify_chain(engine, make_ring(), checkpoints_file=file, keys=[SIGNER.verifier])


def test_an_untouched_chain_is_never_complained_of(chain: Engine, tmp_path: Path):
    file = tmp_path / "checkpoints"
    ring = make_ring()
    sold = grow(chain, ring, 1, schools=3)[2]
    for turn in range(5):
        assert write_checkpoint(chain, file, SIGNER, now=AGREED_AT) is not None
        with writing(chain) as connection:
            add_leads(connection, ring, sold, 3, first=100 + 3 * turn)
    verdict = verify(chain, file)
    assert verdict.findings.kept == []
    assert (verdict.consents, verdict.evidence, verdict.shredded) == (CONSENTS + 18, CONSENTS + 16, 2)
    assert (verdict.checkpoints, verdict.vouched_until) == (5, CONSENTS + 15)


@pytest.mark.parametrize("deed", DEEDS)
def test_everything_that_is_done_to_a_chain_is_found(chain: Engine, tmp_path: Path, deed: str):
    file = tmp_path / "checkpoints"
    write_checkpoint(chain, file, SIGNER, now=AGREED_AT)
    disarm(chain)
    for seed in range(ROUNDS[chain.dialect.name]):
        with unchecked(chain) as connection:
            done = Tamperer(connection, seed).tamper(deed)
        assert verify(chain, file).findings.total, f"{done} (seed {seed})"
        with unchecked(chain) as connection:
            restore(connection)
    assert verify(chain, file).findings.kept == []
