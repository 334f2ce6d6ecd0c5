"""The form and the receipt keep to what every page keeps to, and no word on them is without a translation."""

from calendar import day_abbr, month_abbr
from collections.abc import Iterator
from pathlib import Path

import pytest
from asking_site import CALLS, HEALTH, MAILS, PROGRAMS, AskingSite, asking_pages, asking_site
from babel.messages.catalog import Catalog
from instances import shared_geodata
from reading import Element, read_page
from test_page_conventions import (
    test_every_control_has_a_label_and_every_group_a_legend,
    test_every_page_has_its_landmarks_one_main_heading_and_a_way_past_the_header,
    test_headings_leave_out_no_level,
    test_ids_are_unique_and_whatever_names_one_finds_it,
    test_nothing_is_asked_of_another_host_and_nothing_runs_or_styles_inline,
    test_the_places_of_zip_codes_are_credited,
    test_titles_and_descriptions_say_what_the_page_is,
)
from test_translations import PRETEND, facts, messages, outside_brackets, pretend_translations, shown_texts

from leadmatch.site.languages import register_languages

# Collected here once more, with the pages of this file.
__all__ = [
    "messages",
    "test_every_control_has_a_label_and_every_group_a_legend",
    "test_every_page_has_its_landmarks_one_main_heading_and_a_way_past_the_header",
    "test_headings_leave_out_no_level",
    "test_ids_are_unique_and_whatever_names_one_finds_it",
    "test_nothing_is_asked_of_another_host_and_nothing_runs_or_styles_inline",
    "test_the_places_of_zip_codes_are_credited",
    "test_titles_and_descriptions_say_what_the_page_is",
]
SHORT_NAMES = ("AM", "PM", *day_abbr, *month_abbr[1:])
SHOWN_FACTS = {
    *(each.title for each in PROGRAMS),
    *(each.school.name for each in PROGRAMS),
    *(
        CALLS.replace("{phone}", shown)
        for shown in ("the phone number I give in this form", "(312) 555-0142", "{phone}")
    ),
    *(piece.strip(" ,") for piece in CALLS.split("{phone}")),
    *(MAILS, "the phone number I give in this form", "Chicago, IL", "Central Time", *SHORT_NAMES),
}


@pytest.fixture
def site(sqlite_files: object, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[AskingSite]:
    made = asking_site(tmp_path, shared_geodata(tmp_path_factory), sqlite_files.migrated())  # type: ignore[attr-defined]
    yield made
    made.close()


@pytest.fixture
def pages(site: AskingSite) -> dict[str, Element]:
    return {what: read_page(html) for what, html in asking_pages(site).items()}


def test_every_kind_of_page_is_another_one(pages: dict[str, Element]):
    assert len({each.one("main").text for each in pages.values()}) == len(pages)
    assert HEALTH.name in pages["form"].text


def test_no_page_of_an_inquiry_shows_words_that_cannot_be_translated(
    site: AskingSite, messages: Catalog, tmp_path: Path
):
    folder = pretend_translations(messages, tmp_path / "translations")
    register_languages(site.app, language=PRETEND, translations=folder)
    known = sorted(facts() | SHOWN_FACTS, key=len, reverse=True)
    untranslated = {}
    for what, html in asking_pages(site).items():
        for text in outside_brackets(shown_texts(read_page(html))):
            left = text
            for fact in known:
                left = left.replace(fact, "")
            if any(letter.isalpha() for letter in left) and "urn:uuid" not in text:
                untranslated[text] = what
    assert untranslated == {}
