"""A site on a free port with every kind of page that the real catalogue cannot show: sponsors, examples, failures."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import pytest
from factories import SOURCES
from instances import settings_of, shared_geodata
from werkzeug.serving import WSGIRequestHandler, make_server

from leadmatch.app import create_app
from leadmatch.geo.gazetteer import Gazetteer
from leadmatch.search.build import write_index
from leadmatch.search.index import CatalogueIndex
from leadmatch.search.live import Serving

sys.path.append(str(Path(__file__).parents[1] / "site"))
from all_pages import add_failing_pages
from site_catalogue import ExamplePlacements, show_case


class _Silent(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002  # as the library names it
        pass


@contextmanager
def example_server(factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the example catalogue and yield the address."""
    folder = factory.mktemp("example-site")
    write_index(
        show_case(),
        {each.key: each for each in SOURCES},
        "rel_example",
        folder / "index",
        on_progress=lambda _done: None,
    )
    index = CatalogueIndex.open(folder / "index")
    app = create_app(settings_of(folder), watches=False, placements=ExamplePlacements())
    app.extensions["leadmatch.catalogue"]._serving = Serving(
        index, {"rel_example": index}, Gazetteer.open(shared_geodata(factory))
    )
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
