"""A form that was sent becomes an inquiry by the very use case of the API; what comes before it is the form's own."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import uuid4

from leadmatch.inquiries.asking import read_asked
from leadmatch.inquiries.errors import ChallengeRequiredError
from leadmatch.inquiries.form_guard import MARK_FIELD, FormGuard
from leadmatch.inquiries.intake import Intake
from leadmatch.inquiries.limits import InquiryLimits
from leadmatch.inquiries.service import Answer, ReadInquiry, submit_inquiry
from leadmatch.inquiries.spent_tokens import OneUse
from leadmatch.kernel.errors import Fault, InvalidRequestError
from leadmatch.kernel.storage import unavailability_told
from leadmatch.site.brought import Visits
from leadmatch.site.inquire.posted import Posted
from leadmatch.web.caller import Visitor

FORM_VERSION = "page-1"
MAX_KEY_LENGTH = 255


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Where forms are handed out and taken in.

    Args:
        intake: takes in what they say.
        guard: tells people from programs.
        limits: those of the intake; they also let a form wait.
        visits: read what visitors bring along.
        base_url: public address of the site, without a slash at the end.
    """

    intake: Intake
    guard: FormGuard
    limits: InquiryLimits
    visits: Visits
    base_url: str

    def new_marks(self) -> Mapping[str, str]:
        """Return the hidden fields of a new form: its idempotency key, and when it was made."""
        key = str(uuid4())
        return {"key": key, MARK_FIELD: self.guard.mark(key, self.intake.clock())}

    def send(self, posted: Posted, body: Mapping[str, Any], visitor: Visitor) -> Answer:
        """Take in an inquiry.

        Args:
            posted: the form.
            body: what the API would be sent for it.
            visitor: who sends it.

        Raises:
            InvalidRequestError: names every fault, those of the form among them.
            LeadmatchError: whatever else `submit_inquiry` raises.
        """

        def read() -> ReadInquiry:
            faults = self._form_faults(posted)
            inquiry = read_asked(body, visitor, FORM_VERSION, self.intake, form_faults=faults)
            return replace(inquiry, solution=self._wait_that_is_over(posted, visitor))

        with unavailability_told():
            if not 1 <= len(posted.key) <= MAX_KEY_LENGTH:  # under it nobody could find the answer again
                read()
                raise InvalidRequestError([Fault(MARK_FIELD, "form-expired", "Send the form as it was handed out.")])
            return submit_inquiry(body, posted.key, read, self.intake)

    def wait(self, posted: Posted, visitor: Visitor, error: ChallengeRequiredError) -> tuple[str, int]:
        """Return the ticket of a wait, and how many seconds there are to wait; no ticket where others wait already.

        Args:
            posted: the form; a ticket that it brings along goes on.
            visitor: who sent it.
            error: what it was refused for.
        """
        limits, now = self.limits, self.intake.clock()
        ticket = limits.read_wait(posted.ticket, posted.key, visitor.address, now) if posted.ticket else None
        if ticket is None or ticket.proof(now) is not None:  # a ticket that was good has been used
            ticket = limits.offer_wait(posted.key, visitor.address, error.retry_after_s or 1, now)
        return (ticket.token, ticket.seconds_left(now)) if ticket else ("", error.retry_after_s or 1)

    def _form_faults(self, posted: Posted) -> list[Fault]:
        now = self.intake.clock()
        return self.guard.faults(key=posted.key, mark=posted.mark, trap=posted.trap, now=now)

    def _wait_that_is_over(self, posted: Posted, visitor: Visitor) -> OneUse | None:
        if not posted.ticket:
            return None
        now = self.intake.clock()
        ticket = self.limits.read_wait(posted.ticket, posted.key, visitor.address, now)
        return ticket.proof(now) if ticket else None
