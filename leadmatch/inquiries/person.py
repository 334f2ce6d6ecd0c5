"""How the person of an inquiry is read (rule L3)."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from leadmatch.geo.zip_code import InvalidZipCodeError, UnknownZipCodeError, parse_zip_code
from leadmatch.inquiries import email_address, phone_number
from leadmatch.inquiries.member_values import choice_member, true_member
from leadmatch.inquiries.members import Member, MemberError, Members, read_members
from leadmatch.inquiries.person_name import read_name
from leadmatch.kernel.errors import Fault
from leadmatch.leads.contact import Person

EDUCATION_LEVELS: Final = ("no_hs", "hs_or_ged", "some_college", "associate", "bachelor_plus")
START_TIMEFRAMES: Final = ("now", "1_3_months", "4_6_months", "7_12_months", "later", "unsure")

Locate = Callable[[str], object]

_FIRST_NAME: Final = "the first name"
_LAST_NAME: Final = "the last name"
_ZIP: Final = "the ZIP code as text: five digits, or ZIP+4"


def _read_zip(value: object) -> str:
    if not isinstance(value, str):
        raise MemberError("invalid-type", f"Send {_ZIP}, in quotes.")
    try:
        return parse_zip_code(value)
    except InvalidZipCodeError as error:
        raise MemberError(error.slug, str(error)) from None


_MEMBERS: Final[Members] = {
    "first_name": Member(lambda value: read_name(value, _FIRST_NAME), _FIRST_NAME),
    "last_name": Member(lambda value: read_name(value, _LAST_NAME), _LAST_NAME),
    "email": Member(email_address.read_email, email_address.EXPECTS),
    "phone": Member(phone_number.read_phone, phone_number.EXPECTS, is_required=False),
    "zip": Member(_read_zip, _ZIP),
    "education_level": choice_member(EDUCATION_LEVELS),
    "start_timeframe": choice_member(START_TIMEFRAMES),
    "is_adult": true_member("must-be-true", "true once the person has said to be 18 or older"),
}
NAMES: Final = frozenset(_MEMBERS)
_MEMBERS_WITH_PHONE: Final[Members] = {
    **_MEMBERS,
    "phone": Member(phone_number.read_phone, f"{phone_number.EXPECTS}: a consent is to calls or texts"),
}


def read_person(sent: object, faults: list[Fault], *, locate: Locate, needs_phone: bool) -> Mapping[str, Any]:
    """Return what could be read of a person.

    Args:
        sent: the member ``person``.
        faults: gets every fault.
        locate: raises `UnknownZipCodeError` where no place is on file for five digits, as `Gazetteer.locate` does.
        needs_phone: whether a consent is to calls or texts.
    """
    values = read_members(sent, _MEMBERS_WITH_PHONE if needs_phone else _MEMBERS, "/person", faults)
    if "zip" in values:
        try:
            locate(values["zip"])
        except UnknownZipCodeError as error:
            faults.append(Fault("/person/zip", error.slug, str(error)))
    return values


def person_of(values: Mapping[str, Any]) -> Person:
    """Return the person whose members were read without a fault."""
    phone, phone_typed = values.get("phone", (None, None))
    return Person(
        first_name=values["first_name"],
        last_name=values["last_name"],
        email=values["email"],
        phone=phone,
        phone_typed=phone_typed,
        zip=values["zip"],
        education_level=values["education_level"],
        start_timeframe=values["start_timeframe"],
    )
