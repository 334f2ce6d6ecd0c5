"""`leadmatch campaign explain`: which campaign would take an inquiry, which would not, and what would change that."""

import json
from datetime import datetime
from typing import Any

import click
import orjson
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from leadmatch.catalogue.queries import current_release_id
from leadmatch.cli.campaign_words import use_words
from leadmatch.cli.releases import as_json_option
from leadmatch.cli.sponsor import as_given, engine_of, faults_numbered
from leadmatch.geo.gazetteer import Gazetteer, Place
from leadmatch.geo.table import GeodataError
from leadmatch.geo.zip_code import InvalidZipCodeError, UnknownZipCodeError, parse_zip_code
from leadmatch.inquiries.rules import ORDER
from leadmatch.kernel.clock import rfc3339, utc_now
from leadmatch.kernel.errors import InvalidRequestError
from leadmatch.search.answer import program_json
from leadmatch.search.live import ready_index
from leadmatch.settings import Settings
from leadmatch.sponsors import caps, queries
from leadmatch.sponsors.asked import Asked, asked_program
from leadmatch.sponsors.explaining import Explanation, Step, explain, may_take
from leadmatch.sponsors.terms import EDUCATION_LEVELS, START_TIMEFRAMES
from leadmatch.sponsors.typed_words import TypedWords

_MOST_SCHOOLS = 5
_NEEDS_PERSON = "needs the person"
_VERDICTS = {None: "?", True: "yes", False: "NO"}
_OPTIONS = {"education_level": "--education", "start_timeframe": "--start", "schools_asked": "--schools"}


@click.command("explain")
@click.option("--zip", metavar="ZIP", help="Where the visitor lives.")
@click.option("--program", metavar="PROGRAM_ID", help="The program asked about, prg_….")
@click.option("--education", metavar="LEVEL", help=f"Of the visitor: {', '.join(EDUCATION_LEVELS)}.")
@click.option("--start", metavar="WHEN", help=f"When the visitor wants to start: {', '.join(START_TIMEFRAMES)}.")
@click.option("--schools", metavar="1-5", help="How many schools the inquiry goes to.")
@click.option("--at", metavar="MOMENT", help="When, such as 2026-01-31T15:00:00-06:00 (default: now).")
@as_json_option
@click.pass_obj
def explain_command(settings: Settings, /, *, as_json: bool, **typed: str | None) -> None:
    """Tell for each campaign of a program's school whether it would take an inquiry, check by check.

    Checks that depend on what is not given say so.
    """
    with faults_numbered(as_json=as_json, heading="Correct what was asked:"), engine_of(settings) as engine:
        item, asked, now = _read(TypedWords(as_given(typed)), settings, engine)
        with engine.connect() as connection:
            campaigns = queries.campaigns_of(connection, [asked.program.school_id]).get(asked.program.school_id, ())
            used = caps.usage(connection, [each.id for each in campaigns], now)
    explained = [explain(each, asked, used.get(each.id, ()), now) for each in campaigns]
    if as_json:
        click.echo(json.dumps(_as_fields(item, asked, now, explained), indent=1))
    else:
        _print(item, asked, now, explained)


def _read(words: TypedWords, settings: Settings, engine: Engine) -> tuple[dict[str, Any], Asked, datetime]:
    words.needed("zip", "where the visitor lives, by a ZIP code")
    words.needed("program", "which program, by its id, prg_…")
    place = _place(words, settings)
    item = _program(words, settings, engine)
    education = words.choice("education", EDUCATION_LEVELS)
    start = words.choice("start", START_TIMEFRAMES)
    schools = words.whole("schools", range(1, _MOST_SCHOOLS + 1))
    now = _moment(words)
    if words.faults or item is None:
        raise InvalidRequestError(words.faults)
    asked = Asked(
        place=place,
        program=asked_program(item),
        education_level=education,
        start_timeframe=start,
        schools_asked=schools,
    )
    return item, asked, now


def _place(words: TypedWords, settings: Settings) -> Place | None:
    if not words.has("zip"):
        return None
    try:
        return Gazetteer.open(settings.geodata_folder).locate(parse_zip_code(words.text("zip")))
    except (InvalidZipCodeError, UnknownZipCodeError) as error:
        words.complain("zip", error.slug, str(error))
    except GeodataError as error:
        raise click.ClickException(f"{error}; run: leadmatch geodata build") from None
    return None


