"""Days as spreadsheets count them."""

from datetime import date, timedelta

from leadmatch.catalogue.school_file.table import UnusableCell

_BIRTH = date(1899, 12, 30)  # so that day 61 is 1900-03-01, as Excel has it, who thinks that 1900 was a leap year
_BIRTH_1904 = date(1904, 1, 1)
_FIRST_TRUE_DAY = 61
_LAST_DAY = 2_900_000  # in the year 9839


def day_of_number(number: float, *, counts_from_1904: bool = False) -> date | UnusableCell:
    """Return the day that a spreadsheet means by a number of days."""
    if 0 <= number < 1:
        return UnusableCell(str(number), "is a time of day; write the day, such as 2027-01-12")
    if not _FIRST_TRUE_DAY <= number < _LAST_DAY:
        return UnusableCell(str(number), "is formatted as a day and is none; write it like 2027-01-12")
    return (_BIRTH_1904 if counts_from_1904 else _BIRTH) + timedelta(days=int(number))
