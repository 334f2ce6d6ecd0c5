"""Reading the guide's facts from facts.toml; every fault of the file is named at once."""

import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cache
from importlib import resources
from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields, validate

from leadmatch.geo.states import STATES_AND_DC
from leadmatch.guide.facts import (
    Certification,
    Growth,
    GuideFacts,
    GuideFactsError,
    GuideSource,
    TypicalCredential,
    Wage,
    Wages,
    period_start,
)

CREDENTIALS = ("certificate", "diploma", "associate")
WORKPLACES = ("hospitals", "physicians_offices", "outpatient_centers", "management", "nursing_care")
_CENTS_PER_DOLLAR = 100
Values = dict[str, Any]


@cache
def guide_facts() -> GuideFacts:
    """Return the facts of the guide.

    Raises:
        GuideFactsError: the file has faults.
    """
    return parse_guide_facts(resources.files("leadmatch.guide").joinpath("facts.toml").read_text("utf-8"))


def parse_guide_facts(text: str) -> GuideFacts:
    """Return the facts that a file states; what it leaves out is None.

    Args:
        text: TOML; amounts in dollars, with two decimals at most.

    Raises:
        GuideFactsError: names every fault of the file.
    """
    try:
        written = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise GuideFactsError([f"not TOML: {error}"]) from error
    values, faults = written, []
    try:
        values = _FactsSchema(unknown=RAISE).load(written)
    except ValidationError as error:
        faults = list(_flat(error.messages_dict))
    faults += _faults_across(written)
    if faults:
        raise GuideFactsError(faults)
    return _facts(values)


class _Cents(fields.Field[int]):
    """Dollars in the file, cents inside."""

    def _deserialize(self, value: object, *_: object, **__: object) -> int:
        if isinstance(value, bool) or not isinstance(value, int | Decimal) or not Decimal(value).is_finite():
            raise ValidationError("must be dollars")
        cents = value * _CENTS_PER_DOLLAR
        if cents <= 0 or cents != int(cents):
            raise ValidationError("must be above 0, with two decimals at most")
        return int(cents)


def _range(each: fields.Field[int], *, data_key: str) -> fields.List[int]:
    """Return a field for the lowest and the highest of something, both included."""
    return fields.List(each, required=True, data_key=data_key, validate=[validate.Length(equal=2), _rises])


def _rises(ends: list[int]) -> None:
    if ends != sorted(ends):
        raise ValidationError("must be [lowest, highest]")


def _is_period(as_of: str) -> None:
    try:
        period_start(as_of)
    except ValueError as error:
        raise ValidationError(str(error)) from error


_SOME_TEXT = validate.Length(min=1)
_ABOVE_0 = validate.Range(min=1)


class _SourceSchema(Schema):
    id = fields.String(required=True, validate=_SOME_TEXT)
    title = fields.String(required=True, validate=_SOME_TEXT)
    check_with = fields.String(load_default=None, validate=_SOME_TEXT)
    url = fields.String(load_default=None, validate=validate.URL(schemes={"https"}))
    as_of = fields.String(required=True, validate=_is_period)
    as_of_inferred = fields.Boolean(load_default=False)


class _CredentialSchema(Schema):
    credential = fields.String(required=True, validate=validate.OneOf(CREDENTIALS))
    cost_cents = _range(_Cents(), data_key="cost_usd")
    length_months = fields.Integer(required=True, strict=True, validate=_ABOVE_0)
    length_is = fields.String(required=True, validate=validate.OneOf(("under", "about")))
    credit_hours = _range(fields.Integer(strict=True, validate=_ABOVE_0), data_key="credits")
    source = fields.String(required=True)


class _CertificationSchema(Schema):
    code = fields.String(required=True, validate=validate.Regexp(r"\A[A-Z]+\Z"))
    name = fields.String(required=True, validate=_SOME_TEXT)
    body = fields.String(required=True, validate=_SOME_TEXT)
    questions = fields.Integer(load_default=None, strict=True, validate=_ABOVE_0)
    exam_changed = fields.String(load_default=None, validate=_is_period)
    fee_cents = _Cents(load_default=None, data_key="fee_usd")
    fee_is_about = fields.Boolean(load_default=False)
    member_fee_cents = _Cents(load_default=None, data_key="member_fee_usd")
    training_cents = _Cents(load_default=None, data_key="training_usd")
    experience_years = fields.Integer(load_default=None, strict=True, validate=_ABOVE_0)
    renewal_years = fields.Integer(load_default=None, strict=True, validate=_ABOVE_0)
    renewal_units = fields.Integer(load_default=None, strict=True, validate=_ABOVE_0)
    renewal_unit = fields.String(load_default=None, validate=_SOME_TEXT)
    source = fields.String(required=True)


