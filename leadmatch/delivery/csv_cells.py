"""Cells of a CSV file that a spreadsheet takes for what they are: never for a formula (OWASP, CSV injection).

A text that a spreadsheet could take for a formula gets an apostrophe before it. What begins with apostrophes and then
such a text gets one more, so that `plain_text` always finds the original again.
"""

import unicodedata

import phonenumbers

# What begins a formula in one spreadsheet or another; NFKC turns full-width, small and raised forms into these.
_TRIGGERS = frozenset("=+-\u2212@|%\t\r\n")
_APOSTROPHE = "'"
_COUNTRY = "US"


def text_cell(text: str | None) -> str:
    """Return a text as a cell; an unknown one is empty."""
    if not text:
        return ""
    if text[0].isalnum():  # nearly all of them
        return text
    return _APOSTROPHE + text if _is_risky(text.lstrip(_APOSTROPHE)) else text


def plain_text(cell: str) -> str:
    """Return the text that `text_cell` made a cell of."""
    is_defused = cell.startswith(_APOSTROPHE) and _is_risky(cell.lstrip(_APOSTROPHE))
    return cell[1:] if is_defused else cell


def phone_cell(phone: str | None) -> str:
    """Return an E.164 number as it is dialled and written in the US, ``(312) 555-0142``: it begins no formula."""
    if not phone:
        return ""
    area, line = phone[2:5], phone[5:]
    if len(phone) == len("+13125550142") and phone.startswith("+1") and phone[1:].isdigit():
        return f"({area}) {line[:3]}-{line[3:]}"
    return text_cell(phone)


def phone_of(cell: str) -> str | None:
    """Return the E.164 number that `phone_cell` made a cell of."""
    if not cell:
        return None
    number = phonenumbers.parse(plain_text(cell), _COUNTRY)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _is_risky(text: str) -> bool:
    """Tell whether the first thing that can be seen of a text, or a tab or line end before it, begins a formula."""
    for character in text:
        if character in _TRIGGERS or unicodedata.normalize("NFKC", character)[:1] in _TRIGGERS:
            return True
        if not _is_blank(character):
            return False
    return False


def _is_blank(character: str) -> bool:
    """Tell whether a character shows nothing: a space of some kind, a control, a format character."""
    return unicodedata.category(character) in {"Zs", "Zl", "Zp", "Cc", "Cf"}
