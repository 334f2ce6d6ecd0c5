"""`leadmatch partner origin|placement|contract`: where a partner's pages are, and what it earns by them."""

import click

from leadmatch.access.origins import OriginError, read_origin
from leadmatch.cli.partner_telling import partner_told
from leadmatch.cli.releases import as_json_option, by_option
from leadmatch.cli.sponsor import as_given
from leadmatch.kernel.clock import utc_now
from leadmatch.partner.drafts import read_contract, read_origins, read_placements
from leadmatch.partner.service import (
    add_origins,
    add_placements,
    remove_origin,
    remove_placement,
    set_contract,
)
from leadmatch.settings import Settings


@click.group()
def origin() -> None:
    """The sites on whose pages a partner's publishable keys work."""


@origin.command("add")
@click.argument("partner_id")
@click.argument("origins", nargs=-1, required=True, metavar="ORIGIN...")
@click.option("--insecure", is_flag=True, help="Take sites without https.")
@by_option
@as_json_option
@click.pass_obj
def add_origin_command(
    settings: Settings, partner_id: str, *, origins: tuple[str, ...], insecure: bool, by: str, as_json: bool
) -> None:
    """Add sites, such as https://careers.example.org; all of them, or none where one has a fault."""
    partner_told(
        settings,
        lambda engine: add_origins(
            engine, partner_id, read_origins({"origin": origins}, allows_insecure=insecure), now=utc_now(), by=by
        ),
        as_json=as_json,
    )


@origin.command("remove")
@click.argument("partner_id")
@click.argument("site", metavar="ORIGIN")
@by_option
@as_json_option
@click.pass_obj
def remove_origin_command(settings: Settings, partner_id: str, *, site: str, by: str, as_json: bool) -> None:
    """Remove a site; it counts a second later everywhere."""
    try:
        site = read_origin(site, allows_insecure=True)
    except OriginError as error:
        raise click.BadParameter(str(error), param_hint="ORIGIN") from error
    partner_told(
        settings, lambda engine: remove_origin(engine, partner_id, site, now=utc_now(), by=by), as_json=as_json
    )


@click.group()
def placement() -> None:
    """The places on a partner's sites that reports count by name."""


@placement.command("add")
@click.argument("partner_id")
@click.argument("names", nargs=-1, required=True, metavar="NAME...")
@by_option
@as_json_option
@click.pass_obj
def add_placement_command(
    settings: Settings, partner_id: str, *, names: tuple[str, ...], by: str, as_json: bool
) -> None:
    """Add placements, such as sidebar; all of them, or none where one has a fault."""
    partner_told(
        settings,
        lambda engine: add_placements(engine, partner_id, read_placements({"placement": names}), now=utc_now(), by=by),
        as_json=as_json,
    )


@placement.command("remove")
@click.argument("partner_id")
@click.argument("name")
@by_option
@as_json_option
@click.pass_obj
def remove_placement_command(settings: Settings, partner_id: str, *, name: str, by: str, as_json: bool) -> None:
    """Remove a placement; from now on it counts as other."""
    partner_told(
        settings, lambda engine: remove_placement(engine, partner_id, name, now=utc_now(), by=by), as_json=as_json
    )


@click.group()
def contract() -> None:
    """What a partner earns by accepted leads; never by an enrollment."""


@contract.command("set")
@click.argument("partner_id")
@click.option("--share", metavar="PERCENT", help="Of the price of each accepted lead: 20%.")
@click.option("--fixed", metavar="DOLLARS", help="Or so much for each: 5.00.")
@click.option("--from", "from", metavar="DAY", help="First day, in UTC: 2026-12-01 (default: from now on).")
@by_option
@as_json_option
@click.pass_obj
def set_contract_command(
    settings: Settings, /, partner_id: str, *, by: str, as_json: bool, **typed: str | None
) -> None:
    """Agree on what a partner earns from some day on; the contract before ends then, and what was earned stays."""
    now = utc_now()
    partner_told(
        settings,
        lambda engine: set_contract(
            engine, partner_id, read_contract(as_given(typed), today=now.date()), now=now, by=by
        ),
        as_json=as_json,
    )
