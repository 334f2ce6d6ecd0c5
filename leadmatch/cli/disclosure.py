"""`leadmatch disclosure`: the wordings of consents, version by version."""

import json
from pathlib import Path
from typing import Any

import click
from sqlalchemy import Engine

from leadmatch.cli.engine import engine_of
from leadmatch.cli.releases import as_json_option
from leadmatch.inquiries.disclosures import (
    DisclosureError,
    DisclosureVersion,
    add_disclosure,
    disclosure_versions,
    retire_disclosure,
)
from leadmatch.inquiries.standard_wording import standard_wording
from leadmatch.inquiries.wording import CHANNELS, LANGUAGES
from leadmatch.kernel.clock import rfc3339, utc_now
from leadmatch.settings import Settings
from leadmatch.sponsors import queries as sponsor_queries


def _channels(_context: click.Context, _option: click.Parameter, given: str) -> tuple[str, ...]:
    channels = tuple(each.strip() for each in given.split(","))
    if not set(channels) <= set(CHANNELS):
        raise click.BadParameter(f"say one or more of {', '.join(CHANNELS)}, with commas between")
    return channels


@click.group()
def disclosure() -> None:
    """What visitors agree to: the wording of each school's consent, in each language."""


@disclosure.command()
@click.option("--school", "school_id", required=True, metavar="SCHOOL_ID", help="The sponsor, sch_….")
@click.option("--language", type=click.Choice(LANGUAGES), default="en", show_default=True, help="Of the text.")
@click.option("--standard", is_flag=True, help="Use the ready-made wording.")
@click.option(
    "--text-file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Use the text of this file (UTF-8); its lines are joined to one paragraph.",
)
@click.option(
    "--channels",
    default=",".join(CHANNELS),
    show_default=True,
    callback=_channels,
    help="By what the school may contact the visitor.",
)
@as_json_option
@click.pass_obj
def add(
    settings: Settings,
    *,
    school_id: str,
    language: str,
    standard: bool,
    text_file: Path | None,
    channels: tuple[str, ...],
    as_json: bool,
) -> None:
    """Make a wording the active one of a school and language; the one before it is retired.

    In a text, {phone} stands for the visitor's number. Calls and texts need a wording that names automated or
    prerecorded contact, says that consent is no condition of enrolling or buying, and shows the number.
    """
    if standard == (text_file is not None):
        raise click.UsageError("Say either --standard or --text-file.")
    with engine_of(settings) as engine:
        text = _text_of(text_file) if text_file else _standard(engine, school_id, language, channels)
        try:
            wording = add_disclosure(
                engine, school_id=school_id, language=language, text=text, channels=channels, now=utc_now()
            )
        except DisclosureError as error:
            raise _refused(error, as_json=as_json) from None
        added = next(each for each in _versions(engine, school_id) if each.wording.id == wording.id)
    if as_json:
        click.echo(json.dumps({"disclosure": _as_fields(added)}, indent=1))
        return
    click.echo(f"Visitors agree to this from now on, for {wording.school_name} ({language}, version {added.version}):")
    click.echo(f"\n  {wording.text}\n")
    click.echo(f"{wording.id}  sha256 {wording.sha256}")


@disclosure.command("list")
@click.option("--school", "school_id", metavar="SCHOOL_ID", help="Of this sponsor only.")
@click.option("--all", "with_retired", is_flag=True, help="Retired versions too.")
@as_json_option
@click.pass_obj
def list_command(settings: Settings, *, school_id: str | None, with_retired: bool, as_json: bool) -> None:
    """List the wordings that are active."""
    with engine_of(settings) as engine:
        found = [each for each in _versions(engine, school_id) if with_retired or each.retired_at is None]
    if as_json:
        click.echo(json.dumps({"disclosures": [_as_fields(each) for each in found]}, indent=1))
        return
    for each in found:
        wording = each.wording
        state = f"retired {rfc3339(each.retired_at)}" if each.retired_at else "active"
        click.echo(
            f"{wording.id}  {wording.school_name}  {wording.language} {each.version}  {','.join(wording.channels)}"
            f"  {state}\n    {wording.text}"
        )


@disclosure.command()
@click.argument("disclosure_id")
@click.pass_obj
def retire(settings: Settings, disclosure_id: str) -> None:
    """Retire a wording without another in its place: nobody can agree to it any more."""
    with engine_of(settings) as engine:
        try:
            retire_disclosure(engine, disclosure_id, now=utc_now())
        except DisclosureError as error:
            raise click.ClickException(str(error)) from None
    click.echo(f"{disclosure_id} is retired. Consents to it stay as they are.")


def _versions(engine: Engine, school_id: str | None) -> list[DisclosureVersion]:
    with engine.connect() as connection:
        return disclosure_versions(connection, school_id)


def _text_of(file: Path) -> str:
    try:
        return " ".join(file.read_text("utf-8-sig").split())
    except UnicodeDecodeError:
        raise click.ClickException(f"{file.name} is not UTF-8 text") from None


def _standard(engine: Engine, school_id: str, language: str, channels: tuple[str, ...]) -> str:
    with engine.connect() as connection:
        sponsor = sponsor_queries.sponsor(connection, school_id)
    return standard_wording(sponsor.name if sponsor else "", language=language, channels=channels)


def _refused(error: DisclosureError, *, as_json: bool) -> Exception:
    if as_json:
        click.echo(json.dumps({"disclosure": None, "reasons": error.reasons}, indent=1))
        return click.exceptions.Exit(1)
    numbered = "\n".join(f"{number:>3}. {reason}" for number, reason in enumerate(error.reasons, 1))
    return click.ClickException(f"The wording is not taken:\n{numbered}")


def _as_fields(version: DisclosureVersion) -> dict[str, Any]:
    wording = version.wording
    return {
        "id": wording.id,
        "school_id": wording.school_id,
        "school_name": wording.school_name,
        "language": wording.language,
        "version": version.version,
        "channels": wording.channels,
        "text": wording.text,
        "sha256": wording.sha256,
        "created_at": rfc3339(version.created_at),
        "retired_at": rfc3339(version.retired_at) if version.retired_at else None,
    }
