"""No cell of a file is a formula to any spreadsheet, and every text and number can be had back."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from leadmatch.delivery.csv_cells import phone_cell, phone_of, plain_text, text_cell

TRIGGERS = "=+-@|%\t\r\n\uff1d\uff0b\uff0d\uff20\ufe62\ufe63\ufe66\ufe6b\uff5c\uff05\u2212\u207a\u208b"
UNSEEN = " \t\r\n\x00\x1f\x7f\x85\u00a0\u200b\u200e\u202e\u2028\u3000\ufeff"
ODD = st.text(st.sampled_from("ab1'\"," + TRIGGERS + UNSEEN), max_size=6)


def begins_a_formula(cell: str) -> bool:
    """Tell whether what is seen first is what a formula begins with; a tab or line end before it is bad enough."""
    return cell.startswith(("\t", "\r", "\n")) or cell.lstrip(UNSEEN).startswith(tuple(TRIGGERS))


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\tAda", " =1", "   -1", "\u00a0=1", "\u200b=1",
     "\ufeff=1", "\x00=1", "\u202e=1", "\uff1d1", "\uff0b1", "\uff0d1", "\uff201", "|calc", "%0A=1", "=",
     '=HYPERLINK("http://example.org")', "-", "+1 (312) 555-0142", " \t ="],
)  # fmt: skip
def test_a_text_that_could_be_a_formula_gets_an_apostrophe(text: str):
    assert text_cell(text) == f"'{text}"
    assert plain_text(text_cell(text)) == text


@pytest.mark.parametrize("text", ["'=1", "''=1", "' =1", "'\t", "'\uff1d1"])
def test_a_text_that_looks_defused_gets_one_more_apostrophe(text: str):
    assert text_cell(text) == f"'{text}"
    assert plain_text(text_cell(text)) == text


@pytest.mark.parametrize(
    "text",
    ["Ada", "O'Brien", "'Brien", "'", "''", "Zoë", "Łukasz", "李", "1=1", "a\n=1", " Ada", "(312)", "#1", "&", ".5",
     "\u0661", "\U0001f642", "ada+x@example.org", "::1"],
)  # fmt: skip
def test_any_other_text_stays_as_it_is(text: str):
    assert text_cell(text) == text == plain_text(text)


@given(st.text() | ODD)
@example("'\u200b'=1")
@example("'''-")
def test_no_text_becomes_a_formula_and_each_can_be_had_back(text: str):
    cell = text_cell(text)
    assert not begins_a_formula(cell)
    assert plain_text(cell) == text


def test_what_is_unknown_is_an_empty_cell():
    assert (text_cell(None), phone_cell(None), phone_of("")) == ("", "", None)


def test_a_number_is_written_as_it_is_dialled():
    assert phone_cell("+13125550142") == "(312) 555-0142"
    assert phone_cell("+17875550142") == "(787) 555-0142"


@given(
    st.from_regex(r"\+1[2-9][0-9]{2}[2-9][0-9]{6}", fullmatch=True)
    | st.sampled_from(["+442071838750", "+390612345678"])
)
def test_a_number_begins_no_formula_and_can_be_had_back(phone: str):
    cell = phone_cell(phone)
    assert not begins_a_formula(cell)
    assert phone_of(cell) == phone


@pytest.mark.parametrize("odd", ["+1312555014", "+131255501422", "+1312555014\u0662", "=1", "3125550142"])
def test_what_is_no_number_of_ours_is_still_no_formula(odd: str):
    assert not begins_a_formula(phone_cell(odd))
