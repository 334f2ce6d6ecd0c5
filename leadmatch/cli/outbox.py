"""`leadmatch outbox`: what schools were told of and have not acknowledged; acknowledging for one that has called."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import click
from sqlalchemy import Engine, select

from leadmatch.cli.engine import engine_of
from leadmatch.cli.releases import as_json_option, by_option
from leadmatch.delivery.acknowledging import acknowledge_event
from leadmatch.delivery.event_names import EVENT_OF_NAME, NAME_OF_EVENT
from leadmatch.kernel.clock import rfc3339, utc_now
from leadmatch.kernel.errors import InvalidRequestError, NotFoundError
from leadmatch.leads.models import Lead
from leadmatch.outbox.queries import OpenEvent, open_events
from leadmatch.settings import Settings

_SHOWN = 200


@click.group()
def outbox() -> None:
    """Events of leads that schools must take note of."""


@outbox.command("list")
@click.option("--overdue", is_flag=True, help="Only those whose last day has passed, by the calendar of UTC.")
@click.option("--school", "school_id", metavar="SCHOOL_ID", help="Only those of this school.")
@click.option(
    "--limit", type=click.IntRange(1, 100_000), default=_SHOWN, show_default=True, help="Show this many at most."
)
@as_json_option
@click.pass_obj
def list_command(settings: Settings, *, overdue: bool, school_id: str | None, limit: int, as_json: bool) -> None:
    """List the events that no school has acknowledged: those that are due first, then the oldest."""
    now = utc_now()
    due_before = now.astimezone(UTC).date() if overdue else None
    with engine_of(settings) as engine, engine.connect() as connection:
        events, total = open_events(connection, limit=limit, school_id=school_id, due_before=due_before)
    if as_json:
        click.echo(json.dumps({"events": [_fields(event, now) for event in events], "total": total}, indent=1))
        return
    for event in events:
        due = f"due {event.due_on}{' OVERDUE' if _is_overdue(event, now) else ''}" if event.due_on else ""
        name = NAME_OF_EVENT[event.type]
        click.echo(f"{event.lead_id}  {event.school_id}  {name:<17}  {_age(now - event.created_at):>6} old  {due}")
    click.echo(f"{total:,} events are not acknowledged{f'; {len(events):,} are shown' if total > len(events) else ''}.")


@outbox.command()
@click.argument("lead_id")
@click.argument("event", type=click.Choice([*EVENT_OF_NAME]))
@by_option
@as_json_option
@click.pass_obj
def acknowledge(settings: Settings, *, lead_id: str, event: str, by: str, as_json: bool) -> None:
    """Take note that the school knows of EVENT of LEAD_ID, because it has said so to you."""
    with engine_of(settings) as engine:
        try:
            school_id = _school_of(engine, lead_id)
            kind = EVENT_OF_NAME[event]
            at = acknowledge_event(engine, school_id, lead_id, kind, by=f"cli: {by}", now=utc_now())
        except NotFoundError:
            raise click.ClickException(f"No school has been given a lead {lead_id}") from None
        except InvalidRequestError:
            raise click.ClickException(f"{lead_id} has no event {event}; see: leadmatch outbox list") from None
    if as_json:
        click.echo(json.dumps({"lead_id": lead_id, "event": event, "acknowledged_at": rfc3339(at)}))
    else:
        click.echo(f"{school_id} knows of {event} of {lead_id} since {rfc3339(at)}.")


def _school_of(engine: Engine, lead_id: str) -> str:
    with engine.connect() as connection:
        found: str | None = connection.execute(select(Lead.school_id).where(Lead.id == lead_id)).scalar()
    if found is None:
        raise NotFoundError
    return found


def _fields(event: OpenEvent, now: datetime) -> dict[str, Any]:
    return {
        "lead_id": event.lead_id,
        "school_id": event.school_id,
        "event": NAME_OF_EVENT[event.type],
        "created_at": rfc3339(event.created_at),
        "age_s": int((now - event.created_at).total_seconds()),
        "due_on": event.due_on and event.due_on.isoformat(),
        "is_overdue": _is_overdue(event, now),
    }


def _is_overdue(event: OpenEvent, now: datetime) -> bool:
    return event.due_on is not None and event.due_on < now.astimezone(UTC).date()


def _age(age: timedelta) -> str:
    if age >= timedelta(days=1):
        return f"{age.days}d"
    minutes = int(age.total_seconds()) // 60
    return f"{minutes // 60}h" if minutes >= 60 else f"{minutes}m"  # noqa: PLR2004  # minutes of an hour
