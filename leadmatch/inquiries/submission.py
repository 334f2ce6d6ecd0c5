"""One inquiry as it was sent: read, validated, and not yet decided."""

from dataclasses import dataclass

from leadmatch.leads.contact import Person, Visit

MOST_PROGRAMS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenConsent:
    """The consent to one school, as it was sent with `agreed` true.

    Args:
        text: exactly what the visitor saw.
        channels: of ``email``, ``call``, ``text``.
    """

    school_id: str
    disclosure_id: str
    sha256: str
    text: str
    channels: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """What a visitor sends.

    Args:
        program_ids: 1 to 5, each once, in the order chosen.
        consents: exactly one for each school of the programs.
        language: ``en`` or ``es``: that of the form.
        placement: where the form stood, as the sender calls it; like `sub_id` and `partner_id` None with Sec-GPC.
        form_version: of the form, ``api-1`` for the API.
    """

    program_ids: tuple[str, ...]
    person: Person
    consents: tuple[GivenConsent, ...]
    visit: Visit
    language: str
    placement: str | None
    sub_id: str | None
    partner_id: str | None
    form_version: str
    is_test: bool = False
