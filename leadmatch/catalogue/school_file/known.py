"""What is on file of schools and programs, as far as a school's own file is held against it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from leadmatch.catalogue.identity import campus_id, program_id
from leadmatch.catalogue.records import CampusRecord, ProgramRecord


@dataclass(frozen=True, slots=True)
class KnownSchool:
    """A school.

    Args:
        campus: the one place that federal files give for it; None where all its programs are online.
        title_iv: whether it can award federal student aid; None where not on file.
    """

    unitid: str
    name: str
    opeid: str | None
    title_iv: bool | None
    campus: CampusRecord | None


@dataclass(frozen=True, slots=True)
class KnownProgram:
    """A program that federal files have; `title` is what pages call it."""

    unitid: str
    cip_code: str
    award_level: str
    title: str
    formats: tuple[str, ...]
    length_months: int | None


@dataclass(frozen=True, slots=True)
class KnownCatalogue:
    """The schools and programs on file.

    Args:
        schools: by UNITID.
        programs: by UNITID, CIP code and award level.
        programs_by_school: the same by UNITID, each school's by CIP code and award level.
        cip_titles: by CIP code, of all programs.
    """

    schools: Mapping[str, KnownSchool]
    programs: Mapping[tuple[str, str, str], KnownProgram]
    programs_by_school: Mapping[str, list[KnownProgram]]
    cip_titles: Mapping[str, str]

    @classmethod
    def of(cls, programs: Iterable[ProgramRecord]) -> "KnownCatalogue":
        """Return what these programs say; those that only their schools state, and made-up ones, are not on file."""
        schools: dict[str, KnownSchool] = {}
        known: dict[tuple[str, str, str], KnownProgram] = {}
        cip_titles: dict[str, str] = {}
        for program in programs:
            school, unitid, level = program.school, program.school.unitid, program.award_level
            if unitid is None or level is None or program.id != program_id(unitid, program.cip_code, level):
                continue
            campus = program.campus if program.campus and program.campus.id == campus_id(unitid) else None
            before = schools.get(unitid)
            if before is None or (before.campus is None and campus is not None):
                schools[unitid] = KnownSchool(unitid, school.name, school.opeid, school.title_iv, campus)
            known[unitid, program.cip_code, level] = KnownProgram(
                unitid, program.cip_code, level, program.title, program.formats, program.length_months
            )
            cip_titles[program.cip_code] = program.cip_title
        by_school: dict[str, list[KnownProgram]] = {}
        for (unitid, _code, _level), each in sorted(known.items()):
            by_school.setdefault(unitid, []).append(each)
        return cls(schools, known, by_school, cip_titles)

    def programs_of(self, unitid: str) -> list[KnownProgram]:
        """Return the programs of a school by CIP code and award level."""
        return self.programs_by_school.get(unitid, [])
