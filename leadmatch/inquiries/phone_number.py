"""What counts as the phone number of a visitor: a person's number in the United States or their territories."""

import re
from typing import Final

from phonenumbers import PhoneNumber, PhoneNumberType, number_type, region_code_for_number

from leadmatch.inquiries.member_values import trimmed_text
from leadmatch.inquiries.members import MemberError

MAX_PHONE_LENGTH: Final = 40
EXPECTS: Final = "a US phone number with its area code, such as (212) 555-0142"

_US_COUNTRY_CODE: Final = 1
_REGIONS: Final = frozenset({"US", "PR", "VI", "GU", "AS", "MP"})
_PERSONS: Final = frozenset(
    {PhoneNumberType.FIXED_LINE, PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE, PhoneNumberType.VOIP}
)
_TYPED = re.compile(r"\A(?:\+?1[ .-]?)?(?:\([0-9]{3}\)|[0-9]{3})[ ./-]{0,3}[0-9]{3}[ .-]{0,3}[0-9]{4}\Z")
_FICTIONAL = re.compile(r"\A[2-9][0-9]{2}55501[0-9]{2}\Z")  # kept free for films and examples; belongs to nobody


def read_phone(value: object) -> tuple[str, str]:
    """Return a number in E.164 form, and as it was typed without the spaces around it.

    Raises:
        MemberError: no text, empty, too long, or no number at which a person in the US answers.
    """
    typed = trimmed_text(value, max_length=MAX_PHONE_LENGTH, expects=EXPECTS)
    digits = "".join(filter(str.isdigit, typed))[-10:]
    if _TYPED.match(typed) is None or not _is_persons(digits):
        raise MemberError("invalid-phone", f"Send {EXPECTS}, without an extension.")
    return f"+{_US_COUNTRY_CODE}{digits}", typed


def _is_persons(digits: str) -> bool:
    number = PhoneNumber(country_code=_US_COUNTRY_CODE, national_number=int(digits))
    region = region_code_for_number(number)
    if region is not None and region not in _REGIONS:
        return False
    kind = number_type(number)
    return kind in _PERSONS or (kind == PhoneNumberType.UNKNOWN and _FICTIONAL.match(digits) is not None)
