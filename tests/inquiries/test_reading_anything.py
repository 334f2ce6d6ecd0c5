"""Whatever a body holds, reading it ends in a submission or in faults: 10,000 mutations of a good one."""

import copy
import random
from typing import Any

import pytest
from bodies import make_body, read
from hypothesis import given
from hypothesis import strategies as st

from leadmatch.inquiries.submission import Submission
from leadmatch.kernel.errors import InvalidRequestError

MUTATIONS = 10_000
NASTY_TEXTS = (
    "",
    " ",
    "\0",
    "\r\n",
    "\ud800",
    "\udfff\ud800",
    "\u202e",
    "\u200b",
    "\U0010ffff",
    "=cmd|' /C calc'!A0",
    "<script>",
    "%s%s%n",
    "' OR 1=1 --",
    "../../etc/passwd",
    "https://[",
    "https://[::1]:99999999/",
    "a@[",
    "a@b@c",
    '"a b"@example.org',
    "xn--@xn--.xn--",
    "ﷺ" * 50,
    "a" * 70_000,
    "0" * 5000,
    "+1" * 15,
    "٣" * 10,
    "½@½.½",
    "é" * 300,
)
NASTY_VALUES = (
    None,
    True,
    False,
    0,
    -1,
    1,
    2**63,
    -(2**200),
    10**4000,
    0.5,
    1e308,
    float("inf"),
    [],
    {},
    [[]],
    [{}],
    [None] * 1000,
    {"": {}},
    {"\ud800": None},
    *NASTY_TEXTS,
)


def nested(depth: int) -> Any:  # noqa: ANN401  # JSON
    value: Any = "end"
    for level in range(depth):
        value = [value] if level % 2 else {"x": value}
    return value


def places_of(value: Any, levels: int = 5) -> list[tuple[Any, Any]]:  # noqa: ANN401  # JSON
    """Return every container and key at which something could be changed, so many levels down."""
    if isinstance(value, dict):
        inner = list(value.items())
    elif isinstance(value, list):
        inner = list(enumerate(value))
    else:
        return []
    deeper = [each for _, each in inner] if levels else []
    return [(value, key) for key, _ in inner] + [place for each in deeper for place in places_of(each, levels - 1)]


def mutate(body: dict[str, Any], dice: random.Random) -> None:
    container, key = dice.choice(places_of(body) or [(body, "person")])
    other_container, other_key = dice.choice(places_of(body) or [(body, "consents")])
    match dice.randrange(7):
        case 0:
            container[key] = dice.choice(NASTY_VALUES)
        case 1:
            container[key] = copy.deepcopy(other_container[other_key])
        case 2 if isinstance(container[key], str):
            text = container[key]
            at = dice.randrange(len(text) + 1)
            container[key] = text[:at] + dice.choice(NASTY_TEXTS) + text[at:]
        case 3 if isinstance(container, dict):
            container[dice.choice(NASTY_TEXTS)] = container.pop(key)
        case 4 if isinstance(container, list):
            container.extend([container[key]] * dice.randrange(8))
        case 5:
            container[key] = nested(dice.randrange(1, 200))
        case _:
            del container[key]


def outcome(body: object) -> Submission | tuple[str, ...]:
    try:
        return read(body)
    except InvalidRequestError as error:
        assert error.faults, "an error without a fault"  # noqa: PT017  # both ends are looked at
        for fault in error.faults:
            f"{fault.where} {fault.code} {fault.detail}".encode()
        return tuple(fault.code for fault in error.faults)


def test_no_mutation_of_a_good_body_ends_in_another_error():
    dice = random.Random(4)  # noqa: S311  # the same mutations each time
    refused = 0
    for _ in range(MUTATIONS):
        body = make_body()
        for _ in range(dice.randrange(1, 4)):
            mutate(body, dice)
        refused += isinstance(outcome(body), tuple)
    assert MUTATIONS * 0.7 < refused < MUTATIONS


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text() | st.sampled_from([*make_body()]), inner),
        max_leaves=30,
    )
)
def test_no_json_value_at_all_ends_in_another_error(body: object):
    assert isinstance(outcome(body), tuple)


@given(st.sampled_from([*make_body()["person"]]), st.text() | st.sampled_from(NASTY_TEXTS))
def test_no_text_of_a_person_ends_in_another_error(member: str, text: str):
    body = make_body()
    body["person"][member] = text
    outcome(body)


@pytest.mark.parametrize("name", [*make_body()])
@pytest.mark.parametrize("value", NASTY_VALUES, ids=lambda value: str(type(value).__name__))
def test_no_value_of_a_part_ends_in_another_error(name: str, value: object):
    outcome(make_body() | {name: value})
