"""One row that cannot be opened keeps no school from its leads: it is shown without, and says so."""

import csv
import io
import json

import pytest
from marshmallow import RAISE
from shared_leads import HASHES, RING, Caller, Clock, add_lead, add_leads, make_service
from sponsoring import SCHOOL
from sqlalchemy import Engine, select, update

from leadmatch.delivery.reading import LeadReading
from leadmatch.delivery.routes import leads_blueprint
from leadmatch.delivery.schemas import LeadSchema
from leadmatch.inquiries.models import ConsentEvidence
from leadmatch.kernel.database import writing
from leadmatch.kernel.sealing import KeyRing
from leadmatch.leads.models import Inquiry, Lead
from leadmatch.web.request_log import configure_log

OTHER_RING = KeyRing(lambda: {"k9": b"9" * 32})
LATER_FORM = b"\0" * 32 + b'{"v":2}'
GIVEN = ("text", "channels", "ip", "page_url")


def spoil(engine: Engine, lead_id: str, *, evidence: bytes | None = None, contact: bytes | None = None) -> None:
    with writing(engine) as connection:
        lead = connection.execute(select(Lead.number, Lead.inquiry_id).where(Lead.id == lead_id)).one()
        if evidence is not None:
            of_row = update(ConsentEvidence).where(ConsentEvidence.consent_number == lead.number)
            connection.execute(of_row.values(sealed=evidence))
        if contact is not None:
            connection.execute(update(Inquiry).where(Inquiry.id == lead.inquiry_id).values(sealed=contact))


@pytest.mark.parametrize(
    "evidence",
    [b"", b"?", RING.seal(LATER_FORM, row="consent_evidence.sealed:2")],
    ids=["empty", "too short", "of a later form"],  # what is sealed is never the same twice
)
def test_a_lead_whose_evidence_cannot_be_opened_is_shown_without_it_among_the_others(
    school: Caller, database: Engine, evidence: bytes
):
    first, second, third = add_leads(database, 3)
    whole = school.get(f"/leads/{second}").get_json()
    spoil(database, second, evidence=evidence)
    shown = school.leads()["leads"]
    assert [each["id"] for each in shown] == [first, second, third]
    assert [each["unreadable"] for each in shown] == [[], ["consent"], []]
    LeadSchema(unknown=RAISE).load(shown[1])
    gone = whole["consent"] | dict.fromkeys(GIVEN)
    assert shown[1] == whole | {"consent": gone, "unreadable": ["consent"]}
    assert school.get(f"/leads/{second}").get_json() == shown[1]
    rows = [*csv.DictReader(io.StringIO(school.get("/leads.csv").text, newline=""))]
    assert [row["lead_id"] for row in rows] == [first, second, third]
    assert [bool(row["consent_text"]) for row in rows] == [True, False, True]
    assert rows[1]["email"] == "ada@example.org"


def test_a_person_who_cannot_be_read_is_null_and_named(school: Caller, database: Engine):
    first, second = add_leads(database, 2)
    whole = school.get(f"/leads/{first}").get_json()
    spoil(database, first, contact=b"?")
    shown = school.leads()["leads"]
    LeadSchema(unknown=RAISE).load(shown[0])
    source = whole["source"] | {"landing_url": None, "utm": {}}
    assert shown[0] == whole | {"person": None, "source": source, "unreadable": ["person"]}
    assert shown[1]["id"] == second
    assert school.get("/leads.csv").text.count("ada@example.org") == 1


def test_without_the_key_every_lead_is_still_told_and_the_log_names_no_person(
    database: Engine, keys: dict[str, str], clock: Clock, capsys: pytest.CaptureFixture[str]
):
    configure_log()
    lead_ids = add_leads(database, 3)
    app = make_service(database, clock)
    app.register_blueprint(leads_blueprint(LeadReading(database, OTHER_RING, HASHES), clock=clock), name="keyless",
                           url_prefix="/keyless")  # fmt: skip
    answer = app.test_client().get("/keyless/leads", headers={"Authorization": f"Bearer {keys[SCHOOL.id]}"})
    assert answer.status_code == 200
    told = answer.get_json()["leads"]
    assert [(each["id"], each["person"], each["unreadable"]) for each in told] == [
        (lead_id, None, ["person", "consent"]) for lead_id in lead_ids
    ]
    (line,) = capsys.readouterr().err.splitlines()
    said = json.loads(line)
    assert (said["event"], said["unreadable"], said["first"]) == ("leads-unreadable", 3, lead_ids[0])
    assert "example.org" not in line


def test_a_lead_without_a_consent_on_file_is_shown_to_nobody_and_walked_past(school: Caller, database: Engine):
    with writing(database) as connection:
        alone = add_lead(connection, number=7)
    (other,) = add_leads(database, 1)
    page = school.leads(limit=1)
    assert [each["id"] for each in page["leads"]] == [other]
    rest = school.leads(limit=1, cursor=page["next_cursor"])
    assert (rest["leads"], rest["next_cursor"]) == ([], None)
    assert school.get(f"/leads/{alone}").status_code == 404
    assert alone not in school.get("/leads.csv").text
