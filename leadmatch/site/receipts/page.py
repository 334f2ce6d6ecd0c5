"""Everything that a receipt shows: what happened at each school, what was agreed to, and what can still be done."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from leadmatch.inquiries.receipt import Receipt, ReceiptEvent, ReceiptLead, ReceiptStatus
from leadmatch.outbox.models import EventType
from leadmatch.site.figures import long_day
from leadmatch.site.languages import gettext, ngettext
from leadmatch.site.moments import later_words, moment_words, zone_of, zone_words
from leadmatch.site.receipts.words import channel_words, reason_words, shared_words, status_words


@dataclass(frozen=True, slots=True, kw_only=True)
class SchoolLines:
    """What became of the request at one school.

    Args:
        status: one word; `mark` names its shape.
        timeline: sentences, in order, each with its time.
        shared: what the school can see of the person; empty where nothing was shared, or where it is not on file.
        wording: what was agreed to; `wording_language`: of that text.
        wording_note: what in that text is not what was agreed to; empty where nothing is.
        channels: by what contact may be made, in words.
        agreed_at: when it was agreed to.
        can_stop: it has not been stopped yet.
    """

    school_id: str
    name: str
    programs: tuple[str, ...]
    status: str
    mark: str
    timeline: tuple[str, ...]
    shared: tuple[str, ...]
    wording: str
    wording_note: str
    wording_language: str
    channels: str
    agreed_at: str
    can_stop: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptPage:
    """One inquiry as its visitor reads of it.

    Args:
        outcome: to how many schools it went.
        zone: what the times are in.
        notices: what is to be known before all else.
        was_shared: any school could see the person.
        can_stop_all: future requests are not stopped yet.
        is_sandbox: it is a test, and went nowhere.
        can_erase: name, e-mail and phone are still kept.
        retention: until when evidence would be kept after an erasure, in words.
    """

    heading: str
    outcome: str
    zone: str
    notices: tuple[str, ...]
    schools: tuple[SchoolLines, ...]
    was_shared: bool
    is_sandbox: bool
    can_stop_all: bool
    can_erase: bool
    retention: str


def receipt_page(receipt: Receipt, *, retention_years: int, now: datetime) -> ReceiptPage:
    """Return the page.

    Args:
        receipt: what is on file.
        retention_years: how long evidence of a shared request is kept after an erasure.
        now: aware.
    """
    zone = zone_of(receipt.time_zone)
    sent_on = long_day(receipt.created_at.astimezone(zone).date())
    return ReceiptPage(
        heading=gettext("Your request of %(day)s", day=sent_on),
        outcome=_outcome(receipt),
        zone=zone_words(zone),
        notices=tuple(_notices(receipt, zone, now)),
        schools=tuple(_school(lead, receipt, zone, now) for lead in receipt.leads),
        was_shared=any(lead.was_shared for lead in receipt.leads),
        is_sandbox=receipt.is_sandbox,
        can_stop_all=receipt.stopped_at is None and receipt.erased_at is None,
        can_erase=receipt.has_contact,
        retention=ngettext("%(count)s year", "%(count)s years", retention_years, count=retention_years),
    )


def _outcome(receipt: Receipt) -> str:
    shared, asked = sum(lead.was_shared for lead in receipt.leads), len(receipt.leads)
    if not shared:
        return gettext("It went to no school.")
    if shared == asked:
        return ngettext("It went to %(count)s school.", "It went to %(count)s schools.", shared, count=shared)
    return gettext("It went to %(shared)s of %(asked)s schools.", shared=shared, asked=asked)


def _notices(receipt: Receipt, zone: tzinfo, now: datetime) -> Iterator[str]:
    if receipt.is_sandbox:
        yield from _sandbox_notices(receipt, zone, now)
        return
    if receipt.is_test:
        yield gettext("This is a test: no school acts on it.")
    if receipt.erased_at is not None:
        yield gettext(
            "%(moment)s: you had everything erased. Your name, e-mail address, phone number and answers are gone from "
            "our database, and we share nothing about you any more.",
            moment=moment_words(receipt.erased_at, zone, now=now),
        )
    elif receipt.stopped_at is not None:
        yield gettext(
            "%(moment)s: you stopped everything. We send no school anything under your e-mail address or phone number "
            "any more.",
            moment=moment_words(receipt.stopped_at, zone, now=now),
        )


def _sandbox_notices(receipt: Receipt, zone: tzinfo, now: datetime) -> Iterator[str]:
    yield gettext(
        "This is a test in the sandbox. Its schools are made up, nothing of it went anywhere, and stopping or erasing "
        "it changes nothing for real requests."
    )
    if receipt.erased_at is not None:
        yield gettext("%(moment)s: you had this test erased.", moment=moment_words(receipt.erased_at, zone, now=now))
    elif receipt.stopped_at is not None:
        yield gettext("%(moment)s: you stopped this test.", moment=moment_words(receipt.stopped_at, zone, now=now))


def _school(lead: ReceiptLead, receipt: Receipt, zone: tzinfo, now: datetime) -> SchoolLines:
    return SchoolLines(
        school_id=lead.school_id,
        name=lead.school_name,
        programs=lead.program_titles,
        status=status_words(lead.status),
        mark=lead.status.value.replace("_", "-"),
        timeline=tuple(_timeline(lead, receipt, zone, now)),
        shared=shared_words(lead.shared_fields),
        wording=lead.wording,
        wording_note=_wording_note(lead),
        wording_language=lead.wording_language,
        channels=channel_words(lead.channels),
        agreed_at=moment_words(receipt.created_at, zone, now=now),
        can_stop=lead.withdrawn_at is None and lead.status is not ReceiptStatus.ERASED,
    )


def _wording_note(lead: ReceiptLead) -> str:
    if lead.is_exact or lead.is_unreadable:  # the timeline says that it is unreadable
        return ""
    if lead.evidence_shredded_at is not None:
        return gettext(
            "This is how the school worded it. Where it speaks of the phone number, the number itself may have stood; "
            "the exact text was destroyed with the evidence."
        )
    return gettext(
        "In the text that you agreed to stood your phone number. That text is sealed with the evidence, so this one "
        "has other words in place of the number."
    )


def _timeline(lead: ReceiptLead, receipt: Receipt, zone: tzinfo, now: datetime) -> Iterator[str]:
    if lead.sent_at is None:
        yield _not_sent(lead, moment_words(receipt.created_at, zone, now=now), is_sandbox=receipt.is_sandbox)
    else:
        sent = moment_words(lead.sent_at, zone, now=now)
        said = gettext("%(moment)s: sent to %(school)s.", moment=sent, school=lead.school_name)
        if lead.fetched_at is not None:
            time = later_words(lead.fetched_at, lead.sent_at, zone, now=now)
            said = f"{said} {gettext('They fetched it %(time)s.', time=time)}"
        yield said
    if lead.withdrawn_at is not None and not lead.was_shared and lead.withdrawn_at != receipt.erased_at:
        yield gettext(
            "%(moment)s: you stopped %(school)s. Nothing of yours goes there from us.",
            moment=moment_words(lead.withdrawn_at, zone, now=now),
            school=lead.school_name,
        )
    asked = [event for event in lead.events if event.type is not EventType.CREATED]
    for place, event in enumerate(asked):  # the first one sets the time by which the school must have stopped
        yield _told(event, lead.school_name, zone, now, due_on=None if place else event.due_on)
    if lead.is_unreadable:
        yield gettext(
            "We cannot read our record of what you agreed to at the moment. What stands here is the wording that this "
            "school used and all ways of contact that it offered; yours may be fewer."
        )
    if lead.evidence_shredded_at is not None and lead.was_shared:
        moment = moment_words(lead.evidence_shredded_at, zone, now=now)
        yield gettext("%(moment)s: we destroyed the evidence of what you agreed to.", moment=moment)
    elif lead.evidence_kept_until is not None:
        day = long_day(lead.evidence_kept_until)
        yield gettext("The evidence of what you agreed to stays sealed until %(day)s and is then destroyed.", day=day)


def _not_sent(lead: ReceiptLead, moment: str, *, is_sandbox: bool) -> str:
    if is_sandbox and lead.reason_code is None:
        return gettext(
            "%(moment)s: taken in as a test. A real school would have got it; %(school)s is made up and got nothing.",
            moment=moment,
            school=lead.school_name,
        )
    said = gettext(
        "%(moment)s: not sent to %(school)s. Nothing of this request went there.",
        moment=moment,
        school=lead.school_name,
    )
    reason = reason_words(lead.reason_code)
    advice = None if is_sandbox else gettext("You can ask the school itself.")
    return " ".join(filter(None, (said, reason, advice)))


def _told(event: ReceiptEvent, school: str, zone: tzinfo, now: datetime, *, due_on: date | None) -> str:
    moment = moment_words(event.told_at, zone, now=now)
    if event.type is EventType.WITHDRAWN:
        said = _stop_told(moment, school, is_known=event.acknowledged_at is not None)
    else:
        said = _erasure_told(moment, school, is_known=event.acknowledged_at is not None)
    parts = [said]
    if due_on is not None:
        day = long_day(due_on)
        parts.append(gettext("They must have stopped contacting you by %(day)s, ten business days later.", day=day))
    if event.acknowledged_at is None:
        parts.append(gettext("They have not confirmed it yet."))
    else:
        time = later_words(event.acknowledged_at, event.told_at, zone, now=now)
        parts.append(gettext("They confirmed it %(time)s.", time=time))
    return " ".join(parts)


def _stop_told(moment: str, school: str, *, is_known: bool) -> str:
    if is_known:
        return gettext("%(moment)s: you stopped %(school)s, and they know.", moment=moment, school=school)
    return gettext("%(moment)s: you stopped %(school)s, and we are telling them.", moment=moment, school=school)


def _erasure_told(moment: str, school: str, *, is_known: bool) -> str:
    if is_known:
        return gettext(
            "%(moment)s: you had your data erased, and %(school)s knows that it is to erase it too.",
            moment=moment,
            school=school,
        )
    return gettext(
        "%(moment)s: you had your data erased, and we are asking %(school)s to erase it too.",
        moment=moment,
        school=school,
    )
