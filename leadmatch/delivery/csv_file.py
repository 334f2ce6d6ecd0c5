"""The file of leads for spreadsheets and CRMs: its columns, its rows, and how it is sent without being held whole."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from leadmatch.delivery.consents import ConsentGiven
from leadmatch.delivery.csv_cells import phone_cell, text_cell
from leadmatch.delivery.lead_item import SharedLead, shown_distance
from leadmatch.kernel.clock import rfc3339
from leadmatch.kernel.money import usd_from_cents
from leadmatch.leads.contact import Contact

HEADER = (
    "lead_id", "created_at", "status", "first_name", "last_name", "email", "phone", "zip", "program_id",
    "program_title", "credential", "campus_city", "campus_state", "campus_zip", "distance_miles", "education_level",
    "start_timeframe", "consent_id", "consent_text", "consent_channels", "consented_at", "consent_ip", "source",
    "placement", "sub_id", "price_usd", "is_test",
)  # fmt: skip
BYTE_ORDER_MARK = "\ufeff".encode()
CUT_LINE = b"THIS FILE IS INCOMPLETE. Fetch it again.\r\n"

Cell = str | int | float | None


def csv_chunks(
    batches: Iterable[Sequence[SharedLead]], *, with_mark: bool, when_cut: Callable[[Exception], None]
) -> Iterator[bytes]:
    """Yield a file of leads piece by piece: RFC 4180, UTF-8.

    A server ends an answer that breaks off as it ends a whole one, so a file that cannot be finished says so itself:
    its last line has one cell that names no lead.

    Args:
        batches: the leads, in the order of the rows.
        with_mark: whether it begins with a byte order mark.
        when_cut: told why the file could not be finished.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(HEADER)
    yield (BYTE_ORDER_MARK if with_mark else b"") + text.getvalue().encode()
    try:
        for leads in batches:
            text.seek(0)
            text.truncate()
            writer.writerows(map(csv_row, leads))
            yield text.getvalue().encode()
    except Exception as error:  # noqa: BLE001  # whatever it is, nobody may take what was sent for the whole
        when_cut(error)
        yield CUT_LINE


def csv_row(shared: SharedLead) -> tuple[Cell, ...]:
    """Return the cells of a lead, one for each column of the header; what is unknown or erased is empty."""
    lead, consent = shared.lead, shared.consent
    first_name, last_name, email, phone, zip_code, education_level, start_timeframe = _person(shared.contact)
    city, state, campus_zip = _campus(lead.program["campus"])
    text, channels, ip = _given(consent.given)
    return (
        lead.id,
        rfc3339(lead.created_at),
        lead.state,
        first_name,
        last_name,
        email,
        phone,
        zip_code,
        text_cell(lead.program_id),
        text_cell(lead.program["title"]),
        text_cell(lead.program["credential"]),
        city,
        state,
        campus_zip,
        shown_distance(lead),
        education_level,
        start_timeframe,
        consent.id,
        text,
        channels,
        rfc3339(consent.agreed_at),
        ip,
        text_cell(lead.partner_id),
        text_cell(lead.placement),
        text_cell(lead.sub_id),
        usd_from_cents(lead.price_cents),
        "true" if lead.is_test else "false",
    )


def _person(contact: Contact | None) -> tuple[str, ...]:
    if contact is None:
        return ("",) * 7
    person = contact.person
    return (
        text_cell(person.first_name),
        text_cell(person.last_name),
        text_cell(person.email),
        phone_cell(person.phone),
        text_cell(person.zip),
        text_cell(person.education_level),
        text_cell(person.start_timeframe),
    )


def _campus(campus: dict[str, Any] | None) -> tuple[str, ...]:
    return ("",) * 3 if campus is None else tuple(text_cell(campus[name]) for name in ("city", "state", "zip"))


def _given(given: ConsentGiven | None) -> tuple[str, ...]:
    if given is None:
        return ("",) * 3
    return text_cell(given.text), text_cell(",".join(given.channels)), text_cell(given.ip)
