"""The form as a browser sent it, and the body of the API that says the same."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from werkzeug.datastructures import MultiDict

from leadmatch.access.caller_ids import caller_id
from leadmatch.inquiries.form_guard import HONEYPOT_FIELD, MARK_FIELD
from leadmatch.inquiries.member_values import page_address_member
from leadmatch.inquiries.members import MemberError
from leadmatch.inquiries.reading import MAX_URL_LENGTH
from leadmatch.site.brought import NOTHING, Brought, with_fields

TEXTS = ("first_name", "last_name", "email", "phone", "zip", "education_level", "start_timeframe")
_PAGE_ADDRESS = page_address_member(MAX_URL_LENGTH)
MOST_SCHOOLS_READ = 6  # one more than can be asked, so that too many are still told


@dataclass(frozen=True, slots=True, kw_only=True)
class PostedConsent:
    """What the form sent of one school.

    Args:
        text: exactly what was shown; line breaks as the server wrote them.
        channels: those that the wording named.
        is_agreed: the box was ticked.
    """

    school_id: str
    disclosure_id: str
    sha256: str
    text: str
    channels: tuple[str, ...]
    is_agreed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """Everything that the form sent.

    Args:
        texts: what was typed or chosen, by the names of `TEXTS`.
        key: the idempotency key of this form.
        mark: says when the form was made.
        trap: what stands in the field that people do not see.
        ticket: says from when on a form that had to wait may be sent; empty where none had to.
        referrer: the page that led to the form; empty where nobody knows, like `placement` and `sub_id`.
        left_out: the school that is to be left out; empty where the form is to be sent.
        brought: what the visit brought along.
    """

    program_ids: tuple[str, ...]
    texts: Mapping[str, str]
    is_adult: bool
    consents: tuple[PostedConsent, ...]
    key: str
    mark: str
    trap: str
    ticket: str
    referrer: str
    placement: str
    sub_id: str
    left_out: str
    brought: Brought = NOTHING

    def consent(self, school_id: str) -> PostedConsent | None:
        """Return what was sent of one school; None where nothing was."""
        return next((each for each in self.consents if each.school_id == school_id), None)


def read_posted(form: MultiDict[str, str], brought: Brought) -> Posted:
    """Return what a browser sent; what it left out is empty.

    Args:
        form: its fields.
        brought: what holds of those that were brought along.
    """
    agreed = set(form.getlist("agree"))
    parts = (form.getlist(name)[:MOST_SCHOOLS_READ] for name in ("school", "disclosure", "sha256", "text", "channels"))
    consents = [
        PostedConsent(
            school_id=school_id,
            disclosure_id=disclosure_id,
            sha256=sha256,
            text=text.replace("\r\n", "\n"),  # as browsers send every line break
            channels=tuple(filter(None, channels.split(","))),
            is_agreed=school_id in agreed,
        )
        for school_id, disclosure_id, sha256, text, channels in zip(*parts, strict=False)
    ]
    return Posted(
        program_ids=tuple(dict.fromkeys(form.getlist("program"))),
        texts={name: form.get(name, "") for name in TEXTS},
        is_adult=form.get("is_adult") == "true",
        consents=tuple(consents),
        key=form.get("key", ""),
        mark=form.get(MARK_FIELD, ""),
        trap=form.get(HONEYPOT_FIELD, ""),
        ticket=form.get("ticket", ""),
        referrer=page_address(form.get("referrer", "")),
        placement=caller_id(form.get("placement", "")),
        sub_id=caller_id(form.get("sub_id", "")),
        left_out=form.get("leave_out", ""),
        brought=brought,
    )


def body_of(posted: Posted, *, page_url: str, language: str) -> dict[str, Any]:
    """Return the body that the API would be sent for the same inquiry; an answer that was left empty is null.

    Args:
        posted: the form.
        page_url: address of the page that held it.
        language: that it was written in.
    """
    return {
        "program_ids": [*posted.program_ids],
        "person": {**{name: text or None for name, text in posted.texts.items()}, "is_adult": posted.is_adult},
        "consents": [
            {
                "school_id": each.school_id,
                "disclosure_id": each.disclosure_id,
                "sha256": each.sha256,
                "text": each.text,
                "channels": [*each.channels],
                "agreed": each.is_agreed,
            }
            for each in posted.consents
        ],
        "page_url": with_fields(page_url, posted.brought.tag_fields),
        "landing_url": posted.brought.landing or None,
        "referrer": posted.referrer or None,
        "placement": posted.placement or None,
        "sub_id": posted.sub_id or None,
        "attribution": posted.brought.attribution or None,
        "language": language,
    }


def page_address(text: str) -> str:
    """Return the address of a page as an inquiry may hold it; nothing where it is none."""
    try:
        return str(_PAGE_ADDRESS.read(text))
    except MemberError:
        return ""
