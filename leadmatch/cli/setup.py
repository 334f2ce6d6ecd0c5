"""`leadmatch setup`: make an instance ready to serve, or leave a ready one as it is."""

from pathlib import Path

import click

from leadmatch.catalogue import queries
from leadmatch.catalogue.models import ReleaseState
from leadmatch.cli.demo.overlay import Overlay, plain_origin
from leadmatch.cli.demo.preparing import demo_zip_codes, one_at_a_time, prepare_demo
from leadmatch.cli.index_key import hold_to_index_key
from leadmatch.cli.loading import load_file, opened, progress_bars, publish_with_index
from leadmatch.cli.releases import os_user
from leadmatch.cli.served_address import served_address
from leadmatch.kernel import migrations
from leadmatch.kernel.clock import utc_now
from leadmatch.settings import Settings

SEED = Path(__file__).parents[2] / "seed_programs.csv"
EMBEDDED = f"the embedded {SEED.name}"  # an operator's own file may well have the same name
_IN_USE = (ReleaseState.STAGED, ReleaseState.PUBLISHED)


@click.command()
@click.option(
    "--demo/--no-demo",
    "with_demo",
    help="With made-up schools that sponsor listings, beside the embedded catalogue (default: without).",
)
@click.pass_obj
def setup(settings: Settings, *, with_demo: bool) -> None:
    """Bring the database up to date, build the geodata, and publish the embedded catalogue.

    What is there already is left alone: an operator's own catalogue, staged or published, is not replaced by the
    embedded one, nor mixed with made-up schools (for that, see: leadmatch demo).
    """
    from leadmatch.geo.build import ensure_geodata  # noqa: PLC0415  it loads the list of ZIP codes; serving must not

    click.echo(f"Database at {migrations.upgrade(settings.database_url)}.")
    hold_to_index_key(settings)
    built = ensure_geodata(settings.geodata_folder)
    click.echo("Table of places built." if built else "Table of places is there.")
    with opened(settings) as session, progress_bars(quiet=False) as progress:
        in_use = (ReleaseState.STAGED, ReleaseState.PUBLISHED)
        own = [
            each for each in queries.releases(session) if each.state in in_use and plain_origin(each.origin) != EMBEDDED
        ]
        if own:
            click.echo(f"Catalogue {own[0].id} is {own[0].state}; it is the operator's own.")
            return
        overlay = Overlay.of_demo(settings) if with_demo else Overlay.none()
        staged, _report = load_file(
            session,
            SEED,
            progress,
            now=utc_now(),
            origin=overlay.origin_of(EMBEDDED),
            by=os_user(),
            more=overlay.programs,
            more_sources=overlay.sources,
        )
        release = publish_with_index(settings, session, staged.release, progress, by=os_user())
        click.echo(f"Catalogue {release.id} with {release.counts['programs']:,} programs is published.")
    if with_demo:
        with one_at_a_time(settings):
            prepare_demo(settings, base_url=served_address(settings), by=os_user())
        click.echo(f"Made-up schools sponsor listings near ZIP {', '.join(demo_zip_codes())}.")
        click.echo("What else to try, and the keys for it: leadmatch demo.")
