"""The guide page, and what the templates of all pages ask about the guide's sources."""

from flask import Blueprint, Response

from leadmatch.guide.facts import GuideSource
from leadmatch.guide.facts_file import guide_facts
from leadmatch.site.guide.page import guide_page
from leadmatch.site.guide.sources import check_words, guide_source_words
from leadmatch.site.pages import KEEP, page
from leadmatch.site.source_titles import source_title
from leadmatch.site.today import today


def add_guide_page(blueprint: Blueprint) -> None:
    """Add the page ``/`` to the site.

    Args:
        blueprint: of the site; its templates get ``guide_source``, ``source_title`` and ``check_with``.

    Raises:
        GuideFactsError: the file of facts has faults.
    """
    facts = guide_facts()
    blueprint.add_app_template_global(guide_source_words, "guide_source")
    blueprint.add_app_template_global(source_title)

    @blueprint.app_template_global()
    def check_with(*sources: GuideSource) -> str | None:
        return check_words(sources, today())

    @blueprint.get("/")
    def guide() -> Response:
        return page("guide.html", KEEP, guide=guide_page(facts))
