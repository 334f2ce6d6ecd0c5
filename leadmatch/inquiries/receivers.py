"""Which schools can receive an inquiry, before anything personal is asked (rule L1)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from leadmatch.geo.gazetteer import Place
from leadmatch.inquiries.disclosures import active_wordings
from leadmatch.inquiries.intake import Intake
from leadmatch.inquiries.wording import Wording
from leadmatch.search.chosen import choose_programs
from leadmatch.sponsors.placements import CampaignPlacements

Item = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Receiver:
    """One school that takes inquiries.

    Args:
        name: as the catalogue has it.
        programs: those asked about, as the API shows them; the first one is what the lead is about.
        wording: what the visitor is asked to agree to.
    """

    school_id: str
    name: str
    programs: tuple[Item, ...]
    wording: Wording


@dataclass(frozen=True, slots=True, kw_only=True)
class Receivers:
    """What became of the programs that somebody wants to ask about.

    Args:
        schools: in the order in which they were chosen first.
        closed: programs on file that nobody takes an inquiry about now.
        gone: programs that only an earlier release holds.
        unknown: ids that no release on file holds.
    """

    schools: tuple[Receiver, ...]
    closed: tuple[Item, ...]
    gone: tuple[Item, ...]
    unknown: tuple[str, ...]

    @property
    def program_ids(self) -> tuple[str, ...]:
        """Those that can be asked about, school by school."""
        return tuple(item["id"] for school in self.schools for item in school.programs)


def receivers(program_ids: Sequence[str], place: Place | None, *, language: str, intake: Intake) -> Receivers:
    """Return who takes an inquiry about these programs now, and with which wording.

    Args:
        program_ids: each once.
        place: of the visitor; None where it is not known yet.
        language: of the form.
        intake: what it all needs.

    Raises:
        NotReadyError: no catalogue is served yet.
    """
    serving = intake.catalogue.serving()
    chosen = choose_programs(program_ids, serving)
    links = CampaignPlacements(intake.campaigns, intake.clock).accepting(serving.current, program_ids, place)
    items = [orjson.loads(each) for each in chosen.on_file]
    schools: dict[str, list[Item]] = {}
    for item in items:
        if item["id"] in links:
            schools.setdefault(item["school"]["id"], []).append(item)
    wordings = _wordings(list(schools), language, intake)
    return Receivers(
        schools=tuple(
            Receiver(school_id=school, name=of[0]["school"]["name"], programs=tuple(of), wording=wordings[school])
            for school, of in schools.items()
            if school in wordings
        ),
        closed=tuple(item for item in items if item["id"] not in links or item["school"]["id"] not in wordings),
        gone=tuple(map(orjson.loads, chosen.gone)),
        unknown=tuple(chosen.unknown),
    )


def _wordings(school_ids: Sequence[str], language: str, intake: Intake) -> Mapping[str, Wording]:
    if not school_ids:
        return {}
    with intake.engine.connect() as connection:
        return active_wordings(connection, school_ids, language)
