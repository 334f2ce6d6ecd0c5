"""Through whom an inquiry comes: a partner, by the token of what it showed first, or by its key (rule L10)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final, NamedTuple, Protocol

from sqlalchemy import Connection

from leadmatch.access.attribution import AttributionExpiredError, AttributionForgedError, Attributions
from leadmatch.access.callers import Caller
from leadmatch.inquiries.members import MemberError
from leadmatch.inquiries.submission import Submission
from leadmatch.leads.earnings import Earner, earner

_ADVICE: Final = "Send the attribution as a search with a key of yours gave it to you, or leave it out."


class Source(NamedTuple):
    """Whose visit it is; None where nobody's, or nobody said.

    Args:
        placement: where on the site.
        sub_id: the partner's own mark.
        attribution: the token that says so; None where the key does.
    """

    partner_id: str | None = None
    placement: str | None = None
    sub_id: str | None = None
    attribution: str | None = None


NOBODYS: Final = Source()


class Sources(Protocol):
    """Tells whose an inquiry is."""

    def source_of(self, members: Mapping[str, Any], /) -> Source:
        """Return whose it is, by the members of its body.

        Raises:
            MemberError: its ``attribution`` is not one to send here.
        """
        ...


@dataclass(frozen=True, slots=True)
class PartnerSources:
    """Tells it by the token, which says who showed something first; without a good one by the key.

    Args:
        caller: whose key it was sent with.
        attributions: read tokens.
        today: in UTC.
    """

    caller: Caller
    attributions: Attributions
    today: date

    def source_of(self, members: Mapping[str, Any]) -> Source:
        """Return whose an inquiry is; see `Sources`. A token that has expired says nothing."""
        partner = self.caller.partner
        first = self._first(members.get("attribution"))
        if first is None:
            owner = None if partner is None else partner.id
            return Source(owner, members.get("placement"), members.get("sub_id"))
        if partner is not None and first.partner_id != partner.id:
            raise MemberError("invalid-attribution", _ADVICE)
        return first

    def _first(self, token: str | None) -> Source | None:
        if token is None:
            return None
        try:
            said = self.attributions.read(token, self.today)
        except AttributionExpiredError:
            return None
        except AttributionForgedError:
            raise MemberError("invalid-attribution", _ADVICE) from None
        if said.is_test and not self.caller.is_test:  # of a visit that was none
            return None
        return Source(said.partner_id, said.placement, said.sub_id, token)


def credited(connection: Connection, submission: Submission, now: datetime) -> tuple[Submission, Earner | None]:
    """Return what is sent and who earns by it; of a partner that is not active it keeps nothing, and nobody earns.

    Args:
        connection: in the transaction of the inquiry.
        submission: as it was read.
        now: when.
    """
    if submission.partner_id is None:
        return submission, None
    earns = earner(connection, submission.partner_id, now)
    if earns is None:
        visit = replace(submission.visit, attribution=None)
        return replace(submission, partner_id=None, placement=None, sub_id=None, visit=visit), None
    return submission, None if submission.is_test else earns
