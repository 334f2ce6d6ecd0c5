"""The guide's facts as the API shows them: dollars outside, and whether each figure is old on the day of asking."""

from datetime import date
from typing import Any

from leadmatch.guide.facts import Certification, GuideFacts, GuideSource, TypicalCredential, is_old
from leadmatch.kernel.money import usd_from_cents


def guide_answer(facts: GuideFacts, *, on: date) -> dict[str, Any]:
    """Return a guide as JSON holds it.

    Args:
        facts: the guide.
        on: the day for which `is_old` is said.
    """
    wages, growth = facts.wages, facts.growth
    return {
        "slug": facts.slug,
        "title": facts.title,
        "field": facts.field,
        "credentials": [_credential(each) | _sourced(each.source, on) for each in facts.credentials],
        "certifications": [_certification(each) | _sourced(each.source, on) for each in facts.certifications],
        "wages": {
            "annual_usd": usd_from_cents(wages.annual_cents),
            "hourly_usd": usd_from_cents(wages.hourly_cents),
            "by_workplace": [
                {"workplace": each.where, "annual_usd": usd_from_cents(each.annual_cents)}
                for each in wages.by_workplace
            ],
            "by_state": [
                {"state": each.where, "annual_usd": usd_from_cents(each.annual_cents)} for each in wages.by_state
            ],
            **_sourced(wages.source, on),
        },
        "growth": {
            "percent": growth.percent,
            "from_year": growth.from_year,
            "to_year": growth.to_year,
            **_sourced(growth.source, on),
        },
        "sources": [_source(each, on) for each in facts.sources],
    }


def _sourced(source: GuideSource, on: date) -> dict[str, Any]:
    return {"source": source.id, "as_of": source.as_of, "is_old": is_old(source.as_of, on)}


def _source(source: GuideSource, on: date) -> dict[str, Any]:
    return {
        "id": source.id,
        "title": source.title,
        "check_with": source.check_with,
        "url": source.url,
        "as_of": source.as_of,
        "as_of_inferred": source.as_of_inferred,
        "is_old": is_old(source.as_of, on),
    }


def _credential(each: TypicalCredential) -> dict[str, Any]:
    (cost_low, cost_high), (credits_low, credits_high) = each.cost_cents, each.credit_hours
    return {
        "credential": each.credential,
        "cost": {"low_usd": usd_from_cents(cost_low), "high_usd": usd_from_cents(cost_high)},
        "length_months": each.length_months,
        "length_is": each.length_is,
        "credits": {"low": credits_low, "high": credits_high},
    }


def _certification(each: Certification) -> dict[str, Any]:
    return {
        "code": each.code,
        "name": each.name,
        "body": each.body,
        "questions": each.questions,
        "exam_changed": each.exam_changed,
        "fee_usd": usd_from_cents(each.fee_cents),
        "fee_is_about": each.fee_is_about,
        "member_fee_usd": usd_from_cents(each.member_fee_cents),
        "training_usd": usd_from_cents(each.training_cents),
        "experience_years": each.experience_years,
        "renewal": {"years": each.renewal_years, "units": each.renewal_units, "unit": each.renewal_unit},
    }
