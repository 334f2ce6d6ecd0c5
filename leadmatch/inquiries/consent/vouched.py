"""What a stored consent must agree with: its evidence, its wording, its lead and its inquiry."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

import orjson

from leadmatch.inquiries.consent.chain import SALT_BYTES, commitment_of, evidence_row
from leadmatch.inquiries.consent.findings import Findings
from leadmatch.inquiries.consent.stored import StoredLink, stored_claim, stored_day, stored_moment
from leadmatch.inquiries.wording import LANGUAGES, rendered
from leadmatch.kernel.sealing import KeyRing, SealError
from leadmatch.leads.contact import open_contact

_SAME_IN_RECORD = ("lead_id", "inquiry_id", "school_id", "disclosure_id", "language")
_LEAP_DAY, _DAY_AFTER = "-02-29", "-03-01"


@dataclass(frozen=True, slots=True)
class KnownWording:
    """A wording as stored, for comparison."""

    school_id: str
    language: str
    text: str
    sha256: str
    channels: frozenset[str]

    def shows(self, text: str, phone: str | None) -> bool:
        """Tell whether a text is this wording, with this number or with the phrase that stands for it."""
        return text == rendered(self.text, self.language, phone) or text == rendered(self.text, self.language, None)


def known_wordings(rows: list[Any], findings: Findings) -> Mapping[str, KnownWording]:
    """Return the wordings by id; those that are not what they were are found."""
    known = {}
    for row in rows:
        texts = (row.id, row.school_id, row.language, row.text, row.sha256, row.channels)
        if not all(type(each) is str for each in texts) or row.language not in LANGUAGES:
            findings.add("disclosure-changed", f"the wording {row.id!r} is not stored in the form it was written in")
            continue
        if sha256(row.text.encode("utf-8", "surrogateescape")).hexdigest() != row.sha256:
            findings.add("disclosure-changed", f"the text of the wording {row.id!r} is not the one of its SHA-256")
        try:
            channels = frozenset(orjson.loads(row.channels))
        except (ValueError, TypeError):
            findings.add("disclosure-changed", f"the channels of the wording {row.id!r} cannot be read")
            channels = frozenset()
        known[row.id] = KnownWording(row.school_id, row.language, row.text, row.sha256, channels)
    return known


def check_lead(link: StoredLink, ring: KeyRing, findings: Findings) -> None:
    """Compare a consent with its lead and its inquiry, and see whether the person of the inquiry can be read."""
    if link.lead is None:
        findings.add("lead-missing", f"its lead {link.lead_id!r} is not there", link.number)
    else:
        for what, own, theirs in (
            ("number", link.number, link.lead_number),
            ("inquiry", link.inquiry_id, link.lead_inquiry_id),
            ("school", link.school_id, link.lead_school_id),
            ("test mark", stored_claim(link.is_test), stored_claim(link.lead_is_test)),
        ):
            if own != theirs:
                findings.add("lead-differs", f"its lead has another {what}", link.number)
    if link.inquiry is None:
        findings.add("inquiry-missing", f"its inquiry {link.inquiry_id!r} is not there", link.number)
    elif stored_claim(link.is_test) != stored_claim(link.inquiry_is_test):
        findings.add("inquiry-differs", "its inquiry has another test mark", link.number)
    if link.inquiry is not None and link.inquiry_sealed is not None:
        try:
            open_contact(link.inquiry_sealed, inquiry_id=str(link.inquiry), ring=ring)
        except SealError as error:
            findings.add("contact-changed", f"the person of its inquiry cannot be read: {error}", link.number)


def check_evidence(link: StoredLink, ring: KeyRing, wordings: Mapping[str, KnownWording], findings: Findings) -> bool:
    """Open the evidence of a consent and compare it with everything; return whether it could be opened."""
    wording = wordings.get(link.disclosure_id)
    if wording is None:
        findings.add("disclosure-missing", f"its wording {link.disclosure_id!r} is not there", link.number)
    elif (wording.school_id, wording.language) != (link.school_id, link.language):
        findings.add("disclosure-differs", "its wording is of another school or language", link.number)
    if link.evidence_number is None:
        findings.add("evidence-missing", "its evidence is not there", link.number)
        return False
    keep_until = None if link.keep_until is None else stored_day(link.keep_until)
    if keep_until is None and link.keep_until is not None:
        findings.add("evidence-changed", "the day until which its evidence is kept is none", link.number)
        return False
    if link.sealed is None:
        _check_shredding(link, keep_until, findings)
        return False
    if link.shredded_at is not None:
        findings.add("evidence-changed", "its evidence is there, although it is said to be shredded", link.number)
    record = _opened(link, keep_until, ring, findings)
    if record is None:
        return False
    _check_record(record, link, wording, findings)
    return True


def _check_shredding(link: StoredLink, keep_until: date | None, findings: Findings) -> None:
    """Nothing seals what is said of shredded evidence any more: it must at least fit the erasure of the inquiry."""
    if link.shredded_at is None:
        findings.add("evidence-missing", "its evidence is gone, and was not shredded", link.number)
        return
    shredded_at, erased_at = stored_moment(link.shredded_at), stored_moment(link.erased_at)
    if shredded_at is None or erased_at is None:
        findings.add("shredding-differs", "its evidence was shredded, but its inquiry was never erased", link.number)
    elif keep_until is None:
        if shredded_at != erased_at:
            findings.add("shredding-differs", "its evidence was shredded at another moment than erased", link.number)
    elif not _is_kept_for_years(erased_at, keep_until) or shredded_at[:10] <= keep_until.isoformat():
        findings.add("shredding-differs", "its evidence was shredded before its time, or its time differs", link.number)


def _is_kept_for_years(erased_at: str, keep_until: date) -> bool:
    day = keep_until.isoformat()
    is_same_day = day[4:] == erased_at[4:10] or (erased_at[4:10] == _LEAP_DAY and day[4:] == _DAY_AFTER)
    return is_same_day and day[:4] > erased_at[:4]


def _opened(link: StoredLink, keep_until: date | None, ring: KeyRing, findings: Findings) -> bytes | None:
    if not isinstance(link.sealed, bytes):
        findings.add("evidence-changed", "its evidence is not stored as bytes", link.number)
        return None
    try:
        plain = ring.open(link.sealed, row=evidence_row(link.number, keep_until))
    except SealError as error:
        findings.add("evidence-changed", f"its evidence does not open: {error}", link.number)
        return None
    if commitment_of(plain[:SALT_BYTES], plain[SALT_BYTES:]) != link.commitment:
        findings.add("evidence-differs", "its evidence is not what it commits to", link.number)
        return None
    return plain[SALT_BYTES:]


def _check_record(record: bytes, link: StoredLink, wording: KnownWording | None, findings: Findings) -> None:
    try:
        fields: dict[str, Any] = orjson.loads(record)
        own = (
            *(fields[name] for name in _SAME_IN_RECORD),
            fields["consent_id"],
            fields["is_test"],
            fields["agreed_at"],
        )
        shown, channels, programs = fields["text"], frozenset(fields["channels"]), fields["program_ids"]
        phone, disclosure_sha256 = fields["phone_typed"], fields["disclosure_sha256"]
    except (ValueError, KeyError, TypeError):
        findings.add("record-unreadable", "its record is none that this version knows", link.number)
        return
    columns = tuple(getattr(link, name) for name in _SAME_IN_RECORD)
    if own != (*columns, link.id, stored_claim(link.is_test), stored_moment(link.agreed_at)):
        findings.add("record-differs", "its record is of another consent than its columns", link.number)
    if link.lead is not None and link.lead_program_id not in programs:
        findings.add("lead-differs", "its lead is about a program that was not asked about", link.number)
    if wording is None:
        return
    if disclosure_sha256 != wording.sha256 or not wording.shows(shown, phone):
        findings.add("disclosure-differs", "the text agreed to is not that of its wording", link.number)
    if not channels <= wording.channels:
        findings.add("disclosure-differs", "it is for channels that its wording does not offer", link.number)
