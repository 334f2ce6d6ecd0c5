"""`leadmatch demo`: made-up schools that sponsor listings, a partner, and what to try with them."""

import json

import click

from leadmatch.cli.demo.content import demo_school_ids
from leadmatch.cli.demo.keys import revoke_demo_keys
from leadmatch.cli.demo.overlay import Overlay, publish_over
from leadmatch.cli.demo.partner import end_partner
from leadmatch.cli.demo.preparing import INQUIRY_FILE, one_at_a_time, prepare_demo, things_to_try
from leadmatch.cli.demo.to_try import words_of
from leadmatch.cli.loading import progress_bars
from leadmatch.cli.releases import as_json_option, by_option, faults_told, session_of
from leadmatch.cli.served_address import served_address
from leadmatch.kernel.clock import utc_now
from leadmatch.kernel.database import open_engine, writing
from leadmatch.settings import Settings


@click.command()
@click.option("--base-url", help="Address of the site (default: where this instance was served last).")
@click.option("--port", type=click.IntRange(1, 65535), help="The site is at this port of this machine.")
@click.option(
    "--remove", is_flag=True, help="Publish the catalogue without made-up schools, and end their keys and partner."
)
@by_option
@as_json_option
@click.pass_obj
def demo(settings: Settings, *, base_url: str | None, port: int | None, remove: bool, by: str, as_json: bool) -> None:
    """Lay schools that are made up over the catalogue, let them sponsor listings, add a partner, and say what to try.

    Asked again, it changes nothing that is there but the keys, which are new each time, and the campaign that shows
    how a cap holds, which has taken no lead yet each time. Real schools are not touched.
    """
    base_url = (base_url or (f"http://127.0.0.1:{port}" if port else served_address(settings))).rstrip("/")
    with one_at_a_time(settings), faults_told(as_json=as_json):
        with session_of(settings) as session, progress_bars(quiet=as_json) as progress:
            overlay = Overlay.none() if remove else Overlay.of_demo(settings)
            release = publish_over(settings, session, overlay, progress, now=utc_now(), by=by)
        if remove:
            _end_access(settings, by)
            click.echo(f"{str(release).capitalize()} has no made-up schools.")
            return
        prepare_demo(settings, base_url=base_url, by=by)
        things = things_to_try(settings, base_url=base_url, by=by)
    if as_json:
        click.echo(json.dumps(things.as_json(), indent=1))
        return
    click.echo(words_of(things, inquiry_file=settings.instance / INQUIRY_FILE, instance=settings.instance))


def _end_access(settings: Settings, by: str) -> None:
    engine = open_engine(settings.database_url)
    end_partner(engine, now=utc_now(), by=by)
    with writing(engine) as connection:
        revoke_demo_keys(connection, sorted(demo_school_ids()), now=utc_now())
    engine.dispose()
