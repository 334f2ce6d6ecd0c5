"""A file of facts with faults is refused at start, and all of them are named at once."""

from importlib import resources

import pytest

from leadmatch.geo.states import STATES_AND_DC
from leadmatch.guide.facts import GuideFactsError
from leadmatch.guide.facts_file import WORKPLACES, parse_guide_facts

FILE = resources.files("leadmatch.guide").joinpath("facts.toml").read_text("utf-8")
NO_PERIOD = "is not YYYY, YYYY-MM or YYYY-MM-DD"


def faults(text: str) -> list[str]:
    with pytest.raises(GuideFactsError) as caught:
        parse_guide_facts(text)
    assert str(caught.value) == "\n".join(caught.value.faults)
    return [*caught.value.faults]


def changed(*changes: tuple[str, str]) -> str:
    text = FILE
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('slug = "billing-coding"', "slug = 5", "slug: Not a valid string."),
        ('slug = "billing-coding"', 'slug = ""', "slug: Shorter than minimum length 1."),
        ('field = "billing-coding"', "", "field: Missing data for required field."),
        ("percent = 8", 'percent = "8"', "growth.percent: Not a valid integer."),
        ("percent = 8", "percent = 8.5", "growth.percent: Not a valid integer."),
        ("questions = 100", "questions = 0", "certifications.0.questions: Must be greater than or equal to 1."),
        ("questions = 100", "question = 100", "certifications.0.question: Unknown field."),
        ("fee_usd = 125", 'fee_usd = "125"', "certifications.0.fee_usd: must be dollars"),
        ("fee_usd = 125", "fee_usd = true", "certifications.0.fee_usd: must be dollars"),
        ("fee_usd = 125", "fee_usd = nan", "certifications.0.fee_usd: must be dollars"),
        ("fee_usd = 125", "fee_usd = 0", "certifications.0.fee_usd: must be above 0, with two decimals at most"),
        ("fee_usd = 125", "fee_usd = 1.255", "certifications.0.fee_usd: must be above 0, with two decimals at most"),
        ("fee_is_about = true", "fee_is_about = 2", "certifications.5.fee_is_about: Not a valid boolean."),
        ("[1500, 3000]", "[3000, 1500]", "credentials.0.cost_usd: must be [lowest, highest]"),
        ("[1500, 3000]", "[1500]", "credentials.0.cost_usd: Length must be 2."),
        ('length_is = "about"', 'length_is = "over"', "credentials.2.length_is: Must be one of: under, about."),
        ('as_of = "2023-05"', 'as_of = "May 2023"', f"sources.5.as_of: 'May 2023' {NO_PERIOD}"),
        ('as_of = "2023-05"', 'as_of = "2023-13"', "sources.5.as_of: month must be in 1..12"),
        ('exam_changed = "2022"', 'exam_changed = "22"', f"certifications.1.exam_changed: '22' {NO_PERIOD}"),
        ('"https://www.nhanow.com/"', '"http://www.nhanow.com/"', "sources.1.url: Not a valid URL."),
        ("DC = 67000", "dc = 67000", f"wages.by_state.dc.key: Must be one of: {', '.join(STATES_AND_DC)}."),
        ("management = 57000", "moon = 1", f"wages.by_workplace.moon.key: Must be one of: {', '.join(WORKPLACES)}."),
        ('code = "CPC"', 'code = "CBCS"', "certifications: CBCS is there 2 times"),
        ('credential = "diploma"', 'credential = "certificate"', "credentials: certificate is there 2 times"),
        ('id = "aapc"', 'id = "nha"', "sources: nha is there 2 times"),
        ('source = "pmi"', 'source = "aapc"', "sources: nothing comes from pmi"),
        ('source = "pmi"', 'source = "me"', "sources: me is named but is not there"),
        ("renewal_units = 36", "", "certifications: CPC has renewal_units or renewal_unit without the other"),
        ('renewal_unit = "CE"\n', "", "certifications: CBCS has renewal_units or renewal_unit without the other"),
        ("fee_usd = 399\nmember", "member", "certifications: CCS says something of a fee that is not there"),
        ("fee_usd = 399\nfee_is", "fee_is", "certifications: CPB says something of a fee that is not there"),
    ],
)  # fmt: skip
def test_a_fault_is_named_with_its_place(old: str, new: str, fault: str):
    assert fault in faults(changed((old, new)))


def test_every_fault_is_named_at_once():
    found = faults(changed(("percent = 8", "percent = true"), ("questions = 97", "questions = -1")))
    assert found == [
        "certifications.2.questions: Must be greater than or equal to 1.",
        "growth.percent: Not a valid integer.",
    ]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("slug = ", "not TOML: Invalid value (at end of document)"),
        ("", "sources: Missing data for required field."),
        ("sources = 5\ncertifications = [1]\nwages = 'x'", "certifications.0._schema: Invalid input type."),
        ("sources = []", "sources: Shorter than minimum length 1."),
    ],
)
def test_what_is_no_such_file_at_all_is_refused_in_words(text: str, fault: str):
    assert fault in faults(text)


def test_amounts_are_exact_to_the_cent():
    text = changed(("fee_usd = 125", "fee_usd = 0.29"), ("hourly_usd = 24.56", "hourly_usd = 19.99"))
    facts = parse_guide_facts(text)
    assert (facts.certifications[0].fee_cents, facts.wages.hourly_cents) == (29, 1999)
