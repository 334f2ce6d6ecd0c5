"""One program as one row of the embedded catalogue file: facts out of a record, and a record out of facts."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from leadmatch.catalogue.accreditation import accreditation_record, agencies
from leadmatch.catalogue.cost import estimated_cost, published_cost
from leadmatch.catalogue.federal.sources import federal_source
from leadmatch.catalogue.identity import campus_id, program_id, school_id
from leadmatch.catalogue.records import (
    UNKNOWN_COST,
    AccreditationRecord,
    CampusRecord,
    CostRecord,
    ProgramRecord,
    SchoolRecord,
)
from leadmatch.catalogue.seed_columns import ACCREDITORS, COLUMN_NAMES
from leadmatch.catalogue.taxonomy import credential_of, field_of, title_of, years_for_estimate

_CENTS = 100
_PLACE = ("city", "state", "zip", "latitude", "longitude")

# The pairs of columns <name>_source, <name>_as_of in the order of `fact_sources`; the fact that each speaks of,
# and the column that holds it where the fact can be unknown.
_FACTS = (
    ("program", "program", None),
    ("cip_title", "cip_title", None),
    ("school", "school", None),
    ("campus", "campus", "city"),
    ("graduates", "graduates", "graduates_count"),
    ("cost", "cost", "tuition_fees_usd"),
    ("length", "length", "length_months"),
    ("credits", "credits", "credits"),
    ("formats", "formats", "formats"),
    ("title_iv", "financial_aid", "title_iv"),
)
_SAYS_ITS_OWN_TIME = ("cost",)  # a release of the Scorecard holds the tuition of an earlier school year

Complain = Callable[[str, str], None]


def row_of_program(program: ProgramRecord) -> dict[str, Any]:
    """Return the values of all columns.

    Raises:
        ValueError: there are more accreditors than a row has room for, odd cents, or a source that is not federal.
    """
    school, campus, cost = program.school, program.campus, program.cost
    sources = dict(program.fact_sources)
    row: dict[str, Any] = dict.fromkeys(COLUMN_NAMES)
    row |= {
        "unitid": school.unitid,
        "cip_code": program.cip_code,
        "award_level": program.award_level,
        "cip_title": program.cip_title,
        "school_name": school.name,
        "opeid": school.opeid,
        "control": school.control,
        "website": school.website,
        "title_iv": school.title_iv,
        "formats": program.formats or None,
        "formats_unknown": program.formats_unknown or None,
        "graduates_count": program.graduates_count,
        "graduates_year": program.graduates_year,
        "length_months": program.length_months,
        "credits": program.credits,
        "cost_basis": cost.basis,
        "tuition_fees_usd": _dollars(cost.tuition_fees_cents),
        "books_supplies_usd": _dollars(cost.books_supplies_cents),
    }
    if campus is not None:
        place = (campus.city, campus.state, campus.zip_code, campus.latitude, campus.longitude)
        row |= dict(zip(_PLACE, place, strict=True)) | {"street": campus.street}
    for name, fact, _column in (*_FACTS, ("accreditation_dates", "accreditation_dates", None)):
        if fact in sources:
            row[f"{name}_source"] = sources[fact]
            row[f"{name}_as_of"] = federal_source(sources[fact]).as_of
    row["cost_as_of"] = cost.as_of
    if len(program.accreditation) > len(ACCREDITORS):
        raise ValueError(f"there are {len(program.accreditation)} accreditors, and room for {len(ACCREDITORS)}")
    for number, record in zip(ACCREDITORS, program.accreditation, strict=False):
        name = f"accreditor_{number}"
        row |= {
            name: record.accreditor_id,
            f"{name}_kind": record.kind,
            f"{name}_since": record.since,
            f"{name}_ended": record.ended,
            f"{name}_source": record.source,
            f"{name}_as_of": record.as_of,
        }
    return row


def program_of_row(values: Mapping[str, Any], complain: Complain, *, on: date) -> ProgramRecord:
    """Return the program of a row whose cells are each in order; what contradicts itself is complained about.

    Args:
        values: a value for each column.
        complain: takes the name of a column and what is wrong with it; the program is then not to be used.
        on: the day for which accreditation is said to be current.
    """
    unitid, cip_code, award_level = values["unitid"], values["cip_code"], values["award_level"]
    for name, _fact, column in _FACTS:
        _check_source(values, name, column, complain)
    school = SchoolRecord(
        id=school_id(unitid),
        name=values["school_name"],
        unitid=unitid,
        opeid=values["opeid"],
        control=values["control"],
        website=values["website"],
        title_iv=values["title_iv"],
    )
    field = field_of(cip_code)
    formats = values["formats"] or ()
    formats_unknown = values["formats_unknown"] or ()
    if set(formats) & set(formats_unknown) or not (formats or formats_unknown):
        complain("formats_unknown", "names a format that is known, or none is named at all")
    if (values["graduates_count"] is None) != (values["graduates_year"] is None):
        complain("graduates_year", "the count and its year stand together or not at all")
    accreditation = tuple(_accreditation(values, field, complain, on))
    return ProgramRecord(
        id=program_id(unitid, cip_code, award_level),
        title=title_of(cip_code, values["cip_title"], award_level),
        cip_code=cip_code,
        cip_title=values["cip_title"],
        field=field,
        credential=credential_of(award_level),
        award_level=award_level,
        formats=formats,
        formats_unknown=formats_unknown,
        self_paced=None,
        length_months=values["length_months"],
        credits=values["credits"],
        cost=_cost(values, complain),
        financial_aid=school.title_iv,
        certifications=(),
        graduates_count=values["graduates_count"],
        graduates_year=values["graduates_year"],
        authorized_states=None,
        school=school,
        campus=_campus(values, complain, is_online_only=formats == ("online",) and not formats_unknown),
        accreditation=accreditation,
        fact_sources=tuple(_fact_sources(values, accreditation)),
    )


def _check_source(values: Mapping[str, Any], name: str, column: str | None, complain: Complain) -> None:
    key, as_of = values[f"{name}_source"], values[f"{name}_as_of"]
    is_known = column is None or values[column] is not None
    if (key is not None) != is_known or (as_of is not None) != is_known:
        complain(f"{name}_source", f"source and as-of stand where {column} does, and nowhere else")
    elif key is not None and name not in _SAYS_ITS_OWN_TIME and as_of != federal_source(key).as_of:
        complain(f"{name}_as_of", f"{key} describes {federal_source(key).as_of}")


def _campus(values: Mapping[str, Any], complain: Complain, *, is_online_only: bool) -> CampusRecord | None:
    known = [column for column in _PLACE if values[column] is not None]
    if known and len(known) < len(_PLACE):
        complain("city", f"{', '.join(_PLACE)} stand together or not at all")
    elif bool(known) == is_online_only:
        complain("city", "a program that is online only has no place, and every other has one")
    elif values["street"] is not None and not known:
        complain("street", "stands without a city")
    elif known:
        return CampusRecord(
            id=campus_id(values["unitid"]),
            school_id=school_id(values["unitid"]),
            street=values["street"],
            city=values["city"],
            state=values["state"],
            zip_code=values["zip"],
            latitude=values["latitude"],
            longitude=values["longitude"],
        )
    return None


def _cost(values: Mapping[str, Any], complain: Complain) -> CostRecord:
    tuition_fees, books_supplies = values["tuition_fees_usd"], values["books_supplies_usd"]
    source = (values["cost_source"] or "", values["cost_as_of"] or "")
    if values["cost_basis"] == "program" and tuition_fees is not None:
        return published_cost(tuition_fees, books_supplies, source)
    years = years_for_estimate(values["award_level"])
    if values["cost_basis"] == "estimate" and tuition_fees is not None and years is not None:
        if books_supplies is not None or tuition_fees % years:
            complain("tuition_fees_usd", f"an estimate is {years} times a year's tuition and fees, without supplies")
        return estimated_cost(tuition_fees // years, years, source)
    if values["cost_basis"] != "unknown" or tuition_fees is not None or books_supplies is not None:
        complain("cost_basis", "does not go with the figures, or with the award level")
    return UNKNOWN_COST


def _accreditation(
    values: Mapping[str, Any], field: str, complain: Complain, on: date
) -> Iterator[AccreditationRecord]:
    told: set[tuple[str, str]] = set()
    for number in ACCREDITORS:
        name = f"accreditor_{number}"
        accreditor_id, kind = values[name], values[f"{name}_kind"]
        key, as_of = values[f"{name}_source"], values[f"{name}_as_of"]
        since, ended = values[f"{name}_since"], values[f"{name}_ended"]
        if accreditor_id is None:
            if any(value is not None for value in (kind, key, as_of, since, ended)):
                complain(name, "is empty beside its facts")
            continue
        if kind is None or key is None or as_of is None:
            complain(name, "needs its kind, source and as-of")
            continue
        if len(told) != number - 1 or (accreditor_id, kind) in told:
            complain(name, "comes after an empty one, or is there twice")
        if since is not None and ended is not None and ended < since:
            complain(f"{name}_ended", f"lies before {since}")
        told.add((accreditor_id, kind))
        yield accreditation_record(
            agencies()[accreditor_id],
            kind,
            since=since,
            ended=ended,
            source=key,
            as_of=as_of,
            on=on,
            field=field if kind == "programmatic" else None,
        )
    dates_key, dates_as_of = values["accreditation_dates_source"], values["accreditation_dates_as_of"]
    if (dates_key is None) != (dates_as_of is None) or (
        dates_key is not None and dates_as_of != federal_source(dates_key).as_of
    ):
        complain("accreditation_dates_as_of", "is not the time that the source describes")


def _fact_sources(
    values: Mapping[str, Any], accreditation: tuple[AccreditationRecord, ...]
) -> Iterator[tuple[str, str]]:
    for name, fact, _column in _FACTS:
        if values[f"{name}_source"] is not None:
            yield fact, values[f"{name}_source"]
    for key in sorted({record.source for record in accreditation}):
        yield "accreditation", key
    if values["accreditation_dates_source"] is not None:
        yield "accreditation_dates", values["accreditation_dates_source"]


def _dollars(cents: int | None) -> int | None:
    if cents is None:
        return None
    if cents % _CENTS:
        raise ValueError(f"{cents} cents are not whole dollars")
    return cents // _CENTS
