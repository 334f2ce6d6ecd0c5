"""The pages of /docs: how to begin, the guide, the reference of the OpenAPI document, and what changed."""

from functools import cache
from typing import Final
from urllib.parse import quote

from flask import Blueprint, Response, render_template

from leadmatch.access.quotas import Quotas
from leadmatch.partner.docs.changes import CHANGES, ending_operations
from leadmatch.partner.docs.facts import facts_of_guide
from leadmatch.partner.docs.prose import prose
from leadmatch.partner.docs.reference import Operation, Reference, reference_of
from leadmatch.partner.docs.samples import sample
from leadmatch.partner.docs.words import CHAPTERS, CHAPTERS_OF_SCHOOLS, MANUAL
from leadmatch.partner.embed.releases import newest
from leadmatch.partner.embed.snippets import element_snippet, frame_snippet
from leadmatch.web.blueprints import declare_guard
from leadmatch.web.openapi_document import ApiDocument

_KEEP: Final = "public, max-age=300"
_KEY: Final = "pk_test_…"
_EMBEDDED: Final = {"key": _KEY, "field": "billing-coding", "placement": "sidebar"}
_FRAMED: Final = {"key": _KEY, "field": "billing-coding"}


def docs_blueprint(document: ApiDocument, quotas: Quotas, *, base_url: str) -> Blueprint:
    """Return the pages; they stand in the frame of the site's.

    Args:
        document: that /openapi.json shows.
        quotas: how often who may call.
        base_url: public address of the site, without a slash at the end.
    """
    blueprint = Blueprint("docs", __name__, template_folder="templates", url_prefix=MANUAL)
    declare_guard(blueprint, "public", serves="pages")

    # The document is made when it is first asked for, and these with it.
    @cache
    def for_partners() -> Reference:
        return reference_of(document.content, [each for each in CHAPTERS if each not in CHAPTERS_OF_SCHOOLS])

    @cache
    def for_schools() -> Reference:
        return reference_of(document.content, CHAPTERS_OF_SCHOOLS)

    def operation(operation_id: str) -> Operation:
        chapters = for_partners().chapters
        return next(each for chapter in chapters for each in chapter.operations if each.id == operation_id)

    def page(name: str, **shown: object) -> Response:
        html = render_template(
            f"docs/{name}.html",
            operation=operation,
            prose=prose,
            snippet=element_snippet(_EMBEDDED, newest(), base_url=base_url),
            sample=lambda file: sample(file, base_url=base_url),
            **shown,
        )
        return Response(html, content_type="text/html; charset=utf-8", headers={"Cache-Control": _KEEP})

    @blueprint.get("")
    def start() -> Response:
        return page("start")

    @blueprint.get("/guide")
    def guide() -> Response:
        return page("guide", frame=_frame(base_url), **facts_of_guide(quotas))

    @blueprint.get("/reference")
    def reference() -> Response:
        return page("reference", reference=for_partners(), is_for_schools=False)

    @blueprint.get("/reference/schools")
    def reference_for_schools() -> Response:
        return page("reference", reference=for_schools(), is_for_schools=True)

    @blueprint.get("/changes")
    def changes() -> Response:
        return page("changes", changes=CHANGES, ending=ending_operations(document.content))

    return blueprint


def _frame(base_url: str) -> str:
    """Return the line for a frame, with the dots of its key as people can read them."""
    return frame_snippet(_FRAMED, base_url=base_url).replace(quote(_KEY), _KEY)
