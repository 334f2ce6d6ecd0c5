"""The one writer of changes of a lead's state after it was decided."""

from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from leadmatch.leads.lifecycle import LeadState, require_allowed
from leadmatch.leads.models import Lead, LeadChange


def change_lead(
    connection: Connection, lead_id: str, after: LeadState, *, done_by: str, now: datetime, **columns: object
) -> None:
    """Bring a lead to another state, with a row of its history; part of the caller's transaction.

    Args:
        connection: in a transaction that writes.
        lead_id: of a lead on file.
        after: the new state.
        done_by: ``visitor``, ``school`` or ``operator``.
        now: when.
        columns: of `Lead`, that change with it, e.g. ``withdrawn_at``.

    Raises:
        LeadStateError: the state of the lead does not allow it.
    """
    asked = select(Lead.state).where(Lead.id == lead_id).with_for_update()
    before = LeadState(connection.execute(asked).scalar_one())
    require_allowed(before, after)
    connection.execute(update(Lead).where(Lead.id == lead_id).values(state=after, **columns))
    change = {"lead_id": lead_id, "changed_at": now, "before": before, "after": after, "done_by": done_by}
    connection.execute(insert(LeadChange).values(change))
