"""A program as schema.org data in its page: only what is on file, and no estimate in the place of a price."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import orjson
from markupsafe import Markup

from leadmatch.site.costs import PriceHolds, price_holds
from leadmatch.site.languages import gettext
from leadmatch.site.program_facts import coming_starts, outside_link
from leadmatch.site.program_titles import title_words
from leadmatch.site.wording import credential_words

Item = Mapping[str, Any]

# schema.org's own words for `educationalProgramMode`.
_MODES = {"on_campus": "onsite", "hybrid": "blended", "online": "online"}
_PRICE_CATEGORIES = {
    PriceHolds.TUITION: "Tuition",
    PriceHolds.TUITION_AND_FEES: "Tuition and fees",
    PriceHolds.ALL_BUT_FEES_AND_BOOKS: "Total cost without fees, books and supplies",
    PriceHolds.ALL_BUT_FEES: "Total cost without fees",
    PriceHolds.ALL_BUT_BOOKS: "Total cost without books and supplies",
    PriceHolds.ALL: "Total Cost",
}
_UNSAFE = {ord(character): f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"}


def program_json_ld(item: Item, address: str, *, today: date) -> dict[str, Any]:
    """Return an EducationalOccupationalProgram; what is unknown is left out.

    Args:
        item: the program.
        address: of its page, absolute.
        today: days before it are no start dates any more.
    """
    months = item["length_months"]
    return {"@context": "https://schema.org"} | _known(
        {
            "@type": "EducationalOccupationalProgram",
            "@id": address,
            "url": address,
            "name": title_words(item),
            "provider": _provider(item),
            "educationalProgramMode": [_MODES[each] for each in item["formats"]],
            "educationalCredentialAwarded": {
                "@type": "EducationalOccupationalCredential",
                "name": title_words(item),
                "credentialCategory": credential_words(item["credential"]).lower(),
            },
            "timeToComplete": f"P{months}M" if months else None,
            "numberOfCredits": item["credits"],
            "programPrerequisites": item["eligibility"],
            "startDate": coming_starts(item, today),
            "offers": _offer(item["cost"]),
        }
    )


def data_block(content: Mapping[str, Any]) -> Markup:
    """Return JSON that can stand inside a script element: nothing in it can end the element or begin a comment."""
    return Markup(orjson.dumps(content).decode().translate(_UNSAFE))  # noqa: S704  # escaped on this very line


def _provider(item: Item) -> dict[str, Any]:
    school, campus = item["school"], item["campus"]
    website = outside_link(school["website"])
    provider: dict[str, Any] = {
        "@type": "EducationalOrganization",
        "name": school["name"],
        "url": website and website.address,
        "identifier": school["unitid"]
        and {"@type": "PropertyValue", "propertyID": "IPEDS UNITID", "value": school["unitid"]},
    }
    if campus:
        provider["address"] = _known(
            {
                "@type": "PostalAddress",
                "streetAddress": campus["street"],
                "addressLocality": campus["city"],
                "addressRegion": campus["state"],
                "postalCode": campus["zip"],
                "addressCountry": "US",
            }
        )
        provider["geo"] = {
            "@type": "GeoCoordinates",
            "latitude": campus["latitude"],
            "longitude": campus["longitude"],
        }
    return _known(provider)


def _offer(cost: Item) -> dict[str, Any] | None:
    """Return the price that the school published for this program; an estimate is nobody's offer."""
    if cost["basis"] != "program":
        return None
    return {
        "@type": "Offer",
        "category": _PRICE_CATEGORIES[price_holds(cost)],
        "description": gettext("Published by the school for this program, %(year)s", year=cost["as_of"]),
        "priceSpecification": {
            "@type": "PriceSpecification",
            "price": cost["total_usd"],
            "priceCurrency": "USD",
        },
    }


def _known(properties: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in properties.items() if value not in (None, [], "")}
