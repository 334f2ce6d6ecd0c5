"""A site on a free port with every kind of page that the real catalogue cannot show: sponsors, examples, failures."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import pytest
from instances import settings_of
from werkzeug.serving import WSGIRequestHandler, make_server

from leadmatch.app import create_app

sys.path.append(str(Path(__file__).parents[1] / "site"))
from all_pages import add_failing_pages
from site_catalogue import ExamplePlacements, example_serving


class _Silent(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002  # as the library names it
        pass


@contextmanager
def example_server(factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the example catalogue and yield the address."""
    app = create_app(settings_of(factory.mktemp("example-site")), watches=False, placements=ExamplePlacements())
    app.extensions["leadmatch.catalogue"]._serving = example_serving(factory)
    add_failing_pages(app)
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Silent)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
