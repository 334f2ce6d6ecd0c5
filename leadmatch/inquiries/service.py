"""The use case of an inquiry: one transaction from consent to outbox, so that a 2xx means all of it is durable (L7)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Connection

from leadmatch.access.callers import ANYBODY, Caller
from leadmatch.geo.gazetteer import Place
from leadmatch.inquiries.agreed_wordings import agreed_wordings
from leadmatch.inquiries.choices import Choice, ChosenProgram, by_school
from leadmatch.inquiries.consent.chain import append_consents
from leadmatch.inquiries.decided import DecidedLead, NewInquiry, consent_draft, write_inquiry, write_leads
from leadmatch.inquiries.idempotency import (
    RequestKey,
    answer_in_turn,
    forget_old_answers,
    keep_answer,
    known_answer,
    request_key,
)
from leadmatch.inquiries.intake import Intake
from leadmatch.inquiries.limits import Proof
from leadmatch.inquiries.receipt_token import new_receipt_token
from leadmatch.inquiries.rules import Decision, Known, decide, public_code
from leadmatch.inquiries.sandbox.deciding import decide_in_sandbox, meet_trouble
from leadmatch.inquiries.sandbox.wordings import keep_wordings
from leadmatch.inquiries.source import credited
from leadmatch.inquiries.submission import Submission
from leadmatch.kernel.database import writing
from leadmatch.kernel.errors import LeadmatchError
from leadmatch.kernel.ids import new_id
from leadmatch.kernel.prepared import in_one_go, in_one_go_with_commit
from leadmatch.leads.duplicates import ask_recent
from leadmatch.leads.identity import Identity, identity_of
from leadmatch.leads.identity_locks import lock_identity
from leadmatch.leads.suppression import ask_suppressed
from leadmatch.sponsors.asked import Asked
from leadmatch.sponsors.caps import reserve
from leadmatch.sponsors.queries import ask_campaigns
from leadmatch.sponsors.terms import CampaignTerms
from leadmatch.web.language_prefix import path_in

_FORGET_EVERY = 256  # inquiries: about how often answers whose time is over are removed


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to an inquiry as JSON, and whether it was given before."""

    body: bytes
    is_replay: bool

    @property
    def receipt_url(self) -> str:
        """The address of the receipt."""
        address: str = orjson.loads(self.body)["receipt_url"]
        return address


@dataclass(frozen=True, slots=True)
class ReadInquiry:
    """A submission with the programs and the place that it names.

    Args:
        solution: of a challenge, or a wait that is over; None where there is neither.
        is_sandbox: the programs stand in the sandbox, so that nothing real may come of it.
    """

    submission: Submission
    programs: tuple[ChosenProgram, ...]
    place: Place
    solution: Proof | None
    is_sandbox: bool = False


def submit_inquiry(
    body: object, key: str, read: Callable[[], ReadInquiry], intake: Intake, caller: Caller = ANYBODY
) -> Answer:
    """Take in an inquiry: once per key, shared with the schools that were consented to, or refused as a whole.

    Args:
        body: as it was sent; tells whether a key is used for the same again.
        key: the idempotency key.
        read: reads the body, or raises what is wrong with it.
        intake: what it all needs.
        caller: whose idempotency key it is.

    Raises:
        InvalidRequestError: names every fault.
        IdempotencyKeyReusedError: another body was sent under this key.
        RequestInFlightError: the same request is being worked on.
        DisclosureChangedError: a text that was agreed to is not the active wording's, and nothing else is wrong.
        ChallengeRequiredError: too many came from this address or person; nothing was kept.
        StorageUnavailableError: the database cannot take it now; nothing was kept.
    """
    requested = request_key(key, body, intake.hashes, caller)
    with intake.in_flight.claim(requested.key_index):
        try:
            inquiry = read()
            with writing(intake.engine) as connection:
                known = answer_in_turn(connection, requested, intake.ring)
                answer = known or _take_in(connection, inquiry, requested, intake)
            return Answer(answer, is_replay=known is not None)
        except LeadmatchError:
            # What was taken in once is answered the same way, although it could not be taken in again.
            with intake.engine.connect() as connection:
                known = known_answer(connection, requested, intake.ring)
            if known is None:
                raise
            return Answer(known, is_replay=True)


