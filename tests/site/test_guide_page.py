"""The guide page: what a career changer asks, each figure with its source and time, and nothing that the facts deny."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
import time_machine
from flask import Flask
from reading import Element, MakeApp, Open

from leadmatch.catalogue.taxonomy import FIELD_LABELS
from leadmatch.geo.states import STATES_AND_DC
from leadmatch.guide.facts import GuideSource
from leadmatch.guide.facts_file import WORKPLACES, guide_facts
from leadmatch.site.field_words import GUIDE_FIELDS
from leadmatch.site.guide.page import certified_span, guide_page
from leadmatch.site.guide.sources import check_words
from leadmatch.site.guide.words import EXAM_PURPOSES, credits_words, length_words
from leadmatch.site.guide.words import WORKPLACES as WORKPLACE_WORDS

FACTS = guide_facts()
TODAY = datetime(2026, 11, 23, 20, tzinfo=UTC)


@pytest.fixture(scope="module", autouse=True)
def day() -> Iterator[None]:
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def guide(open_page: Open) -> Element:
    return open_page("/")


@pytest.fixture(scope="module")
def app(make_app: MakeApp) -> Flask:
    return make_app()


def rows(table: Element) -> list[list[str]]:
    """Return what a person reads in each row: the words that repeat the column on a phone are left out."""
    found = []
    for row in table.one("tbody").every("tr"):
        cells = [next(row.every("th")).text]
        for cell in row.every("td"):
            said = [each for each in cell.every("span") if "aria-hidden" not in each.attributes]
            cells.append(said[0].text if said else cell.text)
        found.append(cells)
    return found


def section(page: Element, name: str) -> Element:
    return page.one("section", aria_labelledby=name)


def test_it_answers_what_a_career_changer_asks_in_order(guide: Element):
    assert guide.one("h1").text == guide.one("title").text.removesuffix(" · leadmatch") == FACTS.title
    assert [each.attributes["aria-labelledby"] for each in guide.every("section")] == [
        "find", "work", "schooling", "certifications", "first", "pay", "outlook", "renewal", "choosing", "instead",
        "trust", "next",
    ]  # fmt: skip


def test_the_list_of_contents_leads_to_every_section_between_the_two_zip_boxes(guide: Element):
    links = [each.attributes["href"] for each in guide.one("nav", class_="contents").every("a")]
    assert links == [f"#{each.attributes['aria-labelledby']}" for each in guide.every("section")][1:-1]


def test_both_zip_boxes_ask_the_same_and_each_says_which_it_is(guide: Element):
    boxes = [section(guide, name).one("form", role="search") for name in ("find", "next")]
    for box in boxes:
        asked = [(each.attributes["name"], each.attributes.get("value")) for each in box.every("input")]
        assert asked == [("zip", ""), *(("field", field) for field in GUIDE_FIELDS)]
        assert box.attributes["action"] == "/programs"
    assert [each.attributes.get("aria-label") for each in boxes] == [None, "Find programs"]


def test_the_levels_are_compared_with_the_exam_fees_added(guide: Element):
    assert rows(section(guide, "schooling").one("table")) == [
        ["Certificate", "$1,500 to $3,000", "$1,625 to $3,399", "under 1 year", "30 to 40"],
        ["Diploma", "$4,200 to $6,400", "$4,325 to $6,799", "under 1 year", "30 to 40"],
        ["Associate degree", "$8,000 to $16,000", "$8,125 to $16,399", "about 2 years", "about 60"],
    ]


def test_the_exams_are_compared_and_what_is_unknown_is_not_on_file(guide: Element):
    names = {each.code: f"{each.code} {each.name}, {each.body}" for each in FACTS.certifications}
    assert rows(section(guide, "certifications").one("table")) == [
        [names["CBCS"], "Billing and coding together, for a start.", "100", "$125", "every 2 years, 10 CE"],
        [names["CPC"], "Coding in doctors' offices.", "150 before 2022; changed since", "$399",
         "every 2 years, 36 CEU"],
        [names["CCS"], "Coding in hospitals.", "97", "$399; members $299", "every 2 years, 20 CEU"],
        [names["CMC"], "Coding in doctors' offices. Asks for 1 year of work first. Its own training: about $1,250.",
         "133", "not on file", "every year, 12 CEU"],
        [names["COC"], "Coding of hospitals' outpatient visits.", "150 before 2022; changed since", "not on file",
         "every 2 years; units not on file"],
        [names["CPB"], "Billing.", "200 before 2022; changed since", "about $399",
         "every 2 years; units not on file"],
    ]  # fmt: skip


def test_an_exam_of_which_little_is_known_says_so_in_every_column(app: Flask):
    hardly_known = replace(FACTS.certifications[1], questions=None, fee_cents=None, renewal_years=None)
    changed = replace(FACTS.certifications[1], exam_changed="2022-01")
    with app.test_request_context():
        facts = replace(FACTS, certifications=(*FACTS.certifications, hardly_known, changed))
        *_, hardly, dated = guide_page(facts).exams.rows
    assert hardly.cells == ("Coding in doctors' offices.", "not on file", "not on file", "not on file")
    assert dated.cells[1] == "150 before January 2022; changed since"


def test_wages_stand_as_bars_from_zero_with_their_figures_and_as_a_table(guide: Element):
    pay = section(guide, "pay")
    headings = [each.text for each in (*pay.every("h2"), *pay.every("h3"))]
    assert headings == [
        "Pay: $51,090 a year on average",
        "By workplace: from $43,000 (doctors' offices) to $57,000 (head offices of companies)",
        "By state: from $57,000 (Connecticut) to $67,000 (District of Columbia)",
    ]
    assert "$24.56 an hour" in pay.text
    assert "in May 2023" in pay.text
    drawn = [
        [
            (row.one("span", class_="bar-label").text, row.one("span", class_="bar-amount").text)
            for row in bars.every("li")
        ]
        for bars in pay.every("ul", class_="bars")
    ]
    assert drawn == [
        [("Head offices of companies", "$57,000"), ("Hospitals", "$52,000"), ("Outpatient centers", "$49,000"),
         ("Nursing homes", "$44,000"), ("Doctors' offices", "$43,000")],
        [("District of Columbia", "$67,000"), ("New Jersey", "$66,000"), ("California", "$59,000"),
         ("Massachusetts", "$59,000"), ("Connecticut", "$57,000")],
    ]  # fmt: skip
    widths = [each.attributes["width"] for each in pay.every("rect")]
    assert widths == ["100.0%", "91.2%", "86.0%", "77.2%", "75.4%", "100.0%", "98.5%", "88.1%", "88.1%", "85.1%"]
    assert [[tuple(row) for row in rows(table)] for table in pay.every("table")] == drawn


def test_the_outlook_is_a_projection_with_its_years(guide: Element):
    assert section(guide, "outlook").one("h2").text == "Outlook: 8% more jobs projected from 2022 to 2032"


def test_every_figure_names_its_source_on_demand_and_old_ones_say_with_whom_to_check(guide: Element):
    shown = {
        name: (
            section(guide, name).one("p", class_="check").text,
            section(guide, name).one("details", class_="sources"),
        )
        for name in ("schooling", "certifications", "pay", "outlook")
    }
    assert {name: check for name, (check, _) in shown.items()} == {
        "schooling": "From 2021 (year inferred), more than two years old: ask the school.",
        "certifications": ("From 2021 (year inferred), more than two years old: check with NHA, AAPC, AHIMA, or PMI."),
        "pay": "From May 2023, more than two years old: check with BLS.",
        "outlook": "From 2022, more than two years old: check with BLS.",
    }
    named = {name: [each.text for each in details.every("li")] for name, (_, details) in shown.items()}
    titles = {name: [text.partition(" · ")[0] for text in texts] for name, texts in named.items()}
    typical, *exams, wages, growth = [each.title for each in FACTS.sources]
    assert titles == {
        "schooling": [typical, *exams],
        "certifications": exams,
        "pay": [wages],
        "outlook": [growth],
    }
    assert named["pay"] == [f"{wages} · May 2023 · www.bls.gov/oes/2023/may/oes292072.htm"]
    assert named["schooling"][0] == f"{typical} · 2021 (year inferred)"


def test_young_figures_ask_for_no_check(open_page: Open):
    with time_machine.travel(datetime(2023, 6, 1, tzinfo=UTC)):
        page = open_page("/")
    assert [section(page, name).text.count("check with") for name in ("schooling", "pay", "outlook")] == [0, 0, 0]


def source(as_of: str, body: str | None = "AAPC", *, inferred: bool = False) -> GuideSource:
    return GuideSource(as_of, "Title", body, None, as_of, inferred)


@pytest.mark.parametrize(
    ("sources", "on", "words"),
    [
        ([source("2024-05")], date(2026, 5, 1), None),
        ([source("2024-05")], date(2026, 5, 2), "From May 2024, more than two years old: check with AAPC."),
        ([source("2020"), source("2026", "NHA")], date(2026, 5, 2),
         "From 2020, more than two years old: check with AAPC."),
        ([source("2021"), source("2020", "NHA"), source("2021")], date(2026, 5, 2),
         "From 2020, more than two years old: check with AAPC or NHA."),
        ([source("2020", None, inferred=True)], date(2026, 5, 2),
         "From 2020 (year inferred), more than two years old: ask the school."),
        ([], date(2026, 5, 2), None),
    ],
)  # fmt: skip
def test_only_what_is_old_is_to_be_checked(app: Flask, sources: list[GuideSource], on: date, words: str | None):
    with app.test_request_context():
        assert check_words(sources, on) == words


def test_lengths_and_credits_are_said_as_the_file_states_them(app: Flask):
    typical = FACTS.credentials[0]
    with app.test_request_context():
        for months, length_is, words in ((12, "under", "under 1 year"), (24, "about", "about 2 years"),
                                         (9, "about", "about 9 months"), (1, "under", "under 1 month")):  # fmt: skip
            changed = replace(typical, length_months=months, length_is=length_is, credit_hours=(30, 30))
            assert length_words(changed) == words
            assert credits_words(changed) == "about 30"


def test_what_the_sentences_claim_is_what_the_facts_say():
    """The sentences of the page stand in its template: whoever changes a fact must see which of them go with it."""
    certificate, diploma, associate = FACTS.credentials
    assert certificate.cost_cents[1] < diploma.cost_cents[0] < diploma.cost_cents[1] < associate.cost_cents[0]
    assert associate.length_months > max(certificate.length_months, diploma.length_months)
    assert (len(FACTS.certifications), len({each.body for each in FACTS.certifications})) == (6, 4)
    fees = {each.code: each.fee_cents for each in FACTS.certifications if each.fee_cents}
    assert min(fees, key=lambda code: fees[code]) == "CBCS"
    assert {each.code for each in FACTS.certifications if each.renewal_years != 2} == {"CMC"}
    assert {each.code for each in FACTS.certifications if each.experience_years} == {"CMC"}
    assert {each.body for each in FACTS.certifications if each.exam_changed} == {"AAPC"}
    assert certified_span(certificate, FACTS.certifications) == (162_500, 339_900)


def test_there_are_words_for_everything_in_the_facts():
    assert EXAM_PURPOSES.keys() == {each.code for each in FACTS.certifications}
    assert WORKPLACE_WORDS.keys() == set(WORKPLACES) == {each.where for each in FACTS.wages.by_workplace}
    assert {each.where for each in FACTS.wages.by_state} <= STATES_AND_DC.keys()
    assert FACTS.field in FIELD_LABELS


def test_it_is_short_enough_to_be_read(guide: Element):
    prose = [text for element, text in guide.one("main").texts() if element.tag in {"p", "li", "strong", "h2"}]
    assert 700 <= sum(len(text.split()) for text in prose) <= 1300
