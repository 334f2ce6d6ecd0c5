"""The strict fields: what each takes, at its edges, and what it says otherwise."""

from decimal import Decimal

import pytest

from leadmatch.web.fields import (
    NO_VOCABULARY,
    Choice,
    Choices,
    ParameterError,
    QueryField,
    StrictBoolean,
    StrictDecimal,
    StrictInteger,
    Text,
)

MILES = StrictDecimal(minimum=1, maximum=500, places=2, unit="miles")
MONTHS = StrictInteger(minimum=1, maximum=120, unit="months")
PRICE = StrictDecimal(minimum=0, places=2, unit="US dollars")
COUNT = StrictInteger(minimum=0)
LEVELS = Choices(["certificate", "diploma", "associate"])
MAKERS = Choices(vocabulary="makers")


def message(field: QueryField[object], *texts: str) -> tuple[str, str]:
    with pytest.raises(ParameterError) as caught:
        field.read(texts, NO_VOCABULARY)
    return caught.value.code, caught.value.detail


@pytest.mark.parametrize(("text", "number"), [("1", 1), ("120", 120), ("007", 7)])
def test_a_whole_number_in_range_is_taken(text: str, number: int | str):
    assert MONTHS.read([text], NO_VOCABULARY) == number


NOT_A_PLAIN_NUMBER = [
    "-1", "+5", " 5", "5 ", "5\n", "1e9", "1_0", "0x1f", "NaN", "inf", "Infinity", "50mi", "1,000", "٣", "³", "½", "५0",
    "true", "null", "1.", ".5", "1..2", "1.2.3", "--1", "\u20035", "9" * 10, "1" * 5000,
]  # fmt: skip


@pytest.mark.parametrize("text", [*NOT_A_PLAIN_NUMBER, "5.0", "0", "121"])
def test_anything_else_is_told_the_range_and_the_unit(text: str):
    assert message(MONTHS, text) == (
        "invalid-value",
        "Send a whole number of months from 1 to 120, in digits only.",
    )


@pytest.mark.parametrize(
    ("text", "number"), [("1", "1"), ("500", "500"), ("500.00", "500"), ("1.01", "1.01"), ("25.5", "25.5")]
)
def test_a_decimal_in_range_is_taken_exactly(text: str, number: int | str):
    assert MILES.read([text], NO_VOCABULARY) == Decimal(number)


@pytest.mark.parametrize("text", [*NOT_A_PLAIN_NUMBER, "0.99", "500.01", "25.000", "1.٣"])
def test_any_other_decimal_is_told_the_range_and_the_unit(text: str):
    assert message(MILES, text) == (
        "invalid-value",
        "Send a number of miles from 1 to 500, in digits with at most 2 after a point.",
    )


def test_a_range_without_a_maximum_ends_where_fifteen_digits_end():
    assert PRICE.read(["9" * 15], NO_VOCABULARY) == 10**15 - 1
    assert message(PRICE, "1" + "0" * 15)[1] == (
        "Send a number of US dollars, 0 or more, in digits with at most 2 after a point."
    )
    assert COUNT.read(["9" * 15], NO_VOCABULARY) == 10**15 - 1
    assert message(COUNT, "-1")[1] == "Send a whole number, 0 or more, in digits only."


@pytest.mark.parametrize("text", ["True", "TRUE", "1", "0", "yes", "on", "t", "y", " true", "true\n"])
def test_a_boolean_is_true_or_false_and_nothing_else(text: str):
    assert message(StrictBoolean(), text) == ("invalid-value", "Send true or false.")
    assert StrictBoolean().read(["true"], NO_VOCABULARY) is True
    assert StrictBoolean().read(["false"], NO_VOCABULARY) is False


def test_text_is_trimmed_and_bounded():
    text = Text(max_length=5)
    assert text.read([" pen "], NO_VOCABULARY) == "pen"
    assert text.read(["ééééé"], NO_VOCABULARY) == "ééééé"
    assert message(text, "abcdef") == (
        "invalid-value",
        "Send text of 1 to 5 characters, none of them a control character.",
    )
    assert message(text, " abcde")[0] == "invalid-value"
    assert message(text, "   ")[0] == "invalid-value"
    assert message(text, "a\nb")[0] == "invalid-value"
    assert message(text, "a\x7f")[0] == "invalid-value"


def test_a_decimal_without_a_limit_of_places_takes_what_a_program_writes():
    radius = StrictDecimal(minimum=1, maximum=500, places=None, unit="miles")
    assert float(radius.read(["187.46669087820482"], NO_VOCABULARY)) == 187.46669087820482
    assert message(radius, "500.00000000000001")[1] == (
        "Send a number of miles from 1 to 500, in digits with or without a point."
    )


def test_one_choice_of_a_list():
    order = Choice(["distance", "cost"])
    assert order.read(["cost"], NO_VOCABULARY) == "cost"
    assert message(order, "Cost") == ("invalid-value", "Send one of distance, cost.")
    assert message(order, "distance,cost")[0] == "invalid-value"


@pytest.mark.parametrize(
    ("texts", "values"),
    [
        (["diploma"], ("diploma",)),
        (["associate,certificate"], ("certificate", "associate")),
        (["associate", "certificate"], ("certificate", "associate")),
        (["diploma,associate", "diploma"], ("diploma", "associate")),
    ],
)
def test_choices_may_be_repeated_or_separated_by_commas_and_come_in_canonical_order(
    texts: list[str], values: tuple[str, ...]
):
    assert LEVELS.read(texts, NO_VOCABULARY) == values
    assert LEVELS.parse(",".join(texts), NO_VOCABULARY) == values


@pytest.mark.parametrize(
    ("texts", "code"),
    [
        (["bachelor"], "invalid-value"),
        (["diploma,bachelor"], "invalid-value"),
        (["diploma, associate"], "invalid-value"),
        ([""], "empty-value"),
        (["diploma,"], "empty-value"),
        (["diploma,,associate"], "empty-value"),
        (["diploma", ""], "empty-value"),
        (["diploma", "\0"], "invalid-text"),
    ],
)
def test_choices_outside_the_list_are_faults(texts: list[str], code: str):
    assert message(LEVELS, *texts)[0] == code


def test_choices_of_a_vocabulary_are_given_their_list_at_each_load_and_sorted():
    assert MAKERS.read(["zeta,acme"], {"makers": frozenset({"acme", "zeta"})}) == ("acme", "zeta")
    assert MAKERS.read(["omni"], {"makers": {"omni": 1}}) == ("omni",)
    with pytest.raises(ParameterError, match="Send one or more of the known makers"):
        MAKERS.read(["acme"], {"makers": frozenset()})


def test_the_parameter_is_sent_once():
    assert message(MONTHS, "1", "1") == ("repeated-parameter", "Send this parameter once.")


def test_the_sentence_and_the_code_can_be_set():
    field = Text(max_length=3, expects="three letters", code="not-three", required=True)
    assert message(field, "four") == ("not-three", "Send three letters.")
