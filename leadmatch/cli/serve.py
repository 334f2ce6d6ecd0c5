"""`leadmatch serve`: the production server, granian."""

import os
import socket

import click
from granian import Granian
from granian.constants import Interfaces
from sqlalchemy.exc import SQLAlchemyError

from leadmatch.cli.index_key import hold_to_index_key
from leadmatch.cli.served_address import note_served_address
from leadmatch.settings import Settings


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1, 64), help="Processes.")
@click.option("--threads", default=4, show_default=True, type=click.IntRange(1, 64), help="Per process.")
@click.pass_obj
def serve(settings: Settings, host: str, port: int, workers: int, threads: int) -> None:
    """Serve the site and the API until told to stop; requests under way are finished."""
    _refuse_taken_port(host, port)
    try:
        hold_to_index_key(settings)
    except SQLAlchemyError:  # it may be on its way
        click.echo("The database cannot be used yet; /readyz tells when it can.", err=True)
    address = os.environ.setdefault("LEADMATCH_BASE_URL", f"http://{host}:{port}")  # the workers read it for themselves
    note_served_address(settings, address)
    click.echo(f"leadmatch starts on http://{host}:{port} with {workers} worker(s); Ctrl-C stops it.")
    Granian(
        "leadmatch.app:create_app",
        factory=True,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=threads,
        log_level="warning",  # type: ignore[arg-type] # granian takes the name
        respawn_failed_workers=True,
    ).serve()


def _refuse_taken_port(host: str, port: int) -> None:
    """Refuse a port that another server listens on.

    granian would share it (SO_REUSEPORT), and of two servers each would get a part of the requests.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as a server does: lingering ends are no one
            probe.bind(address)
    except OSError as error:
        raise click.ClickException(f"{host}:{port} cannot be served: {error.strerror}") from None