def _program(words: TypedWords, settings: Settings, engine: Engine) -> dict[str, Any] | None:
    if not words.has("program"):
        return None
    with Session(engine) as session:
        release_id = current_release_id(session)
        if release_id is None:
            raise click.ClickException("No catalogue is published; run: leadmatch setup")
        index = ready_index(session, release_id, settings.index_folder)
    rows = index.rows_of(words.text("program"))
    if not rows:
        words.complain("program", "unknown-program", "No program of the published catalogue has this id.")
        return None
    item: dict[str, Any] = orjson.loads(program_json(index, rows[0]))
    return item


def _moment(words: TypedWords) -> datetime:
    if not words.has("at"):
        return utc_now()
    try:
        moment = datetime.fromisoformat(words.text("at"))
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        words.complain("at", "invalid-moment", "Say a moment with its offset, such as 2026-01-31T15:00:00-06:00.")
        return utc_now()
    return moment


def _as_fields(item: dict[str, Any], asked: Asked, now: datetime, explained: list[Explanation]) -> dict[str, Any]:
    may = may_take(explained)
    taker = may[0].campaign if may and may[0].takes else None
    return {
        "at": rfc3339(now),
        "zip": asked.place and asked.place.zip_code,
        "program": {"id": item["id"], "title": item["title"]},
        "school": {"id": item["school"]["id"], "name": item["school"]["name"]},
        "campaigns": [
            {
                "id": each.campaign.id,
                "name": each.campaign.name,
                "tier": each.campaign.tier,
                "checks": [_check_fields(name, each) for name in ORDER],
                "usage": [use._asdict() for use in each.uses],
                "takes": each.takes,
                "depends_on": _options(each.depends_on),
                "code": each.code,
            }
            for each in explained
        ],
        "taken_by": taker and taker.id,
        "code": None if may or not explained else explained[0].code,
        "depends_on": _options(_depends_on(explained)),
    }


def _check_fields(name: str, explanation: Explanation) -> dict[str, Any]:
    step = _step(name, explanation)
    if step is None:
        return {"check": name, "passed": None, "code": name, "remedy": _NEEDS_PERSON}
    remedy = _needs(step.needs) if step.needs else step.whole_remedy
    return {"check": name, "passed": step.passed, "code": step.code, "remedy": remedy}


def _depends_on(explained: list[Explanation]) -> tuple[str, ...]:
    """Return what is not known and decides which campaign takes the lead, or with which code none does."""
    may = may_take(explained)
    deciding = [each for each in may if not each.takes] if may else explained[:1]
    return tuple(dict.fromkeys(name for each in deciding for name in each.depends_on))


def _options(names: tuple[str, ...]) -> list[str]:
    return [_OPTIONS[name] for name in names]


def _needs(name: str) -> str:
    return f"needs {_OPTIONS[name]}"


def _step(name: str, explanation: Explanation) -> Step | None:
    """Return what one check of rule L5 says; None where it asks about a person, whom nobody knows yet."""
    return next((step for step in explanation.steps if step.name == name), None)


def _print(item: dict[str, Any], asked: Asked, now: datetime, explained: list[Explanation]) -> None:
    where = f"{asked.place.zip_code} ({asked.place.state or 'state unknown'})" if asked.place else ""
    click.echo(f"{item['title']} at {item['school']['name']}, asked from {where} at {rfc3339(now)}")
    if not explained:
        click.echo("The school has never had a campaign: the program takes no inquiries.")
        return
    for each in explained:
        click.echo(f"\n{each.campaign.name} ({each.campaign.id}), tier {each.campaign.tier}")
        for number, name in enumerate(ORDER, 1):
            step = _step(name, each)
            verdict = _VERDICTS[None if step is None else step.passed]
            click.echo(f"{number:>4}. {name:<22} {verdict:<4}{_why(step)}".rstrip())
        for use in each.uses:
            click.echo(f"      cap: {use_words(use)}")
    click.echo(f"\n{_conclusion(explained)}")


def _conclusion(explained: list[Explanation]) -> str:
    may, depends_on = may_take(explained), ", ".join(_options(_depends_on(explained)))
    names = [f"{each.campaign.name} ({each.campaign.id})" for each in may]
    if may and may[0].takes:
        return f"{names[0]} would take the lead, unless the person is suppressed or asked before."
    if may:
        last = "" if may[-1].takes else ", else none"
        return f"Who would take the lead depends on {depends_on}: {', else '.join(names)}{last}."
    if depends_on:
        return f"No campaign would take the lead; the code depends on {depends_on}."
    return f"No campaign would take the lead; the code would be {explained[0].code}."


def _why(step: Step | None) -> str:
    if step is None:
        return _NEEDS_PERSON
    if step.needs:
        return _needs(step.needs)
    return f"{step.code}: {step.remedy}" if step.remedy else ""
