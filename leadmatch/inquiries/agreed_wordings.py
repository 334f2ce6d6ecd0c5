"""Whether each consent is to the very words in force, and to channels that they offer (rule L2)."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Connection, Engine

from leadmatch.inquiries.choices import Choice
from leadmatch.inquiries.disclosure_offers import in_order
from leadmatch.inquiries.disclosures import active_wordings
from leadmatch.inquiries.errors import DisclosureChangedError
from leadmatch.inquiries.given_consents import read_consents
from leadmatch.inquiries.sandbox.wordings import sandbox_wordings
from leadmatch.inquiries.submission import GivenConsent, Submission
from leadmatch.inquiries.wording import LANGUAGES, Wording, is_text_of, shown_text
from leadmatch.kernel.errors import Fault, InvalidRequestError

CHANGED: Final = DisclosureChangedError.slug
_DETAIL: Final = "Show the wording in force, and send it as it was shown once the person has agreed to it."


def agreed_wordings(
    connection: Connection, submission: Submission, choices: Sequence[Choice], *, is_sandbox: bool
) -> Mapping[str, Wording]:
    """Return the wording that each consent is to.

    Raises:
        DisclosureChangedError: a text is not that of the active wording, and nothing else is wrong.
        InvalidRequestError: a channel is not one that the wording offers; names texts that have changed too.
    """
    schools = [choice.school_id for choice in choices]
    wordings = _in_force(connection, schools, submission.language, is_sandbox=is_sandbox)
    phone = submission.person.phone_typed
    faults = [
        fault
        for place, consent in enumerate(submission.consents)
        for fault in _faults(place, consent, wordings.get(consent.school_id), phone)
    ]
    if any(fault.code != CHANGED for fault in faults):
        raise InvalidRequestError(faults)
    if faults:
        raise changed(choices, wordings)
    return wordings


def changed(choices: Sequence[Choice], wordings: Mapping[str, Wording]) -> DisclosureChangedError:
    """Return the error that brings along the wordings in force of the schools chosen."""
    programs = {choice.school_id: [each.asked.id for each in choice.programs] for choice in choices}
    return DisclosureChangedError([each.as_json() for each in in_order(programs, wordings)])


def faults_of_sent(
    body: Mapping[str, Any], schools: Collection[str], engine: Engine, *, is_sandbox: bool
) -> list[Fault]:
    """Return what is wrong with the wordings and channels of a body that has other faults; those are told elsewhere.

    Args:
        body: of the inquiry.
        schools: of the programs that could be read; consents to others are not looked at.
        engine: of the database.
        is_sandbox: whether the programs stand in the sandbox.
    """
    consents = read_consents(body.get("consents"), []) or []
    asked = {place: each for place, each in enumerate(consents) if each.get("school_id") in schools}
    language = body.get("language") or LANGUAGES[0]
    if not asked or language not in LANGUAGES:  # nobody knows in which language the words were shown
        return []
    with engine.connect() as connection:
        wordings = _in_force(connection, schools, language, is_sandbox=is_sandbox)
    phone = _phone_sent(body.get("person"))
    return [fault for place, each in asked.items() for fault in _faults_of_read(place, each, wordings, phone)]


def _in_force(
    connection: Connection, schools: Collection[str], language: str, *, is_sandbox: bool
) -> Mapping[str, Wording]:
    return sandbox_wordings(schools, language) if is_sandbox else active_wordings(connection, schools, language)


def _faults(place: int, consent: GivenConsent, wording: Wording | None, phone: str | None) -> Sequence[Fault]:
    if wording is None or not _is_to(consent, wording, phone):
        return [_changed(place)]
    if not set(consent.channels) <= set(wording.channels):
        words = f"Send channels that the wording offers: {', '.join(wording.channels)}."
        return [Fault(f"/consents/{place}/channels", "channel-not-offered", words)]
    return []


def _faults_of_read(
    place: int, read: Mapping[str, Any], wordings: Mapping[str, Wording], phone: str | None
) -> Sequence[Fault]:
    """Return the faults of a consent of which some members may be missing, or be told as faults themselves."""
    wording = wordings.get(read["school_id"])
    if wording is None:
        return [_changed(place)]
    consent = GivenConsent(
        school_id=wording.school_id,
        disclosure_id=read.get("disclosure_id", wording.id),
        sha256=read.get("sha256", wording.sha256),
        text=read.get("text") or shown_text(wording, None),
        channels=read.get("channels", wording.channels),
    )
    return _faults(place, consent, wording, phone)


def _changed(place: int) -> Fault:
    return Fault(f"/consents/{place}/text", CHANGED, _DETAIL)


def _is_to(consent: GivenConsent, wording: Wording, phone_typed: str | None) -> bool:
    is_version = consent.disclosure_id == wording.id and consent.sha256 == wording.sha256
    return is_version and is_text_of(wording, consent.text, phone_typed)


def _phone_sent(person: object) -> str | None:
    phone = person.get("phone") if isinstance(person, dict) else None
    return phone.strip(" ") or None if isinstance(phone, str) else None
