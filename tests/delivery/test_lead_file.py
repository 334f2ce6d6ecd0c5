"""The file of leads: the columns of SPEC 8, a row for each lead that was asked for, sent piece by piece."""

import csv
import io
import json
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shared_leads import HASHES, NOW, PROGRAM, RING, Caller, add_lead, add_leads
from sponsoring import SCHOOL, make_person, make_submission, make_visit
from sqlalchemy import Engine
from test_csv_cells import ODD, begins_a_formula

from leadmatch.delivery.consents import ConsentGiven, ShownConsent
from leadmatch.delivery.csv_cells import phone_of, plain_text
from leadmatch.delivery.csv_file import HEADER, csv_chunks
from leadmatch.delivery.lead_item import SharedLead
from leadmatch.delivery.reading import LeadReading
from leadmatch.kernel.database import writing
from leadmatch.leads.contact import Contact
from leadmatch.leads.queries import LeadFilter, LeadRecord
from leadmatch.web.request_log import configure_log

HEADER_LINE = (
    "lead_id,created_at,status,first_name,last_name,email,phone,zip,program_id,program_title,credential,campus_city,"
    "campus_state,campus_zip,distance_miles,education_level,start_timeframe,consent_id,consent_text,consent_channels,"
    "consented_at,consent_ip,source,placement,sub_id,price_usd,is_test"
)


def refuse(error: Exception) -> None:
    raise error


def rows_of(text: str) -> list[dict[str, str]]:
    return [*csv.DictReader(io.StringIO(text, newline=""))]


def test_the_file_has_the_columns_of_the_contract_and_ends_its_lines_as_the_format_says(school: Caller):
    answer = school.get("/leads.csv")
    assert answer.text == HEADER_LINE + "\r\n"
    assert answer.content_type == "text/csv; charset=utf-8; header=present"
    assert answer.headers["Content-Disposition"] == "attachment; filename=leads.csv"
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_row_says_what_the_lead_says(school: Caller, database: Engine):
    submission = make_submission(
        person=make_person(first_name="Zoë", last_name="=cmd|' /C calc'!A0"), visit=make_visit(ip="192.0.2.7"),
        partner_id="par_a", placement="-left", sub_id="@x",
    )  # fmt: skip
    text = 'Line one, with "quotes"\r\n=line two\nand three'
    (lead_id,) = add_leads(database, 1, submission=submission, consent_text=text, price_cents=3550)
    item = school.get(f"/leads/{lead_id}").get_json()
    (row,) = rows_of(school.get("/leads.csv").text)
    assert row == {
        "lead_id": lead_id, "created_at": item["created_at"], "status": "accepted", "first_name": "Zoë",
        "last_name": "'=cmd|' /C calc'!A0", "email": "ada@example.org", "phone": "(312) 555-0142", "zip": "60601",
        "program_id": PROGRAM["id"], "program_title": PROGRAM["title"], "credential": "certificate",
        "campus_city": "Chicago", "campus_state": "IL", "campus_zip": "60601", "distance_miles": "3.2",
        "education_level": "hs_or_ged", "start_timeframe": "1_3_months", "consent_id": item["consent"]["id"],
        "consent_text": text, "consent_channels": "email,call,text", "consented_at": item["consent"]["agreed_at"],
        "consent_ip": "192.0.2.7", "source": "par_a", "placement": "'-left", "sub_id": "'@x", "price_usd": "35.5",
        "is_test": "false",
    }  # fmt: skip
    assert plain_text(row["last_name"]) == item["person"]["last_name"]
    assert phone_of(row["phone"]) == item["person"]["phone"]


def test_what_is_unknown_is_an_empty_cell(school: Caller, database: Engine):
    submission = make_submission(person=make_person(phone=None, phone_typed=None), visit=make_visit(ip="unknown"))
    online = PROGRAM | {"campus": None}
    add_leads(database, 1, submission=submission, program=online, distance_miles=None, price_cents=None)
    (row,) = rows_of(school.get("/leads.csv").text)
    unknown = ("phone", "campus_city", "campus_state", "campus_zip", "distance_miles", "consent_ip", "source",
               "placement", "sub_id", "price_usd")  # fmt: skip
    assert {name for name, cell in row.items() if cell == ""} == {*unknown}


def test_the_file_takes_the_filters_of_the_list_and_holds_everything_they_leave(school: Caller, database: Engine):
    with writing(database) as connection:
        made = [add_lead(connection, created_at=NOW + timedelta(minutes=each)) for each in range(3)]
        made.append(add_lead(connection, state="delivered", program_id="prg_other"))
    for parameters in ({}, {"status": "accepted"}, {"since": "2026-11-02T15:05:00Z"}, {"program": "prg_other"},
                       {"awaiting": "created"}, {"status": "erased"}):  # fmt: skip
        listed = [lead["id"] for lead in school.leads(**parameters)["leads"]]
        assert [row["lead_id"] for row in rows_of(school.get("/leads.csv", **parameters).text)] == listed
    assert len(made) == 4


def test_a_file_for_excel_begins_with_a_mark_and_others_do_not(school: Caller, database: Engine):
    add_leads(database, 1)
    plain, marked = (school.get("/leads.csv", bom=bom).data for bom in ("false", "true"))
    assert marked == b"\xef\xbb\xbf" + plain
    assert school.get("/leads.csv").data == plain


def test_head_says_what_get_would_say(school: Caller, database: Engine):
    add_leads(database, 1)
    answer = school.client.head("/api/v1/leads.csv", headers=school.headers)
    assert (answer.status_code, answer.data) == (200, b"")


