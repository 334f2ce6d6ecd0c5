"""Every word that a page shows can be translated: shown in a made-up language, no English is left but facts."""

import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
from all_pages import add_failing_pages, every_page
from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask.testing import FlaskClient
from reading import Element, MakeApp, read_page
from site_catalogue import SHOWN_SOURCES, ExamplePlacements, show_case

import leadmatch
from leadmatch.catalogue.accreditation import agencies
from leadmatch.catalogue.certifications import certifications
from leadmatch.catalogue.taxonomy import CREDENTIAL_LABELS, FIELD_LABELS
from leadmatch.geo.states import STATES
from leadmatch.guide.facts_file import guide_facts
from leadmatch.kernel.messages import TRANSLATIONS
from leadmatch.site.field_words import FIELD_WORDS
from leadmatch.site.languages import register_languages
from leadmatch.site.wording import CREDENTIALS
from leadmatch.web.problem_pages import problem_texts

PACKAGE = Path(leadmatch.__file__).parent
PRETEND = "en_GU"  # figures as in English; nobody's translation
SHOWN_ATTRIBUTES = ("aria-label", "title", "placeholder", "alt", "content")
FACTS = {"leadmatch", "Español", "geonames.org", "JSON", "CBCS", "CPC", "example.org", "example.com", "urn:uuid:"}


@pytest.fixture(scope="module")
def messages() -> Catalog:
    with (TRANSLATIONS / "messages.pot").open("rb") as file:
        return read_po(file)


def test_the_list_of_messages_is_what_the_sources_say(messages: Catalog):
    readme = (TRANSLATIONS / "README.md").read_text()
    arguments = shlex.split(next(line for line in readme.splitlines() if "pybabel extract" in line))
    with (PACKAGE.parent / arguments[arguments.index("--mapping") + 1]).open() as file:
        methods, options = parse_mapping_cfg(file)
    keyword = arguments[arguments.index("--keywords") + 1]
    keywords = {"_": None, "gettext": None, "ngettext": (1, 2), keyword: None}
    found = extract_from_dir(PACKAGE, methods, options, keywords)
    assert {each.id for each in messages if each.id} == {message for _, _, message, _, _ in found}


def test_the_words_for_fields_and_credentials_are_those_of_the_catalogue():
    assert FIELD_WORDS == FIELD_LABELS
    assert CREDENTIALS == CREDENTIAL_LABELS


def pretend_translations(messages: Catalog, translations: Path) -> Path:
    """Fill a folder with the translation of every message into itself in brackets, and return it."""
    pretend = Catalog(locale=PRETEND)
    for message in messages:
        if message.id:
            ids = [message.id] if isinstance(message.id, str) else [*message.id]
            translated = [f"⟦{each}⟧" for each in ids]
            pretend.add(message.id, translated if len(ids) > 1 else translated[0], flags=message.flags)
    folder = translations / PRETEND / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with (folder / "messages.mo").open("wb") as file:
        write_mo(file, pretend)
    return translations


@pytest.fixture(scope="module", params=["without sponsors", "with sponsors"])
def pretend_client(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, make_app: MakeApp, messages: Catalog
) -> FlaskClient:
    """The site in a language whose every message is the English one in brackets."""
    translations = pretend_translations(messages, tmp_path_factory.mktemp("translations"))
    app = make_app(ExamplePlacements() if request.param == "with sponsors" else None)
    add_failing_pages(app)
    register_languages(app, language=PRETEND, translations=translations)
    return app.test_client()


def facts() -> set[str]:
    """Return the names, titles and places that stay as they were published."""
    known = {*FACTS, *problem_texts(), *(each.name for each in agencies().values())}
    known |= {part for each in certifications().values() for part in (each.name, each.body, each.code)}
    known |= {*Locale("en").months["format"]["wide"].values(), *(each.title for each in SHOWN_SOURCES)}
    known |= {*STATES}
    for program in show_case():
        known |= {program.title.replace(" certificate or diploma, ", ", "), program.eligibility or ""}
        known |= {program.title, program.cip_title, program.school.name, "Example Career College pays to appear here."}
        known |= {each.name for each in program.accreditation}
        if program.campus:
            known |= {program.campus.city, program.campus.street or ""}
    guide = guide_facts()
    known |= {part for each in guide.certifications for part in (each.code, each.name, each.body, each.renewal_unit)}
    known |= {each.title for each in guide.sources} | {each.check_with or "" for each in guide.sources}
    known |= {(each.url or "").removeprefix("https://").rstrip("/") for each in guide.sources}
    known |= {STATES[each.where] for each in guide.wages.by_state} | {", or ", "May 2023"}
    return known - {None} | {"IPEDS directory information", "IPEDS completions", "College Scorecard", "NCES"}


def outside_brackets(texts: Iterator[str]) -> Iterator[str]:
    """Yield what stands outside brackets; a bracket may open in one text and close in another."""
    depth = 0
    for text in texts:
        outside = []
        for letter in text:
            depth += (letter == "⟦") - (letter == "⟧")
            if depth == 0 and letter != "⟧":
                outside.append(letter)
        yield "".join(outside)
    assert depth == 0


def shown_texts(page: Element) -> Iterator[str]:
    reference = {id(each) for found in page.every(data_reference="") for each in (found, *found.every())}
    for element, text in page.texts():
        if id(element) not in reference and element.tag not in {"", "script"}:
            yield text
    for element in page.every():
        if element.tag != "meta" or element.attributes.get("name") == "description":
            yield from (element.attributes[name] for name in SHOWN_ATTRIBUTES if name in element.attributes)


def test_no_page_shows_words_that_cannot_be_translated(pretend_client: FlaskClient):
    known = sorted(facts(), key=len, reverse=True)
    untranslated = {}
    for address, html in every_page(pretend_client):
        page = read_page(html)
        assert page.one("html").attributes["lang"] == "en-GU"
        for text in outside_brackets(shown_texts(page)):
            left = text
            for fact in known:
                left = left.replace(fact, "")
            if any(letter.isalpha() for letter in left) and not is_id(left):
                untranslated[text] = address
    assert untranslated == {}


def is_id(text: str) -> bool:
    return set(text) <= set("0123456789abcdef- ")
