"""Schools and campuses as the IPEDS directory gives them, made into the catalogue's records."""

import re

from leadmatch.catalogue.federal.ipeds import Institution
from leadmatch.catalogue.identity import campus_id, school_id
from leadmatch.catalogue.records import CampusRecord, SchoolRecord

_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}(?::[0-9]{1,5})?", re.ASCII | re.IGNORECASE)
_SCHEME = re.compile(r"(https?):/*", re.IGNORECASE)


def school_of(institution: Institution) -> SchoolRecord:
    """Return the school of a row of the directory."""
    return SchoolRecord(
        id=school_id(institution.unitid),
        name=institution.name,
        unitid=institution.unitid,
        opeid=institution.opeid,
        control=institution.control,
        website=website_of(institution.website),
        title_iv=institution.title_iv,
    )


def campus_of(institution: Institution) -> CampusRecord | None:
    """Return the place of a row of the directory, or None where it says no city, state, ZIP code or point."""
    city, state, zip_code = institution.city, institution.state, institution.zip_code
    latitude, longitude = institution.latitude, institution.longitude
    if city is None or state is None or zip_code is None or latitude is None or longitude is None:
        return None
    return CampusRecord(
        id=campus_id(institution.unitid),
        school_id=school_id(institution.unitid),
        street=institution.street,
        city=city,
        state=state,
        zip_code=zip_code,
        latitude=latitude,
        longitude=longitude,
    )


def website_of(text: str | None) -> str | None:
    """Return a web address that can be linked to, or None where the text is none.

    Where words follow (``a.edu OR school of nursing``) the first address counts; a fragment with a space in it
    is cut. Addresses without a scheme, which are most, get ``https``. User names in addresses are rubbish.
    """
    if text is None:
        return None
    address = text.partition("#")[0] if " " in text and "#" in text.partition(" ")[0] else text
    address = address.partition(" ")[0]
    scheme = _SCHEME.match(address)
    rest = address[scheme.end() :] if scheme else address
    host = re.split(r"[/?#]", rest, maxsplit=1)[0]
    if not _HOST.fullmatch(host) or not rest.isascii() or not rest.isprintable():
        return None
    return f"{scheme[1].lower() if scheme else 'https'}://{rest}"
