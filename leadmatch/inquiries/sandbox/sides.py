"""Real programs are for everybody, those of the sandbox for test keys; whoever asks on the wrong side is told so."""

from typing import Final, NamedTuple

from leadmatch.inquiries.choices import ChosenProgram, program_on_file
from leadmatch.search.index import CatalogueIndex
from leadmatch.search.sandbox.schools import SANDBOX_PROGRAM_IDS
from leadmatch.search.sandbox.slots import sandbox_index


class WrongSide(NamedTuple):
    """Why a program cannot be asked about with this key, as a fault says it."""

    code: str
    detail: str


REAL_PROGRAM: Final = WrongSide(
    "real-program", "This program is real. A test key asks about the programs that a search with it sponsors, only."
)
SANDBOX_PROGRAM: Final = WrongSide(
    "sandbox-program", "This program is made up, for test keys; choose one that a search names in inquiry_links."
)


def wrong_side(program_id: str, served: CatalogueIndex, *, is_test: bool) -> WrongSide | None:
    """Return why a program is on the wrong side; None where it is on the right one, or on none.

    Args:
        program_id: any.
        served: the release of real programs.
        is_test: whether a test key asks.
    """
    is_made_up = program_id in SANDBOX_PROGRAM_IDS
    if is_test and not is_made_up and served.rows_of(program_id):
        return REAL_PROGRAM
    return SANDBOX_PROGRAM if is_made_up and not is_test else None


class SandboxPrograms:
    """The programs that a test key can ask about; remembers those that it was asked for."""

    def __init__(self, served: CatalogueIndex) -> None:
        """Take over the release of real programs; nothing was asked for yet."""
        self._served = served
        self.found: dict[str, ChosenProgram] = {}

    def school_of(self, program_id: str) -> str | None:
        """Return the id of its school; None where it does not stand in the sandbox."""
        program = program_on_file(sandbox_index(), program_id)
        if program is None:
            return None
        self.found[program_id] = program
        return program.asked.school_id

    def wrong_side(self, program_id: str) -> WrongSide | None:
        """Return that a program is real, where it is."""
        return wrong_side(program_id, self._served, is_test=True)
