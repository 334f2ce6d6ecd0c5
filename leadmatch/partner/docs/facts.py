"""What the guide says that is decided elsewhere: read from where it is decided, so that the guide stays true."""

from collections.abc import Iterator
from typing import Final

from leadmatch.access.attribution import LIFETIME
from leadmatch.access.callers import PUBLISHABLE_SCOPES, SECRET_SCOPES
from leadmatch.access.keys import DEFAULT_OVERLAP
from leadmatch.access.quotas import Quotas
from leadmatch.geo.states import STATES
from leadmatch.inquiries.idempotency import KEPT
from leadmatch.inquiries.rules import public_code
from leadmatch.inquiries.sandbox.outcomes import ACCEPTED, BEYOND_REACH, TROUBLES
from leadmatch.partner.docs.value_words import EMBED_ATTRIBUTES, EMBED_PROPERTIES, REASONS
from leadmatch.partner.hiding import FEWEST
from leadmatch.partner.period import DEFAULT_DAYS, MOST_DAYS
from leadmatch.search.sandbox.schools import ENROLLS_NOBODY_ONLINE_IN, SANDBOX_PROGRAMS
from leadmatch.sponsors.checks import RejectCode
from leadmatch.web.cors import EXPOSED_FIELDS, PREFLIGHT_LASTS_S, TAKEN_FIELDS
from leadmatch.web.problems import HTTP_PROBLEMS, STATUS_BY_SLUG

_NOT_OF_THE_API: Final = "catalogue-file-faults"
_HOUR_S: Final = 3600


def facts_of_guide(quotas: Quotas) -> dict[str, object]:
    """Return what the templates of the guide ask for, by name.

    Args:
        quotas: how often who may call.
    """
    return {
        "scopes_of_publishable": sorted(PUBLISHABLE_SCOPES),
        "scopes_of_secret_alone": sorted(SECRET_SCOPES - PUBLISHABLE_SCOPES),
        "overlap_hours": int(DEFAULT_OVERLAP.total_seconds()) // _HOUR_S,
        "preflight_hours": PREFLIGHT_LASTS_S // _HOUR_S,
        "taken_fields": TAKEN_FIELDS,
        "exposed_fields": EXPOSED_FIELDS,
        "quotas": quotas,
        "idempotency_days": KEPT.days,
        "attribution_days": LIFETIME.days,
        "problem_types": _problem_types(),
        "reason_codes": REASONS,
        "sandbox_programs": SANDBOX_PROGRAMS,
        "sandbox_outcomes": [*_sandbox_outcomes()],
        "beyond_reach": STATES[BEYOND_REACH],
        "no_online": STATES[ENROLLS_NOBODY_ONLINE_IN],
        "report_days": DEFAULT_DAYS,
        "report_most_days": MOST_DAYS,
        "report_fewest": FEWEST,
        "embed_attributes": EMBED_ATTRIBUTES,
        "embed_properties": EMBED_PROPERTIES,
    }


def _problem_types() -> dict[int, list[str]]:
    statuses = {**STATUS_BY_SLUG, **{words.slug: status for status, words in HTTP_PROBLEMS.items()}}
    found: dict[int, list[str]] = {}
    for slug, status in sorted(statuses.items(), key=lambda each: each[1]):
        if slug != _NOT_OF_THE_API:
            found.setdefault(status, []).append(slug)
    return found


def _sandbox_outcomes() -> Iterator[tuple[str, str, str | None]]:
    """Yield each word that decides, the status of the lead or of the answer, and the code that goes with it."""
    yield ACCEPTED, ACCEPTED, None
    for code in RejectCode:
        yield code, "rejected", public_code(code)
    for word, slug in TROUBLES.items():
        yield word, str(STATUS_BY_SLUG[slug]), slug
