"""The asking site with a partner: its keys, what it searches, and the inquiries that its visitors send."""

import itertools
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

from asking_site import ANSWERS, CALLS, CAREER, CODING, AskingSite, asking_site
from partnering import ORIGIN, add_partner, add_partner_key
from werkzeug.test import TestResponse

from leadmatch.access.attribution import Attribution, Attributions
from leadmatch.access.callers import PartnerTerms
from leadmatch.delivery.lead_item import lead_item
from leadmatch.delivery.reading import LeadReading
from leadmatch.inquiries.consent.chain import SALT_BYTES, evidence_row
from leadmatch.inquiries.consent.record import ConsentRecord
from leadmatch.inquiries.intake import Intake
from leadmatch.kernel.clock import utc_now
from leadmatch.kernel.database import writing
from leadmatch.leads.queries import LeadFilter
from leadmatch.partner.usage import UsageCounter

SEARCH = "/api/v1/programs?zip=60601"


@dataclass
class PartnerSite:
    """The site, its one partner, and another."""

    asking: AskingSite
    partner: PartnerTerms
    other: PartnerTerms
    keys: dict[str, str]
    _people: "itertools.count[int]" = field(default_factory=itertools.count)

    @property
    def attributions(self) -> Attributions:
        return Attributions(self.asking.app.config["SECRET_KEY"])

    @property
    def usage(self) -> UsageCounter:
        counter: UsageCounter = self.asking.app.extensions["leadmatch.partner_usage"]
        return counter

    @property
    def intake(self) -> Intake:
        intake: Intake = self.asking.app.extensions["leadmatch.intake"]
        return intake

    def headers(self, key: str | None, **more: str) -> dict[str, str]:
        """Return the fields that a request with one of the keys has; a browser's, where the key is a public one."""
        fields = {} if key is None else {"Authorization": f"Bearer {self.keys[key]}"}
        return fields | ({"Origin": ORIGIN} if key and "publishable" in key else {}) | more

    def search(self, key: str | None, query: str = "", **more: str) -> TestResponse:
        return self.asking.app.test_client().get(SEARCH + query, headers=self.headers(key, **more))

    def token(self, **changes: Any) -> str:  # noqa: ANN401  # of the field's type
        """Return a token of the partner, of today unless changed."""
        said = {"partner_id": self.partner.id, "placement": "sidebar", "sub_id": "first", "day": utc_now().date()}
        return self.attributions.issue(Attribution(**{**said, **changes}))

    def body(self, **members: object) -> dict[str, Any]:
        """Return an inquiry of a person who never asked before, about a program of the school that takes calls."""
        number = next(self._people)
        phone = f"(312) 555-{100 + number:04d}"
        wording = self.asking.wordings[CAREER.id]
        return {
            "program_ids": [CODING.id],
            "person": {**ANSWERS, "email": f"ada{number}@example.org", "phone": phone, "is_adult": True},
            "consents": [
                {
                    "school_id": CAREER.id,
                    "disclosure_id": wording["id"],
                    "sha256": wording["sha256"],
                    "text": CALLS.replace("{phone}", phone),
                    "channels": ["email", "call", "text"],
                    "agreed": True,
                }
            ],
            **members,
        }

    def send(
        self, key: str | None, body: dict[str, Any], *, idempotency_key: str | None = None, **more: str
    ) -> TestResponse:
        fields = self.headers(key, **more) | {"Idempotency-Key": idempotency_key or str(uuid4())}
        return self.asking.app.test_client().post("/api/v1/inquiries", json=body, headers=fields)

    def report(self, key: str, query: str) -> dict[str, Any]:
        """Return the report that a key is answered with, after writing what was counted."""
        self.usage.write()
        answer = self.asking.app.test_client().get(f"/api/v1/partner/report{query}", headers=self.headers(key))
        report: dict[str, Any] = answer.json
        return report

    def leads(self) -> list[dict[str, Any]]:
        """Return all leads of the school as it is given them."""
        reading = LeadReading(self.asking.engine, self.intake.ring, self.intake.hashes)
        return [lead_item(lead) for lead in reading.page(CAREER.id, LeadFilter(), cursor=None, limit=100).leads]

    def consent_record(self) -> ConsentRecord:
        """Return what the first consent vouches for."""
        ((number, sealed),) = self.asking.rows("SELECT consent_number, sealed FROM consent_evidence LIMIT 1")
        opened = self.intake.ring.open(bytes(sealed), row=evidence_row(number, None))
        return ConsentRecord.from_bytes(opened[SALT_BYTES:])

    def kept(self) -> list[tuple[str | None, str | None, str | None]]:
        """Return partner, placement and mark of every inquiry on file, the oldest first."""
        return [
            tuple(row)
            for row in self.asking.rows("SELECT partner_id, placement, sub_id FROM inquiry ORDER BY created_at, id")
        ]

    def earnings(self) -> list[tuple[str, str, int]]:
        return [
            tuple(row)
            for row in self.asking.rows(
                "SELECT partner_id, placement, amount_cents FROM partner_earning ORDER BY entered_at, id"
            )
        ]

    def used(self) -> list[tuple[str, int, int]]:
        """Return what is counted of today, once it is written."""
        self.usage.write()
        rows = self.asking.rows("SELECT day, placement, searches, impressions FROM partner_usage ORDER BY placement")
        assert {str(row.day) for row in rows} <= {str(utc_now().date())}
        return [tuple(row)[1:] for row in rows]


def partner_site(folder: Path, geodata: Path, database_url: str) -> PartnerSite:
    """Return a site with two partners; `partner` has a fifth of each lead's price and lists two placements."""
    asking = asking_site(folder, geodata, database_url)
    intake: Intake = asking.app.extensions["leadmatch.intake"]
    with writing(asking.engine) as connection:
        partner = add_partner(connection, placements=("sidebar", "footer"), share_basis_points=2000)
        other = add_partner(connection, name="Example Other", origins=("https://other.example.org",))

        def key(partner_id: str, kind: Any, *, is_test: bool = False) -> str:  # noqa: ANN401  # a kind of key
            return add_partner_key(connection, intake.hashes, partner_id, kind, is_test=is_test).text

        keys = {
            "publishable": key(partner.id, "publishable"),
            "secret": key(partner.id, "secret"),
            "test secret": key(partner.id, "secret", is_test=True),
            "other secret": key(other.id, "secret"),
        }
    return PartnerSite(asking, partner, other, keys)
