"""Whether a school has lately got the same person: the same e-mail or phone within 90 days (rule L5)."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, select

from leadmatch.kernel.prepared import Prepared
from leadmatch.leads.identity import Identity
from leadmatch.leads.models import Lead

REMEMBERED = timedelta(days=90)
# Only leads that a campaign took count: who was turned away may ask again. Two halves, one for each index.
_RECENT = [
    Prepared(
        select(Lead.id).where(
            Lead.school_id == bindparam("school_id"),
            column == bindparam("value"),
            Lead.campaign_id.is_not(None),
            Lead.created_at > bindparam("since"),
        )
    )
    for column in (Lead.email_index, Lead.phone_index)
]


def schools_with_a_recent_lead(
    connection: Connection, identity: Identity, schools: Sequence[str], now: datetime
) -> set[str]:
    """Return those of these schools that have one."""
    return {school_id for school_id in schools if _has_one(connection, identity, school_id, now - REMEMBERED)}


def _has_one(connection: Connection, identity: Identity, school_id: str, since: datetime) -> bool:
    return any(
        query.rows(connection, {"school_id": school_id, "value": value, "since": since})
        for query, value in zip(_RECENT, (identity.email, identity.phone), strict=True)
        if value is not None
    )
