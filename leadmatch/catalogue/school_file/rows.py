"""A row that is sound, as a statement."""

from collections.abc import Mapping
from datetime import date
from typing import Any, cast

from leadmatch.catalogue.identity import school_id, stated_campus_id, stated_program_id, statement_source_key
from leadmatch.catalogue.records import CampusRecord, CostRecord, SourceRecord
from leadmatch.catalogue.school_file.checks import ONLINE_ONLY, is_on_file
from leadmatch.catalogue.school_file.known import KnownSchool
from leadmatch.catalogue.statements import StatementRecord
from leadmatch.geo.gazetteer import Gazetteer

Values = Mapping[str, Any]
_AS_STATED = (
    "title",
    "credential",
    "formats",
    "self_paced",
    "length_months",
    "credits",
    "financial_aid",
    "certifications",
    "authorized_states",
    "externship",
    "eligibility",
    "start_dates",
    "website",
)


def source_of(school: KnownSchool, as_of: date) -> SourceRecord:
    """Return what a school's file is as a source: the school's own word, as of a day."""
    return SourceRecord(
        key=statement_source_key(school.unitid, as_of),
        title=f"{school.name}, its own statement",
        publisher=school.name,
        as_of=as_of.isoformat(),
    )


def statement_of(values: Values, campus: CampusRecord | None, source: SourceRecord) -> StatementRecord:
    """Return the statement of a row.

    Args:
        values: of its cells, by column.
        campus: where it says that the program is taught.
        source: of the statement.
    """
    as_stated: dict[str, Any] = {name: values.get(name) for name in _AS_STATED}
    key = (values["unitid"], values["cip_code"], values["award_level"], values.get("program_code"))
    return StatementRecord(
        stated_program_id(*key),
        *key,
        source.key,
        cost=_cost_of(values, source),
        campus=campus,
        **as_stated,
    )


def _cost_of(values: Values, source: SourceRecord) -> CostRecord | None:
    tuition, fees = values.get("tuition_usd"), values.get("fees_usd")
    books, other = values.get("books_supplies_usd"), values.get("other_costs_usd")
    total = values.get("total_cost_usd")
    if tuition is not None:
        total = tuition + sum(part or 0 for part in (fees, books, other))
    if total is None:
        return None
    return CostRecord(
        total_cents=total,
        basis="program",
        tuition_fees_cents=None if tuition is None else tuition + (fees or 0),
        books_supplies_cents=books,
        as_of=source.as_of,
        source=source.key,
        tuition_cents=tuition,
        fees_cents=fees,
        other_cents=other,
    )


def campus_of(values: Values, school: KnownSchool, gazetteer: Gazetteer) -> CampusRecord | None:
    """Return the place that a row states; None where it states none.

    One that is on file keeps the point that is on file; another one stands in the middle of its ZIP code.
    """
    zip_code, street = values.get("campus_zip"), values.get("campus_street")
    if zip_code is None or values.get("formats") == ONLINE_ONLY:
        return None
    if school.campus is not None and is_on_file(school.campus, street=street, zip_code=zip_code):
        return school.campus
    point = cast("tuple[float, float]", gazetteer.locate(zip_code).point)  # the checks have seen that it has one
    return CampusRecord(
        id=stated_campus_id(school.unitid, zip_code, None if street is None else street.casefold()),
        school_id=school_id(school.unitid),
        street=street,
        city=values["campus_city"],
        state=values["campus_state"],
        zip_code=zip_code,
        latitude=point[0],
        longitude=point[1],
    )
