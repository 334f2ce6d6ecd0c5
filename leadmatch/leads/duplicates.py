"""Whether a school has lately got the same person: the same e-mail or phone within 90 days (rule L5)."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, select, union_all

from leadmatch.kernel.prepared import Prepared
from leadmatch.leads.identity import Identity
from leadmatch.leads.models import Lead

REMEMBERED = timedelta(days=90)
# Only leads that a campaign took count: who was turned away may ask again. Two halves, one for each index.
_RECENT = Prepared(
    union_all(
        *(
            select(Lead.id).where(
                Lead.school_id == bindparam("school_id"),
                column == bindparam(value),
                Lead.campaign_id.is_not(None),
                Lead.created_at > bindparam("since"),
            )
            for column, value in ((Lead.email_index, "email"), (Lead.phone_index, "phone"))
        )
    )
)


def ask_recent(
    connection: Connection, identity: Identity, schools: Sequence[str], now: datetime
) -> Callable[[], set[str]]:
    """Ask which of these schools have one; the answer is fetched later."""
    person = {"email": identity.email, "phone": identity.phone, "since": now - REMEMBERED}
    asked = {school_id: _RECENT.ask(connection, {"school_id": school_id, **person}) for school_id in schools}
    return lambda: {school_id for school_id, fetch in asked.items() if fetch()}
