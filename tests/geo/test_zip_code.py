import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadmatch.geo.zip_code import InvalidZipCodeError, UnknownZipCodeError, parse_zip_code


@pytest.mark.parametrize(
    ("typed", "zip_code"),
    [
        ("90210", "90210"),
        ("00901", "00901"),
        ("00000", "00000"),
        ("90210-1234", "90210"),
        ("  90210 ", "90210"),
        (" 90210-0000  ", "90210"),
    ],
)
def test_five_digits_with_or_without_four_more_are_a_zip_code(typed: str, zip_code: str):
    assert parse_zip_code(typed) == zip_code


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "9021",
        "902101",
        "90210-",
        "90210-123",
        "90210-12345",
        "902101234",
        "90210 1234",
        "90210–1234",  # noqa: RUF001  an en dash, as word processors type it
        "90210\n",
        "\n90210",
        "90210\t",
        "\u00a090210",
        "90210\u3000",
        "٩٠٢١٠",
        "９０２１０",  # noqa: RUF001  full-width digits
        "²0210",
        "90210\x00",
        "9021O",
        "-90210",
        "+90210",
        "9e210",
        "9_210",
        "\ud800",
        "90210-1234\n",
        "90210;90211",
    ],
)
def test_anything_else_is_a_fault_that_says_what_to_type(typed: str):
    with pytest.raises(InvalidZipCodeError, match="five digits, such as 90210"):
        parse_zip_code(typed)


@given(st.text(alphabet=st.one_of(st.sampled_from("0123456789- \n\t٣"), st.characters())))
def test_whatever_is_accepted_is_five_ascii_digits_of_the_text(typed: str):
    try:
        zip_code = parse_zip_code(typed)
    except InvalidZipCodeError:
        return
    assert re.fullmatch(r"[0-9]{5}", zip_code)
    assert typed.strip(" ").startswith(zip_code)
    assert set(typed) <= set("0123456789- ")


@given(st.from_regex(r"\A {0,3}[0-9]{5}(-[0-9]{4})? {0,3}\Z"))
def test_every_text_of_that_form_is_accepted(typed: str):
    assert parse_zip_code(typed) == typed.strip(" ")[:5]


def test_the_errors_own_their_slugs_and_never_repeat_what_was_typed():
    with pytest.raises(InvalidZipCodeError) as invalid:
        parse_zip_code("secret@example.org")
    assert invalid.value.slug == "invalid-zip-code"
    assert "secret" not in str(invalid.value)
    assert UnknownZipCodeError.slug == "unknown-zip-code"
    assert "type a ZIP code nearby" in str(UnknownZipCodeError())
