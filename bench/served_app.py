"""The service with two routes more, for the measurements alone: a constant body, and search through the ORM.

Runs as a script: serves it with granian as `leadmatch serve` does.
"""

import os
import sys

from flask import Flask, Response, jsonify, request
from granian import Granian
from granian.constants import Interfaces
from sqlalchemy.orm import Session

from bench.orm_search import search_through_orm
from leadmatch.app import create_app
from leadmatch.catalogue import queries
from leadmatch.kernel.database import db
from leadmatch.search.reading import read_program_query
from leadmatch.web.conditional import conditional_json
from leadmatch.web.query_string import read_parameters

CONSTANT_PATH = "/api/v1/bench/constant"
ORM_PATH = "/api/v1/bench/orm"
SIZE_VARIABLE = "BENCH_CONSTANT_BYTES"


def create_bench_app() -> Flask:
    """Return the application that `create_app` makes, with the routes to compare it with."""
    app = create_app()
    body = b'"' + b"x" * (int(os.environ.get(SIZE_VARIABLE, "12000")) - 2) + b'"'
    catalogue = app.extensions["leadmatch.catalogue"]
    with app.app_context():
        engine = db.engine
    sources = {}

    @app.get(CONSTANT_PATH)
    def constant() -> Response:
        return conditional_json(body, cache_control="public, max-age=60")

    @app.get(ORM_PATH)
    def through_orm() -> Response:
        serving = catalogue.serving()
        query = read_program_query(read_parameters(request.query_string), serving)
        place = serving.gazetteer.locate(query.zip)
        release = serving.current.release
        with Session(engine) as session:
            if release not in sources:
                sources[release] = queries.source_records(session, release)
            return jsonify(search_through_orm(session, release, sources[release], place, query))

    return app


def main(port: int, threads: int) -> None:
    """Serve with one worker until told to stop."""
    Granian(
        "bench.served_app:create_bench_app",
        factory=True,
        address="127.0.0.1",
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=threads,
        log_level="warning",  # type: ignore[arg-type]  # granian takes the name
    ).serve()


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
