"""The person behind an inquiry and where they came from: what is sealed, and nothing that is not (rule L11)."""

from collections.abc import Mapping
from dataclasses import dataclass

import orjson

from leadmatch.kernel.sealing import KeyRing, SealError


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Who asks, validated (rule L3).

    Args:
        phone: E.164; None where none was given, which only wordings without calls and texts allow.
        phone_typed: as it was typed.
        zip: five digits.
        education_level: ``no_hs``, ``hs_or_ged``, ``some_college``, ``associate`` or ``bachelor_plus``.
        start_timeframe: ``now``, ``1_3_months``, ``4_6_months``, ``7_12_months``, ``later`` or ``unsure``.
    """

    first_name: str
    last_name: str
    email: str
    phone: str | None
    phone_typed: str | None
    zip: str
    education_level: str
    start_timeframe: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """Where an inquiry came from; None where it is not known.

    Args:
        ip: the visitor's address.
        page_url: of the page that held the form.
        landing_url: of the first page of the visit.
        certificate_url: of a certificate of the visit (TrustedForm, Jornaya).
        attribution: the token by which the inquiry is a partner's; None where its key says so, or it is nobody's.
        utm: campaign tags of the landing page, by name without ``utm_``.
    """

    ip: str
    user_agent: str | None
    page_url: str | None
    referrer: str | None
    certificate_url: str | None
    landing_url: str | None
    attribution: str | None
    utm: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Contact:
    """All that is sealed of an inquiry."""

    person: Person
    visit: Visit


def seal_contact(contact: Contact, *, inquiry_id: str, ring: KeyRing) -> bytes:
    """Return the value of `Inquiry.sealed`."""
    return ring.seal(orjson.dumps(contact), row=contact_row(inquiry_id))


def open_contact(sealed: bytes, *, inquiry_id: str, ring: KeyRing) -> Contact:
    """Return what was sealed.

    Raises:
        SealError: the value was changed, belongs to another inquiry, its key is gone, or it is not written as here.
    """
    try:
        kept = orjson.loads(ring.open(sealed, row=contact_row(inquiry_id)))
        return Contact(Person(**kept["person"]), Visit(**kept["visit"]))
    except (ValueError, KeyError, TypeError):
        raise SealError("What was sealed is no contact in the form that is known here") from None


def contact_row(inquiry_id: str) -> str:
    """Return the name under which the contact of an inquiry is sealed."""
    return f"inquiry.sealed:{inquiry_id}"