class _WagesSchema(Schema):
    annual_cents = _Cents(required=True, data_key="annual_usd")
    hourly_cents = _Cents(required=True, data_key="hourly_usd")
    by_workplace = fields.Dict(fields.String(validate=validate.OneOf(WORKPLACES)), _Cents(), required=True)
    by_state = fields.Dict(fields.String(validate=validate.OneOf(STATES_AND_DC)), _Cents(), required=True)
    source = fields.String(required=True)


class _GrowthSchema(Schema):
    percent = fields.Integer(required=True, strict=True)
    from_year = fields.Integer(required=True, strict=True)
    to_year = fields.Integer(required=True, strict=True)
    source = fields.String(required=True)


class _FactsSchema(Schema):
    slug = fields.String(required=True, validate=_SOME_TEXT)
    title = fields.String(required=True, validate=_SOME_TEXT)
    field = fields.String(required=True, validate=_SOME_TEXT)
    sources = fields.List(fields.Nested(_SourceSchema), required=True, validate=_SOME_TEXT)
    credentials = fields.List(fields.Nested(_CredentialSchema), required=True, validate=_SOME_TEXT)
    certifications = fields.List(fields.Nested(_CertificationSchema), required=True, validate=_SOME_TEXT)
    wages = fields.Nested(_WagesSchema, required=True)
    growth = fields.Nested(_GrowthSchema, required=True)


def _facts(values: Values) -> GuideFacts:
    sources = {each["id"]: GuideSource(**each) for each in values["sources"]}

    def sourced(part: Values) -> Values:
        lists = {name: tuple(value) for name, value in part.items() if isinstance(value, list)}
        return {**part, **lists, "source": sources[part["source"]]}

    wages = sourced(values["wages"])
    for by in ("by_workplace", "by_state"):
        wages[by] = tuple(Wage(where, cents) for where, cents in wages[by].items())
    return GuideFacts(
        slug=values["slug"],
        title=values["title"],
        field=values["field"],
        credentials=tuple(TypicalCredential(**sourced(each)) for each in values["credentials"]),
        certifications=tuple(Certification(**sourced(each)) for each in values["certifications"]),
        wages=Wages(**wages),
        growth=Growth(**sourced(values["growth"])),
        sources=tuple(sources.values()),
    )


def _faults_across(written: Values) -> Iterator[str]:
    """Yield what is wrong between the parts of a file, whose own faults others tell."""
    for name, key in (("sources", "id"), ("credentials", "credential"), ("certifications", "code")):
        counts = Counter(each.get(key) for each in _tables(written, name))
        yield from (f"{name}: {each} is there {number} times" for each, number in counts.items() if number > 1)
    named = {str(each.get("id")) for each in _tables(written, "sources")}
    users = [each for name in ("credentials", "certifications", "wages", "growth") for each in _tables(written, name)]
    used = {str(each["source"]) for each in users if "source" in each}
    yield from (f"sources: {each} is named but is not there" for each in sorted(used - named))
    yield from (f"sources: nothing comes from {each}" for each in sorted(named - used))
    for each in _tables(written, "certifications"):
        if ("renewal_units" in each) != ("renewal_unit" in each):
            yield f"certifications: {each.get('code')} has renewal_units or renewal_unit without the other"
        if "fee_usd" not in each and ("member_fee_usd" in each or "fee_is_about" in each):
            yield f"certifications: {each.get('code')} says something of a fee that is not there"


def _tables(written: Values, name: str) -> list[Values]:
    """Return the tables of one name, whether there is one or a list; nothing of what is neither."""
    found = written.get(name)
    return [each for each in (found if isinstance(found, list) else [found]) if isinstance(each, dict)]


def _flat(messages: Mapping[Any, Any], where: str = "") -> Iterator[str]:
    for name, below in messages.items():
        if isinstance(below, dict):
            yield from _flat(below, f"{where}{name}.")
        else:
            yield from (f"{where}{name}: {each}" for each in below)
