"""The addresses of the page for schools and of the template."""

from collections.abc import Callable, Sequence
from functools import cache

from flask import Blueprint, Response, request

from leadmatch.catalogue.certifications import certifications
from leadmatch.catalogue.school_file.known import KnownProgram
from leadmatch.catalogue.school_file.template import INSTRUCTIONS, template_csv, template_xlsx
from leadmatch.kernel.errors import NotFoundError
from leadmatch.search.live import LiveCatalogue
from leadmatch.site.pages import KEEP, KEEP_BRIEFLY, kept, page
from leadmatch.site.school_files.page import column_groups, find_schools, known_programs

_MAKERS: dict[str, tuple[Callable[[Sequence[KnownProgram]], bytes], str]] = {
    "csv": (template_csv, "text/csv; charset=utf-8"),
    "xlsx": (template_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


def add_school_file_pages(blueprint: Blueprint, catalogue: LiveCatalogue) -> None:
    """Add ``/for-schools`` and its downloads to the site.

    Args:
        blueprint: of the site.
        catalogue: the release being served.
    """

    @blueprint.get("/for-schools")
    def for_schools() -> Response:
        return page(
            "for_schools.html",
            KEEP_BRIEFLY,
            found=find_schools(catalogue.serving().current, request.args.get("school", "")),
            groups=column_groups(),
            instructions=INSTRUCTIONS,
            exams=certifications().values(),
        )

    @blueprint.get("/for-schools/programs.<kind>")
    def school_template(kind: str) -> Response:
        if kind not in _MAKERS:
            raise NotFoundError
        unitid = request.args.get("unitid", "")
        if not unitid:
            return kept(_attachment(_blank(kind), kind, "programs"), KEEP)
        programs = known_programs(catalogue.serving().current, unitid)
        return kept(_attachment(_MAKERS[kind][0](programs), kind, f"programs-{unitid}"), KEEP_BRIEFLY)


@cache
def _blank(kind: str) -> bytes:
    return _MAKERS[kind][0](())


def _attachment(content: bytes, kind: str, name: str) -> Response:
    response = Response(content, content_type=_MAKERS[kind][1])
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return response
