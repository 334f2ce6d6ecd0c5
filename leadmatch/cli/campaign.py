"""`leadmatch campaign`: what sponsors buy: create, show, pause, resume, close, list, explain."""

import json
from collections.abc import Callable
from functools import reduce
from typing import Any

import click

from leadmatch.cli.campaign_explain import explain_command
from leadmatch.cli.campaign_words import campaign_fields, campaign_line, campaign_lines, event_fields, event_line
from leadmatch.cli.releases import as_json_option, by_option
from leadmatch.cli.sponsor import as_given, engine_of, faults_numbered
from leadmatch.kernel.clock import utc_now
from leadmatch.settings import Settings
from leadmatch.sponsors import caps, queries
from leadmatch.sponsors.drafts import read_campaign
from leadmatch.sponsors.service import UnknownSponsorError, create_campaign, set_campaign_state
from leadmatch.sponsors.terms import (
    DAYS,
    EDUCATION_LEVELS,
    FLAT_PERIODS,
    RETURN_REASONS,
    START_TIMEFRAMES,
    CampaignTerms,
)

# Read as they were typed and judged together, so that all that is wrong is told at once.
_ONCE = (
    ("--school", "SCHOOL_ID", "The sponsor, sch_…."),
    ("--name", "NAME", "What the campaign is called."),
    ("--price-per-lead", "DOLLARS", "What an accepted lead costs: 35.00. This or --flat."),
    ("--flat", "DOLLARS", "What a period costs, however many leads it brings."),
    ("--flat-period", "PERIOD", f"Of a flat price, by the calendar, in full once begun: {', '.join(FLAT_PERIODS)}."),
    ("--tier", "1-9", "Lower tiers come first (default: 5)."),
    ("--radius-miles", "MILES", "Visitors so near to the program's campus."),
    ("--max-schools", "1-5", "Only inquiries that go to so many schools at most."),
    ("--cap-day", "LEADS", "At most so many leads in a day of the sponsor's time zone."),
    ("--cap-week", "LEADS", "… in a week from Monday to Sunday."),
    ("--cap-month", "LEADS", "… in a month."),
    ("--cap-total", "LEADS", "… in total."),
    ("--opens", "TIME", "Takes leads from this time of day on: 09:00."),
    ("--closes", "TIME", "… and up to this one: 17:00."),
    ("--starts-on", "DAY", "First day: 2026-01-31 (default: today)."),
    ("--ends-on", "DAY", "Last day (default: no end)."),
    ("--return-days", "DAYS", "Within how many days after delivery a lead may be given back."),
)
_OFTEN = (
    ("--field", "FIELD", "Programs of this field, such as billing-coding (default: all of the school's programs)."),
    ("--credential", "LEVEL", "Programs of this level, such as certificate, which holds for diplomas likewise."),
    ("--state", "STATE", "Visitors from this state."),
    ("--zip", "ZIP", "Visitors from this ZIP code. Of --state, --zip and --radius-miles any one suffices."),
    ("--education", "LEVEL", f"Visitors of this level: {', '.join(EDUCATION_LEVELS)}."),
    ("--start", "WHEN", f"Visitors who want to start then: {', '.join(START_TIMEFRAMES)}."),
    ("--online-state", "STATE", "Where visitors may be recruited for programs that are only online."),
    ("--days", "DAY", f"Days of the week on which leads are taken: {', '.join(DAYS)}."),
    ("--return-reason", "REASON", f"A reason that counts: {', '.join(RETURN_REASONS)} (default: all)."),
)


@click.group()
def campaign() -> None:
    """What sponsors buy: which inquiries, how many, and at what price."""


campaign.add_command(explain_command)


def _terms_options(command: Callable[..., Any]) -> Callable[..., Any]:
    options = [click.option(name, metavar=metavar, help=does) for name, metavar, does in _ONCE]
    options += [
        click.option(name, metavar=metavar, multiple=True, help=f"{does} May be repeated, or separated by commas.")
        for name, metavar, does in _OFTEN
    ]
    return reduce(lambda made, option: option(made), reversed(options), command)


@campaign.command()
@_terms_options
@by_option
@as_json_option
@click.pass_obj
def create(settings: Settings, /, *, by: str, as_json: bool, **typed: Any) -> None:  # noqa: ANN401  # one text or several
    """Create a campaign of a sponsor; it shows, and takes inquiries, from its first day on."""
    with faults_numbered(as_json=as_json), engine_of(settings) as engine:
        with engine.connect() as connection:
            sponsors = {each.school_id for each in queries.sponsors(connection)}
        draft = read_campaign(as_given(typed), is_sponsor=sponsors.__contains__)
        made = create_campaign(engine, draft, now=utc_now(), by=by)
    _tell(settings, made, as_json=as_json)


@campaign.command()
@click.argument("campaign_id")
@as_json_option
@click.pass_obj
def show(settings: Settings, campaign_id: str, *, as_json: bool) -> None:
    """Show a campaign: its terms, how much of its caps is used, and what was done to it."""
    with faults_numbered(as_json=as_json), engine_of(settings) as engine, engine.connect() as connection:
        found = queries.campaign(connection, campaign_id)
        if found is None:
            raise UnknownSponsorError(f"there is no campaign {campaign_id}; see: leadmatch campaign list")
        uses = caps.usage(connection, [campaign_id], utc_now()).get(campaign_id, ())
        history = queries.events(connection, campaign_id=campaign_id)
    if as_json:
        told = {"campaign": campaign_fields(found, uses), "history": [event_fields(each) for each in history]}
        click.echo(json.dumps(told, indent=1))
        return
    click.echo("\n".join([*campaign_lines(found, uses), "History:", *map(event_line, history)]))


@campaign.command("list")
@click.option("--school", "school_id", metavar="SCHOOL_ID", help="Only those of this sponsor.")
@as_json_option
@click.pass_obj
def list_command(settings: Settings, school_id: str | None, *, as_json: bool) -> None:
    """List all campaigns, by tier."""
    with faults_numbered(as_json=as_json), engine_of(settings) as engine, engine.connect() as connection:
        found = queries.all_campaigns(connection)
        used = caps.usage(connection, None, utc_now())
    wanted = [each for each in found if school_id in {None, each.school_id}]
    if as_json:
        told = [campaign_fields(each, used.get(each.id, ())) for each in wanted]
        click.echo(json.dumps({"campaigns": told}, indent=1))
        return
    for each in wanted:
        click.echo(campaign_line(each))
    if not wanted:
        click.echo("There are no campaigns.")


def _add_change(action: str, does: str) -> None:
    @campaign.command(action, help=does)
    @click.argument("campaign_id")
    @by_option
    @as_json_option
    @click.pass_obj
    def change(settings: Settings, campaign_id: str, *, by: str, as_json: bool) -> None:
        with faults_numbered(as_json=as_json), engine_of(settings) as engine:
            changed = set_campaign_state(engine, campaign_id, action, now=utc_now(), by=by)
        _tell(settings, changed, as_json=as_json)


_add_change("pause", "Pause a campaign: it neither shows nor takes inquiries until it is resumed.")
_add_change("resume", "Resume a campaign that is paused.")
_add_change("close", "Close a campaign for good.")


def _tell(settings: Settings, campaign: CampaignTerms, *, as_json: bool) -> None:
    with engine_of(settings) as engine, engine.connect() as connection:
        uses = caps.usage(connection, [campaign.id], utc_now()).get(campaign.id, ())
    if as_json:
        click.echo(json.dumps({"campaign": campaign_fields(campaign, uses)}, indent=1))
    else:
        click.echo("\n".join(campaign_lines(campaign, uses)))
