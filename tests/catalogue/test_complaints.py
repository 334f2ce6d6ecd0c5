"""What is wrong with a file is told by number, place, value and reason."""

import pytest

from leadmatch.catalogue.complaints import COMPLAINTS_KEPT, CatalogueFileError, Complaint, ComplaintList


@pytest.mark.parametrize(
    ("complaint", "shown"),
    [
        (Complaint("a.csv", 3, "zip", "9730", "is no ZIP"), "a.csv, line 3, column zip: '9730': is no ZIP"),
        (Complaint("a.csv", 3, "", "", "is torn"), "a.csv, line 3: is torn"),
        (Complaint("a.csv", 0, "", "", "is missing"), "a.csv: is missing"),
        (Complaint("a.csv", 1, "x", "a\nb", "why"), "a.csv, line 1, column x: 'a\\nb': why"),
        (Complaint("a.csv", 1, "x", "y" * 99, "why"), f"a.csv, line 1, column x: '{'y' * 80}…': why"),
    ],
)
def test_a_complaint_is_one_line(complaint: Complaint, shown: str):
    assert str(complaint) == shown


def test_an_error_numbers_its_complaints_and_counts_those_that_it_does_not_keep():
    complaints = ComplaintList()
    for line in range(1, 252):
        complaints.add(Complaint("a.csv", line, "x", "", "is wrong"))
    with pytest.raises(CatalogueFileError) as raised:
        complaints.raise_if_any()
    assert raised.value.total == 251
    assert len(raised.value.complaints) == COMPLAINTS_KEPT
    assert str(raised.value).startswith("1. a.csv, line 1, column x: is wrong\n2. ")
    assert str(raised.value).endswith("and 151 more")


def test_no_complaint_is_no_error():
    ComplaintList().raise_if_any()


def test_an_error_made_of_complaints_counts_them():
    assert CatalogueFileError([Complaint("a", 1, "", "", "b")]).total == 1
