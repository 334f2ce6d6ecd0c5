"""What a consent vouches for, as bytes that are always the same for the same consent (rule L2)."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from typing import Any, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import orjson

from leadmatch.inquiries.submission import GivenConsent, Submission
from leadmatch.inquiries.wording import Wording

RECORD_VERSION = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentRecord:
    """One person's consent to one school, and all that proves it; what is not known is None.

    Args:
        text: exactly what the visitor read.
        disclosure_sha256: of the wording's template, in hex.
        school_name: as it was shown.
        channels: those agreed to.
        phone: E.164.
        phone_typed: the number as it was typed.
        agreed_at: when the service took it in, in UTC to the microsecond, ending in ``Z``.
        time_zone: IANA name, of the visitor's ZIP code.
        agreed_at_local: the same moment there.
        language: of the text.
        form_language: of the form around it.
        program_ids: what was asked about.
    """

    consent_id: str
    inquiry_id: str
    lead_id: str
    program_ids: tuple[str, ...]
    school_id: str
    school_name: str
    disclosure_id: str
    disclosure_sha256: str
    text: str
    channels: tuple[str, ...]
    first_name: str
    last_name: str
    email: str
    phone: str | None
    phone_typed: str | None
    agreed_at: str
    time_zone: str | None
    agreed_at_local: str | None
    ip: str
    user_agent: str | None
    page_url: str | None
    referrer: str | None
    certificate_url: str | None
    partner_id: str | None
    placement: str | None
    sub_id: str | None
    form_version: str
    language: str
    form_language: str
    is_test: bool
    v: int = RECORD_VERSION

    @classmethod
    def of(
        cls,
        submission: Submission,
        consent: GivenConsent,
        wording: Wording,
        *,
        consent_id: str,
        inquiry_id: str,
        lead_id: str,
        time_zone: str | None,
        agreed_at: datetime,
        program_ids: Sequence[str] | None = None,
    ) -> Self:
        """Return the record of one consent of a submission.

        Args:
            submission: what was sent.
            consent: the one of its consents that the record is of.
            wording: what it is to.
            consent_id: of the consent to come.
            inquiry_id: of the inquiry to come.
            lead_id: of the lead to come.
            time_zone: IANA name, of the visitor's place.
            agreed_at: when.
            program_ids: the programs of this school; those of the whole submission if not given.
        """
        person, visit = submission.person, submission.visit
        return cls(
            consent_id=consent_id,
            inquiry_id=inquiry_id,
            lead_id=lead_id,
            program_ids=tuple(submission.program_ids if program_ids is None else program_ids),
            school_id=wording.school_id,
            school_name=wording.school_name,
            disclosure_id=wording.id,
            disclosure_sha256=wording.sha256,
            text=consent.text,
            channels=consent.channels,
            first_name=person.first_name,
            last_name=person.last_name,
            email=person.email,
            phone=person.phone,
            phone_typed=person.phone_typed,
            agreed_at=utc_text(agreed_at),
            time_zone=time_zone,
            agreed_at_local=_local_text(agreed_at, time_zone),
            ip=visit.ip,
            user_agent=visit.user_agent,
            page_url=visit.page_url,
            referrer=visit.referrer,
            certificate_url=visit.certificate_url,
            partner_id=submission.partner_id,
            placement=submission.placement,
            sub_id=submission.sub_id,
            form_version=submission.form_version,
            language=wording.language,
            form_language=submission.language,
            is_test=submission.is_test,
        )

    def to_bytes(self) -> bytes:
        """Return the one form of this record that is committed to."""
        return canonical({name: getattr(self, name) for name in _NAMES})

    @classmethod
    def from_bytes(cls, written: bytes) -> Self:
        """Return the record that `to_bytes` wrote.

        Raises:
            ValueError: it is no such record.
        """
        try:
            kept: dict[str, Any] = orjson.loads(written)
            record = cls(**{**kept, **{name: tuple(kept[name]) for name in ("channels", "program_ids")}})
        except (TypeError, KeyError) as error:
            raise ValueError("It is no record of a consent") from error
        if record.to_bytes() != written or record.v != RECORD_VERSION:
            raise ValueError("It is no record of a consent in the form that is known here")
        return record


_NAMES = tuple(each.name for each in fields(ConsentRecord))


def canonical(members: dict[str, Any]) -> bytes:
    """Return the one JSON of an object: UTF-8, names in order, no space between.

    Texts, whole numbers, booleans, null and lists of them only: of these every JSON library makes the same bytes.
    """
    return orjson.dumps(members, option=orjson.OPT_SORT_KEYS)


def utc_text(moment: datetime) -> str:
    """Return an aware moment in UTC as RFC 3339 text to the microsecond."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _local_text(moment: datetime, time_zone: str | None) -> str | None:
    if time_zone is None:
        return None
    try:
        return moment.astimezone(ZoneInfo(time_zone)).isoformat(timespec="microseconds")
    except (ZoneInfoNotFoundError, ValueError):
        return None
