"""The address of a program's page."""

import orjson
from flask import Blueprint, Response, redirect, request

from leadmatch.kernel.errors import NotFoundError
from leadmatch.search.answer import program_json
from leadmatch.search.live import LiveCatalogue
from leadmatch.search.placements import Placements
from leadmatch.search.sandbox.schools import SANDBOX_PROGRAM_IDS
from leadmatch.site.addresses import at
from leadmatch.site.asking import asking_address
from leadmatch.site.guide.certified import certified_cost
from leadmatch.site.pages import KEEP_BRIEFLY, page
from leadmatch.site.program.page import program_page
from leadmatch.site.program.similar import similar
from leadmatch.site.today import today


def add_program_page(blueprint: Blueprint, catalogue: LiveCatalogue, placements: Placements, *, base_url: str) -> None:
    """Add ``/programs/{id}`` to the pages of the site.

    Args:
        blueprint: of the site.
        catalogue: the release being served.
        placements: who takes inquiries.
        base_url: public address of the site, without a slash at the end.
    """

    @blueprint.get("/programs/<program_id>")
    def show_program(program_id: str) -> Response:
        serving = catalogue.serving()
        rows = serving.current.rows_of(program_id)
        if program_id in SANDBOX_PROGRAM_IDS:
            return redirect(at(f"/inquire?program={program_id}"))  # type: ignore[return-value]  # Flask's own
        if not rows:
            raise NotFoundError
        item = orjson.loads(program_json(serving.current, rows[0]))
        day = today()
        shown = program_page(item, request.args.get("zip", ""), serving.gazetteer, base_url=base_url, today=day)
        zip_code = shown.visitor.place.zip_code if shown.visitor else item["campus"] and item["campus"]["zip"]
        visitor = shown.visitor
        others = zip_code and similar(item, zip_code, serving, placements, today=day, is_visitors=visitor is not None)
        given_zip = visitor.place.zip_code if visitor else ""
        links = placements.accepting(serving.current, [program_id], visitor.place if visitor else None)
        return page(
            "program.html",
            KEEP_BRIEFLY,
            page=shown,
            program=shown.summary,
            item=item,
            similar=others or None,
            inquiry_address=asking_address(links.get(program_id), given_zip),
            certified=certified_cost(item, request.args.get("exam", ""), given_zip),
        )
