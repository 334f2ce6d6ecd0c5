"""Who calls the public API: anybody, or a partner by one of its keys (rules H2, H3)."""

from dataclasses import dataclass
from typing import Final, Literal

from flask import g

Scope = Literal["search", "disclosures", "inquiries", "report"]
PUBLISHABLE_SCOPES: Final[frozenset[Scope]] = frozenset(("search", "disclosures", "inquiries"))
SECRET_SCOPES: Final[frozenset[Scope]] = PUBLISHABLE_SCOPES | {"report"}
_CALLER = "leadmatch_partner_caller"
_RECOGNISED = "leadmatch_recognised_caller"


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerTerms:
    """What requests need to know of a partner.

    Args:
        id: ``par_…``.
        origins: its sites as browsers write them in the field Origin.
        placements: the places on its sites that reports count by.
        searches_per_minute: with all of its keys together; None: as many as every partner.
        inquiries_per_minute: likewise.
    """

    id: str
    name: str
    origins: frozenset[str]
    placements: frozenset[str]
    searches_per_minute: int | None = None
    inquiries_per_minute: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who sends the present request.

    Args:
        partner: None where nobody in particular calls.
        key_id: of the key that was sent; None without one.
        is_secret: whether that is a secret key, so that a server calls and no visitor.
        is_test: whether it is a test key: then nothing real may be shared, counted, capped or paid.
        scopes: what the key opens.
    """

    partner: PartnerTerms | None = None
    key_id: str | None = None
    is_secret: bool = False
    is_test: bool = False
    scopes: frozenset[Scope] = frozenset()


ANYBODY: Final = Caller()


def current_caller() -> Caller:
    """Return who sends the present request, as its guard found."""
    caller: Caller = g.get(_CALLER, ANYBODY)
    return caller


def admit(caller: Caller) -> None:
    """Let the rest of the present request know who sends it; for guards."""
    setattr(g, _CALLER, caller)


def recognise(caller: Caller) -> None:
    """Let the answer to the present request know whose key it carried, whether or not that opens anything."""
    setattr(g, _RECOGNISED, caller)


def recognised_caller() -> Caller:
    """Return whose key the present request carried, though it may have been refused; `ANYBODY` without such."""
    caller: Caller = g.get(_RECOGNISED, ANYBODY)
    return caller
