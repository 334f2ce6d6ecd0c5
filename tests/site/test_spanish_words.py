"""The words in Spanish: all of them, what they are compiled to, and what says figures, days and names."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask
from reading import MakeApp

from leadmatch.catalogue.federal.sources import _KINDS
from leadmatch.catalogue.program_titles import SUBJECTS, TITLES
from leadmatch.catalogue.subject import subject_of
from leadmatch.catalogue.taxonomy import AWARD_LEVELS, title_of
from leadmatch.geo.states import STATES_AND_DC
from leadmatch.guide.facts_file import guide_facts
from leadmatch.inquiries.wording import LANGUAGES
from leadmatch.kernel.messages import TRANSLATIONS
from leadmatch.site.figures import count, day, distance, money, period
from leadmatch.site.guide.states import STATE_WORDS
from leadmatch.site.languages import language, plain_language
from leadmatch.site.moments import later_words, moment_words, zone_words
from leadmatch.site.program_titles import short_title_words, title_words
from leadmatch.site.source_titles import DESCRIBED, source_title
from leadmatch.web.language_prefix import PREFIXES

FOLDER = TRANSLATIONS / "es" / "LC_MESSAGES"
PLACEHOLDER = re.compile(r"%\(\w+\)s|%%|%(?!\()")
NEVER_SAID = re.compile(r"\b(?:tú|tu|tus|ti|vos|lead|zip|email)\b(?!\+)", re.IGNORECASE)
ENDS = ".?:!"
# What stands for the words that a reader must know again, as regular expressions.
WORDS = {
    "ZIP code": "código postal|códigos postales",
    "certificate or diploma": "certificado o diploma",
    "enroll": "inscri",
    "ponsor": "atrocin",
}
# Of the page that proves a consent, which is for schools and their lawyers, and names things as the API does.
FOR_SCHOOLS = {"lead", "Numbers of this lead"}


@pytest.fixture(scope="module")
def catalogue() -> Catalog:
    with (FOLDER / "messages.po").open("rb") as file:
        return read_po(file, locale="es")


@pytest.fixture
def in_spanish(make_app: MakeApp) -> Iterator[Flask]:
    app = make_app()
    with app.test_request_context("/es/privacy"):
        yield app


def texts(message: Message) -> Iterator[tuple[str, str]]:
    """Yield each form of a text in English with the one in Spanish."""
    english = (message.id,) if isinstance(message.id, str) else message.id
    spanish = (message.string,) if isinstance(message.string, str) else message.string
    yield from zip(english, spanish, strict=True)


def test_every_text_is_there_in_spanish_and_none_that_nobody_shows(catalogue: Catalog):
    with (TRANSLATIONS / "messages.pot").open("rb") as file:
        asked = {each.id for each in read_po(file) if each.id}
    assert {each.id for each in catalogue if each.id} == asked
    assert catalogue.num_plurals == 2
    told = [each for each in catalogue if each.id]
    assert [each.id for each in told if each.fuzzy or not all(said.strip() for _, said in texts(each))] == []
    assert not catalogue.obsolete


def test_every_placeholder_is_kept(catalogue: Catalog):
    for message in catalogue:
        for english, spanish in texts(message) if message.id else ():
            assert sorted(PLACEHOLDER.findall(spanish)) == sorted(PLACEHOLDER.findall(english)), english


def test_readers_are_usted_and_things_have_one_word_each(catalogue: Catalog):
    for message in catalogue:
        for english, spanish in texts(message) if message.id and message.id not in FOR_SCHOOLS else ():
            said = re.sub(r"%\(\w+\)s|high school", "", spanish)
            assert not NEVER_SAID.search(said), spanish
            for word, ours in WORDS.items():
                assert word not in english or re.search(ours, spanish, re.IGNORECASE), spanish
            assert spanish.count("“") == english.count("“") == english.count("”") == spanish.count("”"), spanish
            assert (spanish.removesuffix(" EE. UU.")[-1] in ENDS) == (english[-1] in ENDS), spanish


def test_what_is_compiled_is_what_is_written(catalogue: Catalog):
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    assert (FOLDER / "messages.mo").read_bytes() == compiled.getvalue()


def test_pages_and_wordings_of_consents_are_in_the_same_languages():
    assert tuple(PREFIXES) == LANGUAGES


def test_figures_and_days_are_written_as_spanish_is_written_in_the_united_states(in_spanish: Flask):  # noqa: ARG001  # its request
    assert (language(), plain_language()) == ("es", "es")
    assert (money(4380), money(24.56), count(3540), distance(1234.56)) == ("$4,380", "$24.56", "3,540", "1,234.6")
    assert (day("2010-01-02"), period("2020-11"), period("2023-24")) == (
        "2 de enero de 2010",
        "noviembre de 2020",
        "2023-24",
    )
    zone = ZoneInfo("America/Chicago")
    sent, now = datetime(2026, 11, 23, 21, 12, tzinfo=UTC), datetime(2026, 11, 24, tzinfo=UTC)
    assert moment_words(sent, zone, now=now) == "lun, 23 de nov, 3:12 p.m."
    assert later_words(datetime(2026, 11, 23, 21, 14, tzinfo=UTC), sent, zone, now=now) == "3:14 p.m."
    assert zone_words(zone) == "hora central"


def test_titles_that_are_made_here_are_the_same_in_english_and_said_in_spanish(make_app: MakeApp):
    app = make_app()
    assert TITLES.keys() == AWARD_LEVELS.keys()
    for code, subject in SUBJECTS.items():
        assert subject_of(code, "") == subject
    items = [
        {"title": title_of(code, "", level), "cip_code": code, "cip_title": "", "award_level": level}
        for code in SUBJECTS
        for level in AWARD_LEVELS
    ]
    with app.test_request_context("/"):
        assert [title_words(each) for each in items] == [each["title"] for each in items]
        short = [each["title"].replace(" certificate or diploma, ", ", ") for each in items]
        assert [short_title_words(each) for each in items] == short
    with app.test_request_context("/es/"):
        said = [title_words(each) for each in items]
        assert len(set(said)) == len(items)
        assert not {*said} & {each["title"] for each in items}
        assert "Codificación médica: certificado o diploma, de 1 a 2 años" in said
        assert "Codificación médica, de 1 a 2 años" in [short_title_words(each) for each in items]


def test_titles_that_a_school_states_stay_as_they_are(in_spanish: Flask):  # noqa: ARG001  # its request
    own = {"title": "Coding!", "cip_code": "51.0713", "cip_title": "", "award_level": "2"}
    other_level = own | {"title": "Medical coding associate degree"}
    unknown_level = own | {"title": "Medical coding", "award_level": None}
    assert [title_words(each) for each in (own, other_level, unknown_level)] == [
        "Coding!",
        "Medical coding associate degree",
        "Medical coding",
    ]
    welding = {"title": "Welding technology associate degree", "cip_code": "48.0508"}
    said = title_words(welding | {"cip_title": "Welding Technology/Welder", "award_level": "3"})
    assert said == "Welding technology: título de asociado"


def test_every_source_that_is_only_described_has_words(in_spanish: Flask):  # noqa: ARG001  # its request
    titles = {title for _, title, _ in _KINDS.values()} | {each.title for each in guide_facts().sources}
    assert titles == set(DESCRIBED)
    named = [title for title in DESCRIBED if source_title(title) == title]
    assert named == []
    assert source_title("Example College, its own statement") == "Example College, su propia declaración"
    assert source_title("Example College, its own statement (made up)").endswith("su propia declaración (inventada)")
    for title in ("Another source", "Example College, its own statement, as amended", ""):
        assert source_title(title) == title


def test_every_state_has_a_name():
    assert STATE_WORDS == STATES_AND_DC
