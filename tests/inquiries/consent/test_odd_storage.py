"""SQLite keeps anything in any column: what is not in the form that we write is found, and breaks nothing."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from chained import grow, make_ring
from databases import Databases
from sqlalchemy import Engine
from tampering import disarm, restore, unchecked

from leadmatch.inquiries.consent.record import ConsentRecord
from leadmatch.inquiries.consent.signing import Signer
from leadmatch.inquiries.consent.verify import verify_chain
from leadmatch.kernel.database import open_engine


@pytest.fixture
def chain(sqlite_files: Databases) -> Iterator[Engine]:
    engine = open_engine(sqlite_files.migrated())
    grow(engine, make_ring(), 4)
    disarm(engine)
    yield engine
    engine.dispose()


def codes(engine: Engine) -> set[str]:
    verdict = verify_chain(
        engine, make_ring(), checkpoints_file=Path("no such file"), keys=[Signer("not a secret, " * 3).verifier]
    )
    return {finding.code for finding in verdict.findings.kept}


@pytest.mark.parametrize(
    ("table", "change", "code"),
    [
        ("consent", "is_test = 7", "link-changed"),
        ("consent", "is_test = x'00'", "link-changed"),
        ("consent", "agreed_at = replace(agreed_at, ' ', 'T')", "link-changed"),
        ("consent", "agreed_at = agreed_at || '0'", "link-changed"),
        ("consent", "agreed_at = 5", "link-changed"),
        ("consent", "id = CAST(id AS BLOB)", "link-changed"),
        ("consent", "id = CAST(x'ff' AS TEXT) || id", "link-changed"),
        ("consent", "commitment = CAST(commitment AS TEXT)", "link-changed"),
        ("consent", "hash = hex(hash)", "link-changed"),
        ("consent", "hash = x''", "link-changed"),
        ("consent", "number = 'two'", "column-changed"),
        ("consent", "number = 9223372036854775807", "gap"),
        ("consent", "number = -2", "number-twice"),
        ("consent", "disclosure_id = 'dis_none'", "disclosure-missing"),
        ("consent", "lead_id = 'led_none'", "lead-missing"),
        ("consent", "inquiry_id = 'inq_none'", "inquiry-missing"),
        ("consent_evidence", "sealed = CAST(sealed AS TEXT)", "evidence-changed"),
        ("consent_evidence", "sealed = x''", "evidence-changed"),
        ("consent_evidence", "sealed = x'01ff'", "evidence-changed"),
        ("consent_evidence", "keep_until = '20310101'", "evidence-changed"),
        ("consent_evidence", "keep_until = 'soon'", "evidence-changed"),
        ("consent_evidence", "keep_until = 7", "evidence-changed"),
        ("consent_evidence", "sealed = NULL, shredded_at = '2026-04-01 00:00:00.000000'", "shredding-differs"),
        ("consent_evidence", "consent_number = 'two'", "evidence-without-consent"),
        ("lead", "is_test = 1", "lead-differs"),
        ("inquiry", "is_test = 1", "inquiry-differs"),
        ("inquiry", "sealed = x'00'", "contact-changed"),
        ("inquiry", "sealed = 7", "contact-changed"),
        ("disclosure", "channels = '[\"email\"]'", "disclosure-differs"),
        ("disclosure", "channels = 'none'", "disclosure-changed"),
        ("disclosure", "language = 'fr'", "disclosure-changed"),
        ("disclosure", "language = 'es'", "disclosure-differs"),
        ("disclosure", "text = CAST(x'ff' AS TEXT) || text", "disclosure-changed"),
        ("disclosure", "text = x'00'", "disclosure-changed"),
    ],
)
def test_what_is_stored_in_another_form_is_found(chain: Engine, table: str, change: str, code: str):
    key = {"consent": "number", "consent_evidence": "consent_number", "lead": "number"}.get(table)
    where = f"WHERE {key} = 2" if key else "WHERE rowid = 1"
    with unchecked(chain) as connection:
        changed = connection.exec_driver_sql(f"UPDATE {table} SET {change} {where}")  # noqa: S608  # from the table above
        assert changed.rowcount == 1
    assert code in codes(chain)
    with unchecked(chain) as connection:
        restore(connection)
    assert codes(chain) == set()


def test_a_file_whose_pages_were_overwritten_is_told_as_damaged(chain: Engine):
    with chain.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        root = connection.exec_driver_sql("SELECT rootpage FROM sqlite_master WHERE name = 'consent'").scalar_one()
        size = connection.exec_driver_sql("PRAGMA page_size").scalar_one()
    chain.dispose()
    with Path(str(chain.url.database)).open("r+b") as file:
        file.seek((root - 1) * size)
        file.write(bytes(size))
    assert "database-damaged" in codes(chain)


@pytest.mark.parametrize("written", [b"", b"[]", b"{}", b'{"v":2}', b'{"channels":[],"program_ids":[],"x":1}'])
def test_what_is_no_record_is_told(written: bytes):
    with pytest.raises(ValueError, match=r"."):
        ConsentRecord.from_bytes(written)
