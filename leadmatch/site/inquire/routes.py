"""The address of the form: shown by GET, sent by POST; nothing about the visitor ever stands in an address."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode, urlsplit

import orjson
from flask import Blueprint, Response, redirect, request

from leadmatch.geo.gazetteer import Place
from leadmatch.inquiries.errors import ChallengeRequiredError, IdempotencyKeyReusedError
from leadmatch.inquiries.form_guard import HONEYPOT_FIELD, MARK_FIELD
from leadmatch.inquiries.receivers import Receivers, receivers
from leadmatch.inquiries.submission import MOST_PROGRAMS
from leadmatch.kernel.errors import InvalidRequestError, LeadmatchError
from leadmatch.search.chosen import choose_programs
from leadmatch.search.sandbox.schools import SANDBOX_PROGRAM_IDS
from leadmatch.site.addresses import at
from leadmatch.site.asking import inquire_address
from leadmatch.site.brought import brought, note
from leadmatch.site.cards import summary
from leadmatch.site.inquire.faults import Summary
from leadmatch.site.inquire.outcomes import TOLD_BESIDE_THE_FORM, told, wait_summary
from leadmatch.site.inquire.page import inquire_page
from leadmatch.site.inquire.posted import Posted, body_of, page_address, read_posted
from leadmatch.site.inquire.sending import Desk
from leadmatch.site.inquire.wanted import read_wanted
from leadmatch.site.languages import plain_language
from leadmatch.site.page_languages import query_as_asked
from leadmatch.site.private_pages import private_page
from leadmatch.site.program.visitor import place_of
from leadmatch.site.same_site import require_own_form
from leadmatch.web.caller import visitor_of
from leadmatch.web.problems import STATUS_BY_SLUG
from leadmatch.web.query_string import read_parameters

MAX_FORM_BYTES = 200_000  # five wordings of 4,000 letters, each of up to nine bytes as forms write them
# So that the browser tells us, and nobody else, from which page a form was sent.
_TELLS_US = "same-origin"


def add_inquire_page(blueprint: Blueprint, desk: Desk) -> None:
    """Add ``/inquire`` to the pages of the site.

    Args:
        blueprint: of the site.
        desk: where forms are handed out and taken in.
    """

    @blueprint.get("/inquire")
    def show_form() -> Response:
        wanted = read_wanted(read_parameters(request.query_string))
        program_ids = wanted.program_ids
        if len(program_ids) > MOST_PROGRAMS:
            on_file = _on_file(program_ids, desk)
            if len(on_file) > MOST_PROGRAMS:
                return _choose_fewer(on_file, wanted.zip_code)
            program_ids = tuple(dict.fromkeys((*(item["id"] for item in on_file), *program_ids)))
        found = _receivers(program_ids, place_of(wanted.zip_code, desk.intake.catalogue.serving().gazetteer), desk)
        hidden = {
            **desk.new_marks(),
            "ticket": "",
            "referrer": page_address(visitor_of(request).referrer or ""),
            "placement": wanted.placement,
            "sub_id": wanted.sub_id,
            **brought().fields,
        }
        known = (*found.schools, *found.closed, *found.gone, *SANDBOX_PROGRAM_IDS.intersection(found.unknown))
        is_nothing_known = bool(wanted.program_ids) and not known
        status = HTTPStatus.NOT_FOUND if is_nothing_known else HTTPStatus.OK
        return _answer(_Shown(found, hidden, status=status, zip_code=wanted.zip_code))

    @blueprint.post("/inquire")
    def send_form() -> Response:
        require_own_form(request, base_url=desk.base_url)
        request.max_content_length = MAX_FORM_BYTES
        posted = read_posted(request.form, desk.visits.brought(request.form))
        note(posted.brought)
        if posted.left_out:
            return _without(posted, desk)
        page_url = f"{desk.base_url}{inquire_address(posted.program_ids)}"
        body = body_of(posted, page_url=page_url, language=plain_language())
        visitor = visitor_of(request)
        try:
            answer = desk.send(posted, body, visitor)
        except TOLD_BESIDE_THE_FORM as error:
            return _refused(error, posted, desk)
        receipt = urlsplit(answer.receipt_url).path.rpartition("/")[2]
        response = redirect(at(f"/receipts/{receipt}"), HTTPStatus.SEE_OTHER)
        response.headers["Cache-Control"] = "no-store"
        response.headers["Referrer-Policy"] = "no-referrer"
        return response  # type: ignore[return-value]  # Flask's own


@dataclass(frozen=True, slots=True)
class _Shown:
    found: Receivers
    hidden: Mapping[str, str]
    status: int = HTTPStatus.OK
    zip_code: str = ""
    posted: Posted | None = None
    summary: Summary | None = None
    faults: Mapping[str, str] | None = None
    headers: Mapping[str, str] | None = None


def _answer(shown: _Shown) -> Response:
    response = private_page(
        "inquire.html",
        shown.status,
        referrer_policy=_TELLS_US,
        own_query=_query_of(shown.posted) if shown.posted else query_as_asked(),
        page=inquire_page(shown.found, shown.faults or {}, zip_code=shown.zip_code, posted=shown.posted),
        summary=shown.summary,
        hidden={name: text for name, text in shown.hidden.items() if text},
        trap=HONEYPOT_FIELD,
        zip_code=shown.zip_code,
    )
    response.headers.update(shown.headers or {})
    return response


def _query_of(posted: Posted) -> str:
    """Return what the address of the form asked before it was sent, without anything about the visitor."""
    origin = {"placement": posted.placement, "sub_id": posted.sub_id}
    asked = [
        *(("program", each) for each in posted.program_ids),
        *((name, text) for name, text in origin.items() if text),
    ]
    return f"?{urlencode(asked)}" if asked else ""


def _refused(error: LeadmatchError, posted: Posted, desk: Desk) -> Response:
    """Return the form as it was sent, with what was wrong."""
    found = _receivers(posted.program_ids, None, desk)
    hidden = _hidden_again(posted)
    headers = {} if error.retry_after_s is None else {"Retry-After": str(error.retry_after_s)}
    if isinstance(error, ChallengeRequiredError):
        hidden["ticket"], seconds = desk.wait(posted, visitor_of(request), error)
        summary, faults = wait_summary(seconds), dict[str, str]()
        headers = {"Retry-After": str(seconds)}
    else:
        summary, faults = told(error, posted, found)
    if isinstance(error, IdempotencyKeyReusedError) or _has_expired(error):
        hidden |= {**desk.new_marks(), "ticket": ""}
    status = STATUS_BY_SLUG[error.slug]
    return _answer(_Shown(found, hidden, status, posted=posted, summary=summary, faults=faults, headers=headers))


def _has_expired(error: LeadmatchError) -> bool:
    return isinstance(error, InvalidRequestError) and any(each.code == "form-expired" for each in error.faults)


def _without(posted: Posted, desk: Desk) -> Response:
    """Return the form without one school, and with all that was typed."""
    before = _receivers(posted.program_ids, None, desk)
    kept = [each for each in before.schools if each.school_id != posted.left_out]
    program_ids = tuple(item["id"] for each in kept for item in each.programs)
    left = replace(posted, program_ids=program_ids)
    return _answer(_Shown(_receivers(program_ids, None, desk), _hidden_again(left), posted=left))


def _hidden_again(posted: Posted) -> dict[str, str]:
    return {
        "key": posted.key,
        MARK_FIELD: posted.mark,
        "ticket": posted.ticket,
        "referrer": posted.referrer,
        "placement": posted.placement,
        "sub_id": posted.sub_id,
        **posted.brought.fields,
    }


def _receivers(program_ids: tuple[str, ...], place: Place | None, desk: Desk) -> Receivers:
    return receivers(program_ids[:MOST_PROGRAMS], place, language=plain_language(), intake=desk.intake)


def _on_file(program_ids: tuple[str, ...], desk: Desk) -> list[dict[str, Any]]:
    return [orjson.loads(item) for item in choose_programs(program_ids, desk.intake.catalogue.serving()).on_file]


def _choose_fewer(on_file: list[dict[str, Any]], zip_code: str) -> Response:
    picked = [(item["id"], summary(item)) for item in on_file]
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    shown = {"picked": picked, "most": MOST_PROGRAMS, "zip_code": zip_code}
    own_query = query_as_asked()
    return private_page("inquire_fewer.html", status, referrer_policy=_TELLS_US, own_query=own_query, **shown)
