"""The query string: how it is read, and how all its faults are named at once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marshmallow import Schema, fields

from leadmatch.kernel.errors import InvalidRequestError
from leadmatch.web.fields import Choices, StrictBoolean, StrictDecimal, StrictInteger, Text
from leadmatch.web.problems import UnreadableRequestError
from leadmatch.web.query_string import MAX_PARAMETERS, QuerySchema, load_query, read_parameters, without_blanks


class FindSchema(QuerySchema):
    zip = Text(max_length=5, required=True, code="invalid-zip-code", expects="a ZIP code")
    radius_miles = StrictDecimal(minimum=1, maximum=500, places=2, unit="miles")
    page = StrictInteger(minimum=1, load_default=1)
    kind = Choices(["b", "a"])
    maker = Choices(vocabulary="makers")
    is_new = StrictBoolean(data_key="new")


MAKERS = {"makers": frozenset({"acme", "zeta"})}


def faults_of(query: bytes) -> list[tuple[str, str]]:
    with pytest.raises(InvalidRequestError) as caught:
        load_query(FindSchema, read_parameters(query), vocabulary=MAKERS)
    return [(fault.where, fault.code) for fault in caught.value.faults]


@pytest.mark.parametrize(
    ("query", "parameters"),
    [
        (b"", {}),
        (b"a=1", {"a": ["1"]}),
        (b"a=1&b=2&a=3", {"a": ["1", "3"], "b": ["2"]}),
        (b"a", {"a": [""]}),
        (b"a=", {"a": [""]}),
        (b"&&a=1&", {"a": ["1"]}),
        (b"=5", {"": ["5"]}),
        (b"a=b=c", {"a": ["b=c"]}),
        (b"a=x+y%20z", {"a": ["x y z"]}),
        (b"a=%2B", {"a": ["+"]}),
        (b"caf%C3%A9=%E2%82%AC", {"café": ["€"]}),
        ("a=é".encode(), {"a": ["é"]}),
        (b"a=%zz%", {"a": ["%zz%"]}),
        (b"a;b=1", {"a;b": ["1"]}),
        (b"a=%26b", {"a": ["&b"]}),
    ],
)
def test_a_query_string_gives_the_values_of_each_name_in_order(query: bytes, parameters: dict[str, list[str]]):
    assert read_parameters(query) == parameters


@pytest.mark.parametrize(
    "value", [b"%00", b"\0", b"a%00b", b"%ff", b"\xff", b"%ED%A0%80", b"%C3", b"\xed\xa0\x80", b"%F8%88%80%80%80"]
)
def test_a_value_that_is_no_text_is_a_fault_that_names_its_parameter(value: bytes):
    assert faults_of(b"zip=90210&kind=" + value) == [("kind", "invalid-text")]
    assert faults_of(b"zip=" + value + b"&page=0") == [("zip", "invalid-text"), ("page", "invalid-value")]


@pytest.mark.parametrize("name", [b"%00", b"%ff", b"\xff", b"a%00"])
def test_a_name_that_is_no_text_makes_the_request_unreadable(name: bytes):
    with pytest.raises(UnreadableRequestError):
        read_parameters(b"a=1&" + name + b"=1")


def test_too_many_parameters_make_the_request_unreadable():
    assert len(read_parameters(b"&".join([b"a=1"] * MAX_PARAMETERS))["a"]) == MAX_PARAMETERS
    with pytest.raises(UnreadableRequestError):
        read_parameters(b"&".join([b"a=1"] * (MAX_PARAMETERS + 1)))


def test_all_faults_are_named_at_once_in_the_order_sent_and_then_what_is_missing():
    query = b"radius_miles=50mi&new=yes&page=1&page=2&kind=&knd=a&maker=nobody"
    assert faults_of(query) == [
        ("radius_miles", "invalid-value"),
        ("new", "invalid-value"),
        ("page", "repeated-parameter"),
        ("kind", "empty-value"),
        ("knd", "unknown-parameter"),
        ("maker", "invalid-value"),
        ("zip", "missing-parameter"),
    ]


def test_a_field_may_have_a_code_of_its_own():
    assert faults_of(b"zip=123456") == [("zip", "invalid-zip-code")]


def test_an_unknown_parameter_is_told_the_nearest_known_name():
    with pytest.raises(InvalidRequestError, match="did you mean radius_miles"):
        load_query(FindSchema, {"zip": ["1"], "radus_mile": ["3"]})


def test_an_unknown_parameter_that_is_like_no_other_is_told_them_all():
    with pytest.raises(InvalidRequestError, match="known are kind, maker, new, page, radius_miles, zip"):
        load_query(FindSchema, {"zip": ["1"], "qqqqq": ["3"]})


def test_an_endless_unknown_name_is_cut_in_the_answer():
    assert faults_of(b"zip=1&" + b"x" * 5000) == [("x" * 64, "unknown-parameter")]


def test_an_empty_required_parameter_is_not_told_to_leave_it_out():
    with pytest.raises(InvalidRequestError) as caught:
        load_query(FindSchema, {"zip": [""], "page": [""]})
    assert [fault.detail for fault in caught.value.faults] == [
        "Send a ZIP code.",
        "Send a whole number, 1 or more, in digits only, or leave the parameter out.",
    ]


def test_absent_parameters_have_their_defaults_and_data_keys_name_the_parameter():
    assert load_query(FindSchema, read_parameters(b"zip=1&new=true")) == {
        "zip": "1",
        "radius_miles": None,
        "page": 1,
        "kind": (),
        "maker": (),
        "is_new": True,
    }


def test_one_answer_does_not_leak_into_the_next():
    load_query(FindSchema, {"zip": ["1"], "page": ["7"]})
    assert load_query(FindSchema, {"zip": ["1"]})["page"] == 1


def test_the_schema_itself_loads_the_same_values():
    sent = {"zip": "1", "radius_miles": "2.5", "kind": ["a,b", "a"], "new": "false"}
    parameters = {"zip": ["1"], "radius_miles": ["2.5"], "kind": ["a,b", "a"], "new": ["false"]}
    assert FindSchema().load(sent) == load_query(FindSchema, parameters)


def test_a_schema_of_other_fields_is_refused():
    class LooseSchema(QuerySchema):
        page = fields.Integer()

    with pytest.raises(TypeError, match=r"LooseSchema\.page is not a QueryField"):
        load_query(LooseSchema, {})


def test_blank_form_fields_can_be_left_out():
    assert without_blanks({"a": [""], "b": ["", "1"], "c": ["2"]}) == {"b": ["1"], "c": ["2"]}


@given(st.binary(max_size=300))
def test_no_query_string_is_more_than_a_fault(query: bytes):
    try:
        load_query(FindSchema, read_parameters(query), vocabulary=MAKERS)
    except (InvalidRequestError, UnreadableRequestError) as error:
        assert str(error)  # noqa: PT017  # either outcome is right; a third kind of error is not


def test_query_schemas_are_marshmallow_schemas():
    assert issubclass(QuerySchema, Schema)
