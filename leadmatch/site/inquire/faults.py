"""What is wrong with a form as people read it: beside each question, and in the summary above."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from leadmatch.inquiries.agreed_wordings import CHANGED
from leadmatch.inquiries.form_guard import SHORTEST_S
from leadmatch.inquiries.receivers import Receiver, Receivers
from leadmatch.kernel.errors import Fault
from leadmatch.site.inquire.posted import Posted, PostedConsent
from leadmatch.site.languages import gettext, ngettext


@dataclass(frozen=True, slots=True)
class SummaryLine:
    """One fault in the summary; `anchor` is the id of what it is about, None where it is about no one question."""

    words: str
    anchor: str | None = None


@dataclass(frozen=True, slots=True)
class Summary:
    """What happened to a form that was not taken, at the head of the page.

    Args:
        sentences: what it means and what to do.
        lines: what to correct.
    """

    heading: str
    sentences: tuple[str, ...]
    lines: tuple[SummaryLine, ...] = ()


def question_faults(faults: Sequence[Fault], posted: Posted, found: Receivers) -> dict[str, str]:
    """Return the words for each fault that a question has, by its name; for that of a consent by the school's id.

    Args:
        faults: as the API would name them.
        posted: the form.
        found: who can receive it now.
    """
    schools = {each.school_id: each for each in found.schools}
    said: dict[str, str] = {}
    for fault in faults:
        part, _, rest = fault.where.removeprefix("/").partition("/")
        if part == "person" and rest in _QUESTIONS:
            said.setdefault(rest, (_BY_CODE.get((rest, fault.code)) or _QUESTIONS[rest])())
        if part == "consents" and rest:
            place = rest.partition("/")[0]
            school_id = posted.consents[int(place)].school_id if place.isdigit() else ""
            if school_id in schools:
                school, consent = schools[school_id], posted.consents[int(place)]
                is_changed = fault.code == CHANGED
                words = (
                    changed_words(school, consent) if is_changed else _consent_words(school, alone=len(schools) == 1)
                )
                said.setdefault(school_id, words)
    return said


def fault_summary(said: Mapping[str, str], found: Receivers, faults: Sequence[Fault]) -> Summary:
    """Return the summary of a form with faults.

    Args:
        said: see `question_faults`.
        found: who can receive it now.
        faults: as the API would name them.
    """
    anchors = {each.school_id: f"in-agree-{number}" for number, each in enumerate(found.schools, 1)}
    order = [*_QUESTIONS, *anchors]
    lines = [SummaryLine(said[name], anchors.get(name, f"in-{name}")) for name in order if name in said]
    codes = dict.fromkeys(fault.code for fault in faults)
    lines += [SummaryLine(_OF_THE_FORM[code]()) for code in codes if code in _OF_THE_FORM]
    if not lines:
        lines.append(SummaryLine(gettext("The form came here incomplete. Look through it and send it again.")))
    heading = ngettext("%(count)s thing to correct", "%(count)s things to correct", len(lines), count=len(lines))
    return Summary(heading, (gettext("Nothing was sent. What you typed is kept."),), tuple(lines))


def changed_words(school: Receiver, consent: PostedConsent) -> str:
    """Return why what was agreed to is not what stands there now."""
    if (consent.disclosure_id, consent.sha256) == (school.wording.id, school.wording.sha256):
        return gettext("The words of %(school)s now show the number that you typed last.", school=school.name)
    return gettext("%(school)s has changed its words since you opened the form.", school=school.name)


def _consent_words(school: Receiver, *, alone: bool) -> str:
    if alone:
        return gettext("Tick the box of %(school)s if you agree. Without it nothing can be sent.", school=school.name)
    return gettext("Tick the box of %(school)s if you agree, or leave this school out.", school=school.name)


_QUESTIONS: Mapping[str, Callable[[], str]] = {
    "first_name": lambda: gettext("Type your first name."),
    "last_name": lambda: gettext("Type your last name."),
    "email": lambda: gettext("Type your e-mail address, such as name@example.org."),
    "phone": lambda: gettext("Type a US phone number with its area code, such as (312) 555-0142."),
    "zip": lambda: gettext("Type your ZIP code: five digits, such as 60601."),
    "education_level": lambda: gettext("Choose your education so far."),
    "start_timeframe": lambda: gettext("Choose when you would like to start."),
    "is_adult": lambda: gettext("Tick that you are 18 or older."),
}
_OF_THE_FORM: Mapping[str, Callable[[], str]] = {
    "program-not-accepting": lambda: gettext("One of the programs takes no requests here any more. It is taken out."),
    "not-a-person": lambda: gettext(
        "A field that people don't see was filled in, perhaps by a program that fills in forms for you. It is empty "
        "again: look through the form and press the button once more."
    ),
    "sent-too-soon": lambda: ngettext(
        "That was quicker than people fill in a form. Wait %(count)s second, then press the button once more.",
        "That was quicker than people fill in a form. Wait %(count)s seconds, then press the button once more.",
        SHORTEST_S,
        count=SHORTEST_S,
    ),
    "form-expired": lambda: gettext(
        "The form had been open for so long that it ran out. It is good again: look through it and press the button "
        "once more."
    ),
}
_BY_CODE: Mapping[tuple[str, str], Callable[[], str]] = {
    ("first_name", "invalid-name"): lambda: gettext("Type your first name in letters only."),
    ("last_name", "invalid-name"): lambda: gettext("Type your last name in letters only."),
    ("first_name", "too-long"): lambda: gettext("Type a shorter first name: at most 80 letters."),
    ("last_name", "too-long"): lambda: gettext("Type a shorter last name: at most 80 letters."),
    ("phone", "missing-member"): lambda: gettext(
        "Type your phone number. A school below asks to call or text you; leave that school out if you don't want that."
    ),
    ("zip", "unknown-zip-code"): lambda: gettext("We know no place for this ZIP code. Check the five digits."),
}
