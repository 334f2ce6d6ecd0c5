"""The schema in the API's document and the reader say the same of what must be, and may not be, in a body."""

import copy
from collections.abc import Iterator
from typing import Any

import jsonschema_rs
import pytest
from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin
from bodies import faults_of, make_body

from leadmatch.inquiries import given_consents, person, reading
from leadmatch.inquiries.schemas import INQUIRY_EXAMPLE, InquirySchema

Path = tuple[str | int, ...]


@pytest.fixture(name="document", scope="module")
def the_document() -> dict[str, Any]:
    spec = APISpec("leadmatch", "1", "3.1.0", plugins=[MarshmallowPlugin()])
    spec.components.schema("Inquiry", schema=InquirySchema)
    return spec.to_dict()


@pytest.fixture(name="allows", scope="module")
def the_schema(document: dict[str, Any]) -> jsonschema_rs.Validator:
    root = {"$ref": "#/components/schemas/Inquiry", "components": document["components"]}
    return jsonschema_rs.validator_for(root, validate_formats=False)


def resolved(document: dict[str, Any], node: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in node:
        node = document["components"]["schemas"][node["$ref"].rpartition("/")[2]]
    return node


def members_of(document: dict[str, Any], name: str = "Inquiry", at: Path = ()) -> Iterator[tuple[Path, dict, bool]]:
    """Yield path, schema and whether it is required of every member of every object, in the first of every array."""
    schema = document["components"]["schemas"][name]
    for member, written in schema["properties"].items():
        node = resolved(document, written)
        yield (*at, member), node, member in schema["required"]
        inner = written if "$ref" in written else node.get("items", {})
        if "$ref" in inner:
            place = (*at, member) if inner is written else (*at, member, 0)
            yield from members_of(document, inner["$ref"].rpartition("/")[2], place)


def changed(at: Path, value: object = None, *, remove: bool = False) -> dict[str, Any]:
    body: Any = make_body()
    container = body
    for step in at[:-1]:
        container = container[step]
    if remove:
        del container[at[-1]]
    else:
        container[at[-1]] = value
    return body


def test_the_good_body_and_the_documented_example_are_allowed(allows: jsonschema_rs.Validator):
    assert allows.is_valid(make_body())
    example = copy.deepcopy(dict(INQUIRY_EXAMPLE))
    assert allows.is_valid(example)
    read_against = make_body() | {"program_ids": ["prg_a1"]}
    read_against["person"] = example["person"]
    read_against["consents"] = [{**example["consents"][0], "school_id": "sch_a"}]
    assert faults_of(read_against) == {}


def test_every_required_member_that_is_missing_is_a_fault_in_both(
    document: dict[str, Any], allows: jsonschema_rs.Validator
):
    required = [at for at, _, is_required in members_of(document) if is_required]
    assert len(required) == 16
    for at in required:
        body = changed(at, remove=True)
        assert not allows.is_valid(body), at
        assert "/" + "/".join(map(str, at)) in faults_of(body), at
        assert not allows.is_valid(changed(at, None)), at
        assert "/" + "/".join(map(str, at)) in faults_of(changed(at, None)), at


def test_every_optional_member_may_be_left_out_or_null_in_both(
    document: dict[str, Any], allows: jsonschema_rs.Validator
):
    optional = [at for at, _, is_required in members_of(document) if not is_required and at != ("person", "phone")]
    assert len(optional) == 9
    for at in optional:
        for body in (changed(at, remove=True), changed(at, None)):
            assert allows.is_valid(body), at
            assert faults_of(body) == {}, at


def test_reader_and_schema_know_the_same_members(document: dict[str, Any]):
    schemas = document["components"]["schemas"]
    assert set(schemas["Inquiry"]["properties"]) == set(reading._MEMBERS)
    assert set(schemas["Person"]["properties"]) == set(person._MEMBERS)
    assert set(schemas["Consent"]["properties"]) == set(given_consents._MEMBERS)
    assert all(schemas[name]["additionalProperties"] is False for name in ("Inquiry", "Person", "Consent"))


def test_a_value_of_another_type_is_a_fault_in_both(document: dict[str, Any], allows: jsonschema_rs.Validator):
    for at, node, _ in members_of(document):
        kinds = node.get("type", "object")
        for kind, value in (("string", "1"), ("array", [1]), ("object", {"x": 1}), ("boolean", True), ("integer", 5)):
            if kind not in kinds:
                assert not allows.is_valid(changed(at, value)), (at, value)
                assert faults_of(changed(at, value)), (at, value)


def test_a_text_or_array_beyond_its_length_is_a_fault_in_both(
    document: dict[str, Any], allows: jsonschema_rs.Validator
):
    checked = 0
    for at, node, _ in members_of(document):
        if "maxLength" in node:
            too_long: object = "a" * (node["maxLength"] + 1)
        elif "maxItems" in node:
            too_long = ["email"] * 4 if at[-1] == "channels" else make_body()[at[0]][:1] * (node["maxItems"] + 1)
        else:
            continue
        checked += 1
        assert not allows.is_valid(changed(at, too_long)), at
        assert faults_of(changed(at, too_long)), at
    assert checked == 18


def test_every_value_of_a_list_is_read_and_no_other_is_allowed(
    document: dict[str, Any], allows: jsonschema_rs.Validator
):
    lists = [(at, node["enum"]) for at, node, _ in members_of(document) if "enum" in node]
    assert {at[-1] for at, _ in lists} == {"education_level", "start_timeframe", "is_adult", "agreed", "language"}
    for at, values in lists:
        for value in values:
            if value is not None:
                assert allows.is_valid(changed(at, value))
                assert faults_of(changed(at, value)) == {}, (at, value)
        for other in ("other", False, 1):
            assert not allows.is_valid(changed(at, other))
            assert faults_of(changed(at, other)), (at, other)


@pytest.mark.parametrize(
    "at", [("program_ids", 0), ("consents", 0, "channels", 0), ("person", "zip"), ("placement",), ("sub_id",)]
)
def test_a_text_off_its_pattern_is_a_fault_in_both(at: Path, allows: jsonschema_rs.Validator):
    for value in ("a b", "é", "a\n", ""):
        assert not allows.is_valid(changed(at, value)), value
        assert faults_of(changed(at, value)), value
