"""A lead as schools get it, by API and in events (SPEC 8): everything that was shared, and nothing that was erased."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from leadmatch.delivery.consents import ShownConsent
from leadmatch.delivery.event_names import NAME_OF_EVENT
from leadmatch.kernel.clock import rfc3339
from leadmatch.kernel.money import usd_from_cents
from leadmatch.leads.contact import Contact
from leadmatch.leads.queries import LeadRecord
from leadmatch.outbox.lead_events import LeadEvent

Item = dict[str, Any]
_TENTHS = 1


@dataclass(frozen=True, slots=True)
class SharedLead:
    """A lead with all that belongs to it, opened.

    Args:
        contact: None once the person was erased, and where it cannot be opened.
    """

    lead: LeadRecord
    contact: Contact | None
    consent: ShownConsent
    events: Sequence[LeadEvent]

    @property
    def unreadable(self) -> tuple[str, ...]:
        """Names of the parts that are on file and cannot be opened: they were changed, or their key is gone."""
        is_person = self.contact is None and self.lead.sealed is not None
        return (*(("person",) if is_person else ()), *(("consent",) if self.consent.is_unreadable else ()))


def lead_item(shared: SharedLead) -> Item:
    """Return a lead as JSON; what was erased is null, and so is what cannot be opened, which is named too."""
    lead = shared.lead
    return {
        "id": lead.id,
        "status": lead.state,
        "reason_code": lead.reason_code,
        "created_at": rfc3339(lead.created_at),
        "is_test": lead.is_test,
        "campaign_id": lead.campaign_id,
        "program": lead.program,
        "other_programs": lead.other_programs,
        "person": None if shared.contact is None else _person(shared.contact),
        "consent": _consent(shared.consent),
        "source": _source(lead, shared.contact),
        "distance_miles": shown_distance(lead),
        "price_usd": usd_from_cents(lead.price_cents),
        "dispositions": [],
        "returns": [],
        "deliveries": [],
        "fetched_at": lead.fetched_at and rfc3339(lead.fetched_at),
        "withdrawn_at": lead.withdrawn_at and rfc3339(lead.withdrawn_at),
        "events": [_event(event) for event in shared.events],
        "unreadable": shared.unreadable,
    }


def shown_distance(lead: LeadRecord) -> float | None:
    """Return how far the campus is, to a tenth of a mile."""
    return None if lead.distance_miles is None else round(lead.distance_miles, _TENTHS)


def _person(contact: Contact) -> Item:
    person = contact.person
    return {
        "first_name": person.first_name,
        "last_name": person.last_name,
        "email": person.email,
        "phone": person.phone,
        "zip": person.zip,
        "education_level": person.education_level,
        "start_timeframe": person.start_timeframe,
    }


def _consent(consent: ShownConsent) -> Item:
    given = consent.given
    return {
        "id": consent.id,
        "disclosure_id": consent.disclosure_id,
        "sha256": consent.sha256,
        "text": given and given.text,
        "channels": given and given.channels,
        "agreed_at": rfc3339(consent.agreed_at),
        "ip": given and given.ip,
        "page_url": given and given.page_url,
        "language": consent.language,
    }


def _source(lead: LeadRecord, contact: Contact | None) -> Item:
    return {
        "partner_id": lead.partner_id,
        "placement": lead.placement,
        "sub_id": lead.sub_id,
        "landing_url": contact and contact.visit.landing_url,
        "utm": {} if contact is None else dict(contact.visit.utm),
    }


def _event(event: LeadEvent) -> Item:
    return {
        "event": NAME_OF_EVENT[event.type],
        "created_at": rfc3339(event.created_at),
        "due_on": event.due_on and event.due_on.isoformat(),
        "acknowledged_at": event.acknowledged_at and rfc3339(event.acknowledged_at),
    }
