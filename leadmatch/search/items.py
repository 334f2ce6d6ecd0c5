"""A program as the API shows it: the part that is the same in every answer (SPEC 8, "a program item")."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import orjson

from leadmatch.catalogue.program_titles import made_title
from leadmatch.catalogue.records import AccreditationRecord, CampusRecord, CostRecord, ProgramRecord, SourceRecord
from leadmatch.kernel.messages import translator
from leadmatch.kernel.money import usd_from_cents


def program_item(program: ProgramRecord, sources: Mapping[str, SourceRecord]) -> dict[str, Any]:
    """Return everything about a program that no query changes.

    Args:
        program: the program.
        sources: by key, all that its facts name.
    """
    school = program.school
    return {
        "id": program.id,
        "title": program.title,
        "title_es": _title_in_spanish(program),
        "field": program.field,
        "cip_code": program.cip_code,
        "cip_title": program.cip_title,
        "credential": program.credential,
        "award_level": program.award_level,
        "formats": program.formats,
        "formats_unknown": program.formats_unknown,
        "self_paced": program.self_paced,
        "length_months": program.length_months,
        "credits": program.credits,
        "cost": _cost(program.cost),
        "financial_aid": program.financial_aid,
        "certifications": program.certifications,
        "externship": program.externship,
        "eligibility": program.eligibility,
        "start_dates": program.start_dates,
        "authorized_states": program.authorized_states,
        "graduates": {"count": program.graduates_count, "year": program.graduates_year},
        "school": {
            "id": school.id,
            "name": school.name,
            "control": school.control,
            "website": school.website,
            "unitid": school.unitid,
            "title_iv": school.title_iv,
            "is_demo": school.is_demo,
        },
        "campus": _campus(program.campus) if program.campus else None,
        "links": {
            "self": f"/api/v1/programs/{program.id}",
            "page": f"/programs/{program.id}",
            "school": program.website or school.website,
        },
        "accreditation": [_accreditation(each) for each in program.accreditation],
        "sources": _sources(program, sources),
    }


def fragments(program: ProgramRecord, sources: Mapping[str, SourceRecord]) -> tuple[bytes, bytes]:
    """Return the item as JSON without its closing brace, so that an answer can add what the query knows.

    It comes in two pieces: what is the program's own, and what it has in common with others of its school or state.
    """
    item = program_item(program, sources)
    common = {name: item.pop(name) for name in ("accreditation", "sources")}
    return orjson.dumps(item)[:-1], b"," + orjson.dumps(common)[1:-1]


def _title_in_spanish(program: ProgramRecord) -> str | None:
    return made_title(
        program.title,
        cip_code=program.cip_code,
        cip_title=program.cip_title,
        award_level=program.award_level,
        say=translator("es"),
    )


def _cost(cost: CostRecord) -> dict[str, Any]:
    return {
        "total_usd": usd_from_cents(cost.total_cents),
        "basis": cost.basis,
        "tuition_fees_usd": usd_from_cents(cost.tuition_fees_cents),
        "books_supplies_usd": usd_from_cents(cost.books_supplies_cents),
        "tuition_usd": usd_from_cents(cost.tuition_cents),
        "fees_usd": usd_from_cents(cost.fees_cents),
        "other_usd": usd_from_cents(cost.other_cents),
        "as_of": cost.as_of,
        "source": cost.source,
    }


def _accreditation(accreditation: AccreditationRecord) -> dict[str, Any]:
    return {
        "id": accreditation.accreditor_id,
        "name": accreditation.name,
        "kind": accreditation.kind,
        "current": accreditation.current,
        "since": _day(accreditation.since),
        "ended": _day(accreditation.ended),
        "source": accreditation.source,
        "as_of": accreditation.as_of,
    }


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _campus(campus: CampusRecord) -> dict[str, Any]:
    return {
        "street": campus.street,
        "city": campus.city,
        "state": campus.state,
        "zip": campus.zip_code,
        "latitude": campus.latitude,
        "longitude": campus.longitude,
    }


def _sources(program: ProgramRecord, sources: Mapping[str, SourceRecord]) -> list[dict[str, Any]]:
    facts: dict[str, list[str]] = {}
    for fact, key in program.fact_sources:
        facts.setdefault(key, []).append(fact)
    return [
        {
            "id": key,
            "title": sources[key].title,
            "as_of": sources[key].as_of,
            "facts": names,
        }
        for key, names in facts.items()
    ]
