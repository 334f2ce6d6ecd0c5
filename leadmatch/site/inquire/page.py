"""Everything that the form shows: who will receive it, what they need and why, and the consent to each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from leadmatch.inquiries.receivers import Receiver, Receivers
from leadmatch.inquiries.wording import PHONE, Wording, is_text_of, rendered, shown_text
from leadmatch.search.sandbox.schools import SANDBOX_PROGRAM_IDS
from leadmatch.site.cards import program_address
from leadmatch.site.inquire.choices import EDUCATION_LEVELS, START_TIMEFRAMES
from leadmatch.site.inquire.posted import Posted, PostedConsent
from leadmatch.site.languages import gettext, ngettext
from leadmatch.site.program_facts import OutsideLink, outside_link
from leadmatch.site.program_titles import title_words
from leadmatch.site.wording import choices

Item = Mapping[str, Any]

_CALLED = frozenset({"call", "text"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One thing that is asked of the visitor.

    Args:
        why: what the schools need it for.
        given: as it was typed or chosen before.
        fault: what is wrong with that; None where nothing is.
        options: what to choose from, by value; empty where it is typed.
    """

    name: str
    label: str
    why: str
    given: str
    fault: str | None
    options: Mapping[str, str]
    is_optional: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedProgramLine:
    """One program that a school is asked about."""

    title: str
    place: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentBlock:
    """One school: what it is asked about, and what the visitor is asked to agree to.

    Args:
        pieces: the wording, cut where the visitor's number stands; whole once its words without a number are agreed to.
        phone: what is shown there; `phone_words`: what is shown there while no number is typed.
        text: the whole wording as it is shown.
        is_ticked: the visitor has agreed to this very text before.
    """

    school_id: str
    name: str
    is_example: bool
    programs: tuple[AskedProgramLine, ...]
    disclosure_id: str
    sha256: str
    channels: str
    language: str
    pieces: tuple[str, ...]
    phone: str
    phone_words: str
    text: str
    is_ticked: bool
    fault: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedProgram:
    """A program that takes no inquiries here, and where to ask instead."""

    words: str
    page: str
    school_link: OutsideLink | None


@dataclass(frozen=True, slots=True, kw_only=True)
class InquirePage:
    """What the page says before and beside the form.

    Args:
        heading: of the page.
        closed: programs that cannot be asked about here.
        notices: what became of programs that are not on file.
        blocks: one for each school; empty where nobody can be asked, and then nothing personal is asked.
        wants_phone: a wording offers calls or texts.
        button: what is pressed to send it.
        search_address: of a new search.
    """

    heading: str
    closed: tuple[ClosedProgram, ...]
    notices: tuple[str, ...]
    program_ids: tuple[str, ...]
    blocks: tuple[ConsentBlock, ...]
    questions: tuple[Question, ...]
    adult_fault: str | None
    is_adult: bool
    wants_phone: bool
    button: str


def inquire_page(
    found: Receivers, faults: Mapping[str, str], *, zip_code: str = "", posted: Posted | None = None
) -> InquirePage:
    """Return the page.

    Args:
        found: what became of the programs in the address.
        faults: what is wrong, by the name of the question, and by the id of the school for its consent.
        zip_code: that a search was made for; empty where none was.
        posted: the form as it was sent; None where it is shown for the first time.
    """
    typed = dict(posted.texts) if posted else {"zip": zip_code}
    phone = "" if "phone" in faults else typed.get("phone", "").strip(" ")
    blocks = tuple(_block(each, phone, posted, faults.get(each.school_id)) for each in found.schools)
    number = len(blocks)
    wants_phone = any(not _CALLED.isdisjoint(each.wording.channels) for each in found.schools)
    return InquirePage(
        heading=_heading(found),
        closed=tuple(_closed(item, zip_code) for item in found.closed),
        notices=tuple(_notices(found)),
        program_ids=tuple(item["id"] for each in found.schools for item in each.programs),
        blocks=blocks,
        questions=tuple(_questions(typed, faults, wants_phone=wants_phone, schools=found.schools)) if blocks else (),
        adult_fault=faults.get("is_adult"),
        is_adult=bool(posted and posted.is_adult),
        wants_phone=wants_phone,
        button=ngettext("Send to %(count)s school", "Send to %(count)s schools", number, count=number),
    )


def _heading(found: Receivers) -> str:
    if not found.schools:
        return gettext("Ask a school for information")
    if len(found.schools) == 1:
        return gettext("Ask %(school)s for information", school=found.schools[0].name)
    return gettext("Ask %(count)s schools for information", count=len(found.schools))


