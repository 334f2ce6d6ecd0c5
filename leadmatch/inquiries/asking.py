"""The body of an inquiry, read against what is served at this moment: programs, places, and who sponsors."""

from collections.abc import Sequence

from leadmatch.access.callers import ANYBODY, Caller
from leadmatch.inquiries.agreed_wordings import faults_of_sent
from leadmatch.inquiries.choices import ChosenProgram, program_on_file
from leadmatch.inquiries.intake import Intake
from leadmatch.inquiries.reading import by_member, challenge_solution, read_inquiry
from leadmatch.inquiries.sandbox.sides import SandboxPrograms, WrongSide, wrong_side
from leadmatch.inquiries.service import ReadInquiry
from leadmatch.inquiries.source import PartnerSources
from leadmatch.kernel.errors import Fault, InvalidRequestError
from leadmatch.search.index import CatalogueIndex
from leadmatch.sponsors.queries import campaigns_of
from leadmatch.web.caller import Visitor


class OpenPrograms:
    """The programs of a release that take inquiries; remembers those that it was asked for."""

    def __init__(self, index: CatalogueIndex, intake: Intake) -> None:
        """Take over what to look in."""
        self._index = index
        self._intake = intake
        self.found: dict[str, ChosenProgram] = {}

    def school_of(self, program_id: str) -> str | None:
        """Return the id of its school; None where the program is gone or its school never had a campaign."""
        program = program_on_file(self._index, program_id)
        if program is None or not self._had_a_campaign(program.asked.school_id):
            return None
        self.found[program_id] = program
        return program.asked.school_id

    def wrong_side(self, program_id: str) -> WrongSide | None:
        """Return that a program stands in the sandbox, where it does."""
        return wrong_side(program_id, self._index, is_test=False)

    def _had_a_campaign(self, school_id: str) -> bool:
        if school_id in self._intake.campaigns.snapshot().on_file.by_school:
            return True
        with self._intake.engine.connect() as connection:  # it may be newer than the snapshot
            return school_id in campaigns_of(connection, [school_id])


def read_asked(
    body: object,
    visitor: Visitor,
    form_version: str,
    intake: Intake,
    caller: Caller = ANYBODY,
    *,
    form_faults: Sequence[Fault] = (),
) -> ReadInquiry:
    """Return what a visitor sends, with the programs and the place that it names.

    Args:
        body: any JSON value.
        visitor: who sends it.
        form_version: of the form that was filled in.
        intake: what it all needs.
        caller: whose key it was sent with; one with a test key asks about programs of the sandbox.
        form_faults: of the form that holds it, told after those of the body.

    Raises:
        InvalidRequestError: names every fault.
        NotReadyError: no catalogue is served yet.
    """
    serving = intake.catalogue.serving()
    is_test = caller.is_test
    programs = SandboxPrograms(serving.current) if is_test else OpenPrograms(serving.current, intake)
    locate = serving.gazetteer.locate
    try:
        submission = read_inquiry(
            body,
            visitor=visitor,
            schools=programs,
            locate=locate,
            sources=PartnerSources(caller, intake.attributions, intake.clock().date()),
            form_version=form_version,
            is_test=is_test,
        )
    except InvalidRequestError as error:
        faults: tuple[Fault, ...] = error.faults
    else:
        faults = ()
    if faults or form_faults:
        schools = {each.asked.school_id for each in programs.found.values()}
        others = faults_of_sent(body, schools, intake.engine, is_sandbox=is_test) if isinstance(body, dict) else []
        raise InvalidRequestError([*by_member([*faults, *others]), *form_faults])
    chosen = tuple(programs.found[program_id] for program_id in submission.program_ids)
    return ReadInquiry(submission, chosen, locate(submission.person.zip), challenge_solution(body), is_sandbox=is_test)
