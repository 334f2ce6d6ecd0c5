"""Programs, one by one, into the columns and sets from which an index is laid out."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from leadmatch.catalogue.records import ProgramRecord
from leadmatch.search.query import FORMATS

COST_BANDS_USD = (2_000, 5_000, 10_000, 20_000)
COST_BANDS = (*(f"under_{limit}" for limit in COST_BANDS_USD), f"{COST_BANDS_USD[-1]}_or_more", "unknown")


class NameKey(NamedTuple):
    """What breaks a tie between programs: school name without case, title, id."""

    school: str
    title: str
    id: str


@dataclass(slots=True)
class Columns:
    """What is known of each program, in the order in which they came.

    Args:
        members: for each set, the programs in it.
        keys: for each keyed sort, the value of each program, None where unknown.
        school_numbers: by name without case, which several schools may share.
        unitids: the number of the name of each school that has a UNITID.
    """

    names: list[NameKey] = field(default_factory=list)
    latitudes: list[float] = field(default_factory=list)
    longitudes: list[float] = field(default_factory=list)
    is_online: list[bool] = field(default_factory=list)
    school_numbers: dict[str, int] = field(default_factory=dict)
    schools: list[int] = field(default_factory=list)
    unitids: dict[str, int] = field(default_factory=dict)
    members: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    keys: dict[str, list[int | str | None]] = field(
        default_factory=lambda: {"cost": [], "length": [], "graduates": [], "name": []}
    )
    accreditors: dict[str, str] = field(default_factory=dict)
    fields: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    def add(self, program: ProgramRecord) -> None:
        """Take in one program."""
        number = len(self.names)
        school_name = program.school.name.casefold()
        self.names.append(NameKey(school_name, program.title, program.id))
        self.latitudes.append(program.campus.latitude if program.campus else float("nan"))
        self.longitudes.append(program.campus.longitude if program.campus else float("nan"))
        self.is_online.append("online" in program.formats)
        number_of_name = self.school_numbers.setdefault(school_name, len(self.school_numbers))
        self.schools.append(number_of_name)
        if program.school.unitid is not None:
            self.unitids[program.school.unitid] = number_of_name
        for name in _sets_of(program):
            self.members[name].append(number)
        self.keys["cost"].append(program.cost.total_cents)
        self.keys["length"].append(program.length_months)
        self.keys["graduates"].append(None if program.graduates_count is None else -program.graduates_count)
        self.keys["name"].append(school_name)
        self.fields[program.field] += 1
        for each in program.accreditation:
            self.accreditors[each.accreditor_id] = each.name


def cost_band(total_cents: int | None) -> str:
    """Return the band of rule S9 that a total falls into."""
    if total_cents is None:
        return COST_BANDS[-1]
    for limit, band in zip(COST_BANDS_USD, COST_BANDS, strict=False):
        if total_cents < limit * 100:
            return band
    return COST_BANDS[-2]


def _sets_of(program: ProgramRecord) -> Iterator[str]:
    yield f"field:{program.field}"
    yield f"credential:{program.credential}"
    yield f"cost_band:{cost_band(program.cost.total_cents)}"
    yield f"self_paced:{_known(program.self_paced)}"
    yield f"title_iv:{_known(program.school.title_iv)}"
    if program.cost.total_cents is None:
        yield "cost:unknown"
    if program.length_months is None:
        yield "length:unknown"
    yield from (f"format:{each}" for each in FORMATS if each in program.formats)
    yield from (f"format_unknown:{each}" for each in FORMATS if each in program.formats_unknown)
    yield from (f"certification:{each}" for each in dict.fromkeys(program.certifications or ("unknown",)))
    yield from _accreditation_sets(program)
    if program.school.is_demo:
        yield "school:made_up"
    if "online" in program.formats:
        yield from (f"open_to:{state}" for state in dict.fromkeys(program.authorized_states or ()))
        if program.authorized_states is None:
            yield "open_to:unpublished"


def _accreditation_sets(program: ProgramRecord) -> Iterator[str]:
    institutional = [each for each in program.accreditation if each.kind == "institutional"]
    if program.school.is_demo or any(each.current for each in institutional):
        yield "accreditation:current"
    elif all(each.current is None for each in institutional):
        yield "accreditation:unknown"
    yield from dict.fromkeys(
        f"accreditor:{each.accreditor_id}" for each in program.accreditation if each.current is not False
    )


def _known(value: bool | None) -> str:  # noqa: FBT001 a published fact, not a switch
    return "unknown" if value is None else str(value)
