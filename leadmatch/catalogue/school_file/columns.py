"""The columns of a school's file: what each means, how it is filled in, and how it is read; for all who need to know.

The reader, the template, its sheet of explanations and the page for schools are all made from this one list.
"""

import re
from dataclasses import dataclass

from leadmatch.catalogue.cost import CREDITS_LIMIT, credible_months
from leadmatch.catalogue.school_file import cells, codes, days, words
from leadmatch.catalogue.school_file.cells import Parse
from leadmatch.catalogue.taxonomy import AWARD_LEVELS

TABLE_SHEET, HELP_SHEET = "Programs", "How to fill this in"  # of the template
LONGEST_TITLE = 150
LONGEST_ELIGIBILITY = 500
LONGEST_PLACE = 100
_YES_OR_NO = ("yes", "no")


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Args:
        name: what stands in the header.
        group: what it is about; columns of a group stand together.
        means: what it states, in a sentence or two for an admissions clerk.
        example: of what can be written.
        parse: reads a cell that is not blank; None where the column is for people only and never read.
        is_needed: whether every row must have it.
        is_key: whether it says which program a row is about instead of stating something of it.
        choices: what a list to choose from offers, where a list helps.
    """

    name: str
    group: str
    means: str
    example: str
    parse: Parse | None
    is_needed: bool = False
    is_key: bool = False
    choices: tuple[str, ...] = ()


_WHICH, _WHAT, _HOW, _COST, _WHERE, _WHEN = (
    "Which program",
    "What it is called and leads to",
    "How it is taught",
    "What it costs, for the whole program",
    "Where it is taught",
    "When this is true",
)
_DOLLARS = "In dollars."

COLUMNS = (
    Column(
        "unitid",
        _WHICH,
        "Your school's number at the US Department of Education (IPEDS). In a template made for your school it is "
        "filled in.",
        "144166",
        codes.unitid,
        is_needed=True,
        is_key=True,
    ),
    Column(
        "cip_code",
        _WHICH,
        "The code under which your school reports awards in this program to IPEDS.",
        "51.0713",
        codes.cip_code,
        is_needed=True,
        is_key=True,
    ),
    Column(
        "award_level",
        _WHICH,
        "How long the program takes, as your school reports it to IPEDS, or the degree. The code of IPEDS does as well "
        "(20, 21, 2, 3).",
        "12 weeks to 1 year",
        words.award_level,
        is_needed=True,
        is_key=True,
        choices=tuple(words.AWARD_LEVEL_WORDS[level] for level in ("20", "21", "2", "4", "3")),
    ),
    Column(
        "program_code",
        _WHICH,
        "Only where you run two programs with the same three entries before this one: your own short code of each.",
        "MBC-EVE",
        codes.program_code,
        is_key=True,
    ),
    Column(
        "program_on_file",
        _WHICH,
        "What our pages call this program today. For your eyes only: it is not read.",
        "Medical coding certificate or diploma, 1 to 2 years",
        None,
        is_key=True,
    ),
    Column(
        "title",
        _WHAT,
        "The name under which you offer the program.",
        "Medical Billing and Coding Specialist",
        cells.text_up_to(LONGEST_TITLE),
    ),
    Column(
        "credential",
        _WHAT,
        "What a graduate holds. Federal files do not tell certificates from diplomas; you can.",
        "certificate",
        words.credential,
        choices=words.STATED_CREDENTIALS,
    ),
    Column(
        "certifications",
        _WHAT,
        "The exams that the program prepares for, by their codes, with semicolons between them. The word none states "
        "that there is none.",
        "CPC; CBCS",
        words.exams,
    ),
    Column("website", _WHAT, "Your own page about this program.", "https://www.example.edu/billing", codes.website),
    Column(
        "formats",
        _HOW,
        "All the ways in which the whole program can be taken: on_campus, hybrid (partly online), online. What you do "
        "not write counts as not offered.",
        "on_campus; online",
        words.formats,
    ),
    Column("self_paced", _HOW, "Whether students go at their own pace.", "no", cells.yes_or_no, choices=_YES_OR_NO),
    Column(
        "length_months",
        _HOW,
        "How many months the program usually takes full time.",
        "9",
        cells.whole_number(1, max(map(credible_months, AWARD_LEVELS)), "months", example=9),
    ),
    Column(
        "credits",
        _HOW,
        "Credit hours of the whole program.",
        "36",
        cells.whole_number(1, CREDITS_LIMIT, "credits", example=36),
    ),
    Column(
        "externship",
        _HOW,
        "Whether an externship or a clinical placement is part of the program.",
        "yes",
        cells.yes_or_no,
        choices=_YES_OR_NO,
    ),
    Column(
        "authorized_states",
        _HOW,
        "States from which you take online students, as codes with semicolons between them; all means the 50 states "
        "and DC.",
        "IL; WI; IN",
        words.states,
    ),
    Column("start_dates", _HOW, "Days on which the program begins.", "2027-01-12; 2027-06-07", days.days),
    Column(
        "eligibility",
        _HOW,
        "Who may enroll, in your own words.",
        "High school diploma or GED",
        cells.text_up_to(LONGEST_ELIGIBILITY),
    ),
    Column("tuition_usd", _COST, f"Tuition. {_DOLLARS}", "4380", cells.amount),
    Column("fees_usd", _COST, f"Fees that every student pays. {_DOLLARS}", "250", cells.amount),
    Column("books_supplies_usd", _COST, f"Books and supplies. {_DOLLARS}", "600", cells.amount),
    Column(
        "other_costs_usd",
        _COST,
        f"What else every student pays: exams, uniforms, equipment. {_DOLLARS}",
        "125",
        cells.amount,
    ),
    Column(
        "total_cost_usd",
        _COST,
        f"All of it together. Where you fill in parts, it must be their sum, or be left empty. {_DOLLARS}",
        "5355",
        cells.amount,
    ),
    Column(
        "financial_aid",
        _COST,
        "Whether students of this program can use federal financial aid.",
        "yes",
        cells.yes_or_no,
        choices=_YES_OR_NO,
    ),
    Column(
        "campus_street",
        _WHERE,
        "Only where it is taught at another place than the one on file, or where the program is new to us.",
        "1900 W Jackson Blvd",
        cells.text_up_to(LONGEST_PLACE),
    ),
    Column("campus_city", _WHERE, "City of that place.", "Chicago", cells.text_up_to(LONGEST_PLACE)),
    Column("campus_state", _WHERE, "State of that place.", "IL", words.state),
    Column("campus_zip", _WHERE, "ZIP code of that place.", "60612", codes.zip_code),
    Column(
        "as_of",
        _WHEN,
        "The day on which you checked what this row states. It is shown beside each figure, with your school's name.",
        "2026-11-20",
        days.day,
        is_needed=True,
        is_key=True,
    ),
)
COLUMNS_BY_NAME = {column.name: column for column in COLUMNS}
STATED_COLUMNS = tuple(column.name for column in COLUMNS if not column.is_key)


def column_named(text: str) -> Column | None:
    """Return the column that a cell of the header names; ``Tuition USD`` and ``tuition_usd`` are one."""
    return COLUMNS_BY_NAME.get(re.sub(r"[^a-z0-9]+", "_", text.casefold()).strip("_"))