def _closed(item: Item, zip_code: str) -> ClosedProgram:
    words = gettext(
        "%(school)s takes no requests about “%(title)s” here at the moment, so this form does not go to it. Ask the "
        "school itself.",
        school=item["school"]["name"],
        title=title_words(item),
    )
    return ClosedProgram(
        words=words, page=program_address(item, zip_code), school_link=outside_link(item["links"]["school"])
    )


def _notices(found: Receivers) -> list[str]:
    said = [
        gettext(
            "“%(title)s” at %(school)s is no longer in the catalogue: the newest files do not list it. Ask the school "
            "whether it is still taught.",
            title=title_words(item),
            school=item["school"]["name"],
        )
        for item in found.gone
    ]
    made_up = SANDBOX_PROGRAM_IDS.intersection(found.unknown)
    if made_up:
        said.append(
            gettext(
                "A program in this address belongs to the sandbox for test keys. It is made up, and takes requests "
                "through the API and the embedded search only."
            )
        )
    unknown = len(found.unknown) - len(made_up)
    if unknown:
        said.append(
            ngettext(
                "%(count)s of the programs in this address is not on file: it left the catalogue some time ago, or the "
                "address was changed on its way here.",
                "%(count)s of the programs in this address are not on file: they left the catalogue some time ago, or "
                "the address was changed on its way here.",
                unknown,
                count=unknown,
            )
        )
    return said


def _block(offer: Receiver, phone: str, posted: Posted | None, fault: str | None) -> ConsentBlock:
    wording = offer.wording
    before = posted.consent(offer.school_id) if posted else None
    agreed = before.text if before and before.is_agreed and _is_version_of(wording, before) else None
    is_without_number = agreed == shown_text(wording, None)  # true of any number, so what was agreed to stays shown
    text = shown_text(wording, None if is_without_number else phone or None)
    words = rendered(PHONE, wording.language, None)
    return ConsentBlock(
        school_id=offer.school_id,
        name=offer.name,
        is_example=offer.programs[0]["school"]["is_demo"],
        programs=tuple(map(_program, offer.programs)),
        disclosure_id=wording.id,
        sha256=wording.sha256,
        channels=",".join(wording.channels),
        language=wording.language,
        pieces=(text,) if is_without_number else tuple(wording.text.split(PHONE)),
        phone=phone or words,
        phone_words=words,
        text=text,
        is_ticked=agreed == text,
        fault=fault,
    )


def is_agreed_to(wording: Wording, consent: PostedConsent, posted: Posted | None) -> bool:
    """Tell whether what was shown beside a box is this wording with the number that was typed."""
    phone = posted.texts["phone"].strip(" ") if posted else ""
    return _is_version_of(wording, consent) and is_text_of(wording, consent.text, phone or None)


def _is_version_of(wording: Wording, consent: PostedConsent) -> bool:
    return (consent.disclosure_id, consent.sha256) == (wording.id, wording.sha256)


def _program(item: Item) -> AskedProgramLine:
    campus = item["campus"]
    place = f"{campus['city']}, {campus['state']}" if campus else gettext("online")
    return AskedProgramLine(title=title_words(item), place=place, address=program_address(item, ""))


def _questions(
    typed: Mapping[str, str], faults: Mapping[str, str], *, wants_phone: bool, schools: Sequence[Receiver]
) -> list[Question]:
    def question(name: str, label: str, why: str, options: Mapping[str, str] | None = None) -> Question:
        return Question(
            name=name,
            label=label,
            why=why,
            given=typed.get(name, ""),
            fault=faults.get(name),
            options=options or {},
            is_optional=name == "phone" and not wants_phone,
        )

    return [
        question("first_name", gettext("First name"), gettext("So that they can address you.")),
        question("last_name", gettext("Last name"), gettext("So that they find you among others of your first name.")),
        question("email", gettext("E-mail"), gettext("Where they send what you ask for.")),
        question("phone", gettext("Phone"), _why_phone(schools)),
        question(
            "zip",
            gettext("ZIP code"),
            gettext("Which campus is near you, and whether a school may enroll students from your state."),
        ),
        question(
            "education_level",
            gettext("Your education so far"),
            gettext("Some programs ask for a high school diploma or a GED."),
            choices(EDUCATION_LEVELS),
        ),
        question(
            "start_timeframe",
            gettext("When you would like to start"),
            gettext("So that they tell you about the right start date. It binds you to nothing."),
            choices(START_TIMEFRAMES),
        ),
    ]


def _why_phone(schools: Sequence[Receiver]) -> str:
    callers = [each.name for each in schools if not _CALLED.isdisjoint(each.wording.channels)]
    if not callers:
        return gettext("Leave it empty if you want e-mail only.")
    return gettext("%(schools)s would call or text you at this number.", schools=", ".join(callers))
