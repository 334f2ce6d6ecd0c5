"""Keys as the commands read and print them: time spans and names in; JSON for scripts, words for people out."""

import json
import re
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

import click

from leadmatch.access.keys import KeyRecord, NewKey
from leadmatch.kernel.clock import rfc3339

_LONGEST_NAME = 100
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}
_LONGEST = timedelta(days=3650)


class Duration(click.ParamType[timedelta]):
    """A time span such as ``30m``, ``24h`` or ``90d``.

    Args:
        shortest: inclusive.
    """

    name = "duration"

    def __init__(self, shortest: timedelta) -> None:
        self.shortest = shortest

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> timedelta:
        """Return the span."""
        if isinstance(value, timedelta):
            return value
        read = re.fullmatch(r"([0-9]{1,6})([mhd])", str(value))
        span = timedelta(**{_UNITS[read[2]]: int(read[1])}) if read else None
        if span is None or not self.shortest <= span <= _LONGEST:
            self.fail("say a number of minutes, hours or days, at most 3650 days: 30m, 24h, 90d", param, ctx)
        return span


def plain_name(_context: click.Context, _option: click.Parameter, given: str) -> str:
    """Return a name for people; for click."""
    name = " ".join(given.split())
    if not name or len(name) > _LONGEST_NAME or not name.isprintable():
        raise click.BadParameter(f"say a name of 1 to {_LONGEST_NAME} characters")
    return name


def show_new_key(made: NewKey, now: datetime, *, as_json: bool) -> None:
    """Print a key, this once."""
    if as_json:
        click.echo(json.dumps({"key": made.text, **key_fields(made.record, now)}, indent=1))
        return
    click.echo(made.text)
    ends = f"It expires at {rfc3339(made.record.expires_at)}. " if made.record.expires_at else ""
    where = " It works on the partner's own sites, and anybody may see it." if made.record.kind == "publishable" else ""
    click.echo(f"This is key {made.record.id}. {ends}Keep it now: it is not shown again.{where}", err=True)


def key_fields(record: KeyRecord, now: datetime) -> dict[str, Any]:
    """Return a key for a script; its scopes are null where it opens all that its kind can."""
    fields = {name: rfc3339(value) if isinstance(value, datetime) else value for name, value in asdict(record).items()}
    fields["school_id" if record.kind == "school" else "partner_id"] = fields.pop("owner_id")
    fields["scopes"] = None if record.scopes is None else record.scopes.split()
    return {**fields, "state": key_state(record, now)}


def key_line(record: KeyRecord, now: datetime) -> str:
    """Return a key on one line."""
    kind = "" if record.kind == "school" else f"{record.kind}{' test' if record.is_test else ''}"
    scopes = f" ({record.scopes})" if record.scopes else ""
    made = rfc3339(record.created_at)
    which = f"  {kind:<16}" if kind else ""
    return f"{record.id}  …{record.hint}  {key_state(record, now):<8}{which}  {made}  {record.name}{scopes}"


def key_state(record: KeyRecord, now: datetime) -> str:
    """Return a key's state in a word."""
    if record.revoked_at is not None:
        return "revoked"
    return "active" if record.is_in_force(now) else "expired"
