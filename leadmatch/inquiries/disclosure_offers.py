"""Which wordings to show for some programs: those of schools that take inquiries (rules L1 and L2)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import orjson

from leadmatch.inquiries.disclosures import active_wordings
from leadmatch.inquiries.intake import Intake
from leadmatch.inquiries.sandbox.wordings import sandbox_wordings
from leadmatch.inquiries.wording import Wording, shown_text
from leadmatch.search.answer import program_json
from leadmatch.search.index import CatalogueIndex
from leadmatch.sponsors.checks import is_active
from leadmatch.sponsors.queries import campaigns_of


@dataclass(frozen=True, slots=True)
class OfferedWording:
    """The wording of one school, and which of the programs asked about are its own."""

    wording: Wording
    program_ids: tuple[str, ...]

    def as_json(self) -> dict[str, object]:
        """Return it as a `DisclosureSchema` describes it."""
        wording = self.wording
        return {
            "school": {"id": wording.school_id, "name": wording.school_name},
            "program_ids": self.program_ids,
            "disclosure_id": wording.id,
            "sha256": wording.sha256,
            "text": shown_text(wording, None),
            "text_with_phone": wording.text,
            "channels": wording.channels,
            "language": wording.language,
        }


def offered_wordings(
    program_ids: Sequence[str], language: str, index: CatalogueIndex, intake: Intake
) -> list[OfferedWording]:
    """Return the wording of each school with an active campaign, in the order in which the programs name them.

    Whether the school takes the inquiry of this person (area, schedule, caps) is decided when it is sent.

    Args:
        program_ids: on file in the index.
        language: of the form.
        index: of the served release.
        intake: what it all needs.
    """
    programs = _by_school(program_ids, index)
    now = intake.clock()
    with intake.engine.connect() as connection:
        campaigns = campaigns_of(connection, list(programs))
        selling = [school for school, bought in campaigns.items() if any(is_active(each, now) for each in bought)]
        wordings = active_wordings(connection, selling, language)
    return in_order(programs, wordings)


def sandbox_offers(program_ids: Sequence[str], language: str, index: CatalogueIndex) -> list[OfferedWording]:
    """Return the wording of each school of the sandbox, in the order in which the programs name them.

    Args:
        program_ids: that stand in the sandbox.
        language: of the form.
        index: of the sandbox.
    """
    programs = _by_school(program_ids, index)
    return in_order(programs, sandbox_wordings(list(programs), language))


def in_order(programs: Mapping[str, Sequence[str]], wordings: Mapping[str, Wording]) -> list[OfferedWording]:
    """Return the wordings in the order of the schools; a school without one is left out.

    Args:
        programs: ids of the programs asked about, by school.
        wordings: in force, by school.
    """
    return [
        OfferedWording(wordings[school], tuple(chosen)) for school, chosen in programs.items() if school in wordings
    ]


def _by_school(program_ids: Sequence[str], index: CatalogueIndex) -> dict[str, list[str]]:
    programs: dict[str, list[str]] = {}
    for program_id in program_ids:
        item = orjson.loads(program_json(index, index.rows_of(program_id)[0]))
        programs.setdefault(item["school"]["id"], []).append(program_id)
    return programs