@pytest.mark.parametrize("count", [499, 500, 501, 1001])
def test_every_lead_is_in_the_file_once_however_many_there_are(school: Caller, database: Engine, count: int):
    made = add_leads(database, count)
    assert [row["lead_id"] for row in rows_of(school.get("/leads.csv").text)] == made


def test_between_two_pieces_no_connection_is_held_and_what_came_meanwhile_is_in_the_next(
    school: Caller, database: Engine
):
    made = add_leads(database, 600)
    reading = LeadReading(database, RING, HASHES)
    pieces = csv_chunks(reading.batches(SCHOOL.id, LeadFilter()), with_mark=False, when_cut=refuse)
    text = next(pieces) + next(pieces)
    assert database.pool.checkedout() == 0  # type: ignore[attr-defined]  # a pool that counts
    made += add_leads(database, 1)
    text += b"".join(pieces)
    assert [row["lead_id"] for row in rows_of(text.decode())] == made
    assert school.school_id == SCHOOL.id


def shared_lead(texts: Sequence[str], phone: str | None) -> SharedLead:
    """Return a lead whose every text is one of these, in turn."""
    each = iter(texts)
    campus = {"city": next(each), "state": next(each), "zip": next(each)}
    program: dict[str, Any] = {"title": next(each), "credential": next(each), "campus": campus}
    person = make_person(
        first_name=next(each), last_name=next(each), email=next(each), phone=phone, zip=next(each),
        education_level=next(each), start_timeframe=next(each),
    )  # fmt: skip
    given_texts = ConsentGiven(next(each), (next(each),), next(each), None)
    consent = ShownConsent("con_a", "dis_a", "0", NOW, "en", given_texts)
    lead = LeadRecord(
        id="led_a", number=1, inquiry_id="inq_a", campaign_id=None, state="accepted", reason_code=None,
        program_id=next(each), program=program, other_programs=[], distance_miles=1.0, price_cents=1, is_test=False,
        created_at=NOW, fetched_at=None, withdrawn_at=None, sealed=None, partner_id=next(each), placement=next(each),
        sub_id=next(each),
    )  # fmt: skip
    return SharedLead(lead, Contact(person, make_visit()), consent, ())


TEXT_COLUMNS = ("campus_city", "campus_state", "campus_zip", "program_title", "credential", "first_name", "last_name",
                "email", "zip", "education_level", "start_timeframe", "consent_text", "consent_channels", "consent_ip",
                "program_id", "source", "placement", "sub_id")  # fmt: skip
TEXTS = st.lists(st.text(st.characters(exclude_categories=["Cs"])) | ODD, min_size=18, max_size=18)


@given(TEXTS, st.none() | st.from_regex(r"\+1[2-9][0-9]{2}[2-9][0-9]{6}", fullmatch=True))
def test_whatever_people_type_no_cell_is_a_formula_and_every_text_can_be_had_back(texts: list[str], phone: str | None):
    written = b"".join(csv_chunks([[shared_lead(texts, phone)]], with_mark=False, when_cut=refuse)).decode()
    header, row = csv.reader(io.StringIO(written, newline=""), strict=True)
    assert tuple(header) == HEADER
    assert not any(begins_a_formula(cell) for cell in row)
    cells = dict(zip(header, row, strict=True))
    assert [plain_text(cells[name]) for name in TEXT_COLUMNS] == texts
    assert phone_of(cells["phone"]) == phone


def test_pieces_are_made_when_they_are_asked_for_and_not_before():
    asked: list[int] = []

    def batches() -> Iterator[list[SharedLead]]:
        for number in range(3):
            asked.append(number)
            yield [shared_lead(["x"] * 18, None)]

    pieces = csv_chunks(batches(), with_mark=False, when_cut=refuse)
    assert next(pieces).startswith(b"lead_id,")
    assert asked == []
    assert next(pieces).startswith(b"led_a,")
    assert asked == [0]


def test_a_file_that_cannot_be_finished_says_so_in_its_last_line_and_in_the_log():
    def batches() -> Iterator[list[SharedLead]]:
        yield [shared_lead(["x"] * 18, None)]
        raise OSError("the words may be personal")

    cut: list[Exception] = []
    *_, row, last = b"".join(csv_chunks(batches(), with_mark=False, when_cut=cut.append)).split(b"\r\n")[:-1]
    assert row.startswith(b"led_a,")
    assert last == b"THIS FILE IS INCOMPLETE. Fetch it again."
    assert [type(error) for error in cut] == [OSError]


def test_a_file_that_breaks_in_the_middle_is_logged_without_the_words_of_the_failure(
    school: Caller, database: Engine, capsys: pytest.CaptureFixture[str]
):
    add_leads(database, 501)
    configure_log()
    answer = school.get("/leads.csv")  # sent piece by piece: only the first 500 were read so far
    assert answer.status_code == 200
    with writing(database) as connection:
        connection.exec_driver_sql("ALTER TABLE consent_evidence RENAME TO taken_away")
    assert answer.text.splitlines()[-1] == "THIS FILE IS INCOMPLETE. Fetch it again."
    assert answer.text.count("led_") == 500
    said = json.loads(capsys.readouterr().err)
    assert (said["event"], said["reason"]) in {
        ("lead-file-cut", "OperationalError"),
        ("lead-file-cut", "ProgrammingError"),
    }
    assert said["request_id"].startswith("urn:uuid:")
