"""What visitors bring along from another site in the address of a page, so that no cookie needs to keep it.

That is whose visit it is (``attribution``), where it began (``landing``) and of which campaign it is (``utm_…``). Pages
hand it on in their links to programs and forms. Whatever of it does not hold is dropped without a word: no visitor is
stopped by what somebody else wrote into a link. With Sec-GPC nothing is handed on (rule L10).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final
from urllib.parse import urlencode, urlsplit, urlunsplit

from flask import Blueprint, Response, g, has_request_context, request
from werkzeug.datastructures import MultiDict

from leadmatch.access.attribution import AttributionExpiredError, AttributionForgedError, Attributions
from leadmatch.access.partner_sites import PartnerSites
from leadmatch.inquiries.campaign_tags import campaign_tags
from leadmatch.inquiries.member_values import page_address_member
from leadmatch.inquiries.members import MemberError
from leadmatch.kernel.clock import Clock
from leadmatch.web.caller import gpc_is_on

_TAG: Final = "utm_"
_MAX_LANDING: Final = 300  # characters; each link of a page holds it
_MAX_TAGS: Final = 300  # characters of all campaign tags together, likewise
_LANDING: Final = page_address_member(_MAX_LANDING)
_NO_TAGS: Final[Mapping[str, str]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Brought:
    """What holds of what was brought along.

    Args:
        attribution: a token that is good; empty where there is none.
        landing: address of the first page of the visit, on a site of the token's partner; empty where there is none.
        tags: of the campaign, by name without ``utm_``.
    """

    attribution: str = ""
    landing: str = ""
    tags: Mapping[str, str] = field(default_factory=lambda: _NO_TAGS)

    @property
    def fields(self) -> dict[str, str]:
        """The same as parameters of an address, or as hidden fields of a form."""
        named = {"attribution": self.attribution, "landing": self.landing} | self.tag_fields
        return {name: text for name, text in named.items() if text}

    @property
    def tag_fields(self) -> dict[str, str]:
        """The campaign tags alone, likewise."""
        return {_TAG + name: text for name, text in self.tags.items()}


NOTHING: Final = Brought()


@dataclass(frozen=True, slots=True)
class Visits:
    """Reads what is brought along.

    Args:
        attributions: read tokens.
        sites: those of partners.
        clock: tells the day.
    """

    attributions: Attributions
    sites: PartnerSites
    clock: Clock

    def brought(self, fields: MultiDict[str, str]) -> Brought:
        """Return what holds of the parameters of an address, or of the fields of a form."""
        if gpc_is_on(request):
            return NOTHING
        tags = _short_enough(campaign_tags(f"?{urlencode([each for each in fields.items() if is_brought(each[0])])}"))
        token = fields.get("attribution", "")
        partner_id = self._partner_of(token)
        if partner_id is None:
            return Brought(tags=tags)
        landing = _landing(fields.get("landing", ""))
        is_theirs = bool(landing) and self.sites.have(partner_id, landing)
        return Brought(token, landing if is_theirs else "", tags)

    def _partner_of(self, token: str) -> str | None:
        try:
            said = self.attributions.read(token, self.clock().date())
        except (AttributionForgedError, AttributionExpiredError):
            return None
        return None if said.is_test else said.partner_id


def is_brought(name: str) -> bool:
    """Tell whether a parameter of an address is one that is brought along, and not one of the page itself."""
    return name in {"attribution", "landing"} or name.startswith(_TAG)


def hand_on(blueprint: Blueprint, visits: Visits) -> None:
    """Let the pages of a blueprint hand on what their address brings along.

    Args:
        blueprint: its templates get ``brought_fields``.
        visits: reads it.
    """

    @blueprint.before_request
    def take_along() -> None:
        if any(map(is_brought, request.args)):
            note(visits.brought(request.args))

    @blueprint.after_request
    def vary(response: Response) -> Response:
        if any(map(is_brought, request.args)):
            response.vary.add("Sec-GPC")
        return response

    @blueprint.add_app_template_global
    def brought_fields() -> dict[str, str]:
        return brought().fields


def note(brought_along: Brought) -> None:
    """Let the rest of the present request hand this on."""
    g.site_brought = brought_along


def brought() -> Brought:
    """Return what the present request brings along."""
    found: Brought = g.get("site_brought", NOTHING) if has_request_context() else NOTHING
    return found


def along(address: str) -> str:
    """Return the address of a page with what the present request brings along."""
    return with_fields(address, brought().fields)


def with_fields(address: str, fields: Mapping[str, str]) -> str:
    """Return an address, which has no fragment, with these parameters more."""
    if not fields:
        return address
    return f"{address}{'&' if '?' in address else '?'}{urlencode(fields)}"


def _landing(text: str) -> str:
    """Return an address without all that stands behind its path; nothing where it is none."""
    try:
        parts = urlsplit(text)
        return str(_LANDING.read(urlunsplit((parts.scheme, parts.netloc, parts.path, "", ""))))
    except (MemberError, ValueError):
        return ""


def _short_enough(tags: Mapping[str, str]) -> Mapping[str, str]:
    kept, left = {}, _MAX_TAGS
    for name, text in tags.items():
        left -= len(name) + len(text)
        if left < 0:
            break
        kept[name] = text
    return kept