def _take_in(connection: Connection, inquiry: ReadInquiry, key: RequestKey, intake: Intake) -> bytes:
    now = intake.clock()
    submission, earns = credited(connection, inquiry.submission, now)
    identity = identity_of(submission.person, intake.hashes, is_sandbox=inquiry.is_sandbox)
    choices = by_school(inquiry.programs)
    if inquiry.is_sandbox:
        meet_trouble(connection, submission, choices, inquiry.solution, limits=intake.limits, now=now)
    else:
        intake.limits.check(connection, submission.visit.ip, identity, inquiry.solution, now)
    wordings = agreed_wordings(connection, submission, choices, is_sandbox=inquiry.is_sandbox)
    if inquiry.is_sandbox:
        keep_wordings(connection, wordings.values(), now)
        decisions = decide_in_sandbox(submission.person.email, inquiry.place, choices)
    else:
        decisions = _decide(connection, inquiry, choices, identity, now)
    decided = _decided(submission, choices, decisions)
    token = new_receipt_token()
    new = NewInquiry(
        id=new_id("inq"), submission=submission, identity=identity, place=inquiry.place, now=now, earns=earns
    )
    drafts = [consent_draft(new, each, wordings) for each in decided]
    receipt_url = intake.base_url + path_in(submission.language, f"/receipts/{token}")
    answer = _answer(new.id, receipt_url, decided)
    if key.lock % _FORGET_EVERY == 0:
        forget_old_answers(connection, now)
    in_one_go_with_commit(connection)
    write_inquiry(connection, new, token, intake)
    keep_answer(connection, key, answer, ring=intake.ring, now=now)
    numbers = append_consents(connection, intake.ring, drafts)  # from here on others wait for their numbers
    write_leads(connection, new, decided, numbers)
    return answer


def _decide(
    connection: Connection, inquiry: ReadInquiry, choices: Sequence[Choice], identity: Identity, now: datetime
) -> dict[str, Decision]:
    """Decide each school, under the locks of the person.

    In the order of their ids, so that two inquiries never wait for each other's caps.
    """
    person = inquiry.submission.person
    schools = sorted(choice.school_id for choice in choices)
    with in_one_go(connection):
        lock_identity(connection, identity.values)
        asked_campaigns = ask_campaigns(connection, schools)
        asked_suppressed = ask_suppressed(connection, identity.values, schools)
        asked_recent = ask_recent(connection, identity, schools, now)
    campaigns, suppressed, recent = asked_campaigns(), asked_suppressed(), asked_recent()
    by_id = {choice.school_id: choice for choice in choices}

    def take_place(campaign: CampaignTerms) -> bool:
        return reserve(connection, campaign, now) is None

    decisions: dict[str, Decision] = {}
    for school_id in schools:
        asked = Asked(
            place=inquiry.place,
            program=by_id[school_id].first.asked,
            education_level=person.education_level,
            start_timeframe=person.start_timeframe,
            schools_asked=len(choices),
        )
        known = Known(is_suppressed=school_id in suppressed, is_duplicate=school_id in recent)
        decisions[school_id] = decide(campaigns.get(school_id, ()), asked, known, now=now, reserve=take_place)
    return decisions


def _decided(submission: Submission, choices: Sequence[Choice], decisions: Mapping[str, Decision]) -> list[DecidedLead]:
    consents = {consent.school_id: consent for consent in submission.consents}
    return [
        DecidedLead(
            id=new_id("led"),
            consent_id=new_id("con"),
            choice=choice,
            decision=decisions[choice.school_id],
            consent=consents[choice.school_id],
        )
        for choice in choices
    ]


def _answer(inquiry_id: str, receipt_url: str, decided: Sequence[DecidedLead]) -> bytes:
    leads: list[dict[str, Any]] = [
        {
            "id": each.id,
            "school": {"id": each.choice.school_id, "name": each.choice.first.school_name},
            "program_id": each.choice.first.asked.id,
            "status": each.state,
            "reason_code": public_code(each.decision.code),
        }
        for each in decided
    ]
    return orjson.dumps({"id": inquiry_id, "receipt_url": receipt_url, "leads": leads})
