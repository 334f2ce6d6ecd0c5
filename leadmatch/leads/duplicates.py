"""Whether a school has lately got the same person: the same e-mail or phone within 90 days (rule L5)."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, or_, select

from leadmatch.leads.identity import Identity
from leadmatch.leads.models import Lead

REMEMBERED = timedelta(days=90)
# Only leads that a campaign took count: who was turned away may ask again.
_RECENT = select(Lead.school_id).where(
    Lead.school_id.in_(bindparam("schools", expanding=True)),
    or_(Lead.email_index == bindparam("email"), Lead.phone_index == bindparam("phone")),
    Lead.campaign_id.is_not(None),
    Lead.created_at > bindparam("since"),
)


def schools_with_a_recent_lead(
    connection: Connection, identity: Identity, schools: Sequence[str], now: datetime
) -> set[str]:
    """Return those of these schools that have one."""
    asked = {"schools": schools, "email": identity.email, "phone": identity.phone, "since": now - REMEMBERED}
    return set(connection.execute(_RECENT, asked).scalars())
