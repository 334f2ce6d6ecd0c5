"""Problems as pages: what happened, what it means, what to do, and the request id small at the end."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flask import Response, render_template, request

from leadmatch.geo.zip_code import InvalidZipCodeError, parse_zip_code
from leadmatch.site.addresses import Texts
from leadmatch.site.brought import is_brought
from leadmatch.site.fault_words import fault_lines, usable_texts
from leadmatch.site.filter_form import filter_form
from leadmatch.site.languages import gettext
from leadmatch.web.problems import Problem
from leadmatch.web.query_string import read_parameters, without_blanks

_SEARCH, _PROGRAM = "find_programs", "show_program"
_PROGRAM_ID = re.compile(r"prg_[a-z2-7]{16}", re.ASCII)


@dataclass(frozen=True, slots=True)
class ErrorWords:
    """What a person reads on an error page.

    Args:
        happened: the heading.
    """

    happened: str
    means: str
    advice: str


def page_errors(problem: Problem) -> Response:
    """Return a problem as a page in the style of the site; faults of a search come with its form."""
    is_search = problem.slug == "invalid-request" and _view() == _SEARCH
    page = _search_faults(problem) if is_search else _error(problem)
    return Response(page, problem.status, content_type="text/html; charset=utf-8")


def _view() -> str:
    """Return what the present request asks for, in whichever language: the name of the function that answers it."""
    return (request.endpoint or "").rpartition(".")[2]


def typed_parameters() -> Texts:
    """Return the parameters of the present request, without the fields that a form sends empty, and what is brought.

    An amount may be typed as people write it, ``$5,000``.

    Raises:
        UnreadableRequestError: they cannot be read at all.
    """
    typed = without_blanks(read_parameters(request.query_string))
    typed = {name: texts for name, texts in typed.items() if not is_brought(name)}
    if "max_cost_usd" in typed:
        typed["max_cost_usd"] = [text.strip(" ").removeprefix("$").replace(",", "") for text in typed["max_cost_usd"]]
    return typed


def _search_faults(problem: Problem) -> str:
    typed = typed_parameters()
    lines = fault_lines(problem.errors, typed)
    faults = {line.input: line.words for line in lines if line.input}
    return render_template(
        "site/search_faults.html",
        lines=lines,
        faults=faults,
        form=filter_form(usable_texts(problem.errors, typed)),
        has_filter_faults=bool(faults.keys() - {"zip"}),
    )


def _error(problem: Problem) -> str:
    of_class = _WORDS[400 if problem.status < 500 else 500]  # noqa: PLR2004  # classes of statuses
    words = _WORDS_OF_SLUG.get(problem.slug) or _WORDS.get(problem.status) or of_class
    is_program = problem.slug == "not-found" and _view() == _PROGRAM
    if is_program and _PROGRAM_ID.fullmatch(request.path.rpartition("/")[2]):
        words = _words_gone
    return render_template("site/error.html", words=words(), problem=problem, zip_code=_zip_code_given())


def _zip_code_given() -> str:
    """Return the ZIP code in the address, for the box that starts a new search; nothing where there is none."""
    try:
        return parse_zip_code(request.args.get("zip", ""))
    except InvalidZipCodeError:
        return ""


def _words_gone() -> ErrorWords:
    return ErrorWords(
        gettext("This program is not on file any more"),
        gettext(
            "Its school may have stopped reporting awards in it, or may have closed. That does not prove that the "
            "program has ended: only the school can tell you."
        ),
        gettext("Type your ZIP code to see what is on file near you now."),
    )


def _words_403() -> ErrorWords:
    return ErrorWords(
        gettext("This form came from another site"),
        gettext("Only forms that stand on this site are taken. Nothing was sent and nothing has changed."),
        gettext("Open the form on this site and send it from there."),
    )


def _words_404() -> ErrorWords:
    return ErrorWords(
        gettext("There is no page at this address"),
        gettext("The address may be mistyped, or the page has moved."),
        gettext("Check the address, or start a new search."),
    )


def _words_405() -> ErrorWords:
    return ErrorWords(
        gettext("This address does not take that kind of request"),
        gettext("Nothing was sent and nothing has changed."),
        gettext("Go back, or start a new search."),
    )


def _words_too_long() -> ErrorWords:
    return ErrorWords(
        gettext("The address is too long to read"),
        gettext("More was asked at once than this site reads."),
        gettext("Start a new search with fewer filters."),
    )


def _words_too_large() -> ErrorWords:
    return ErrorWords(
        gettext("What was sent is too large"),
        gettext("More was sent at once than this site takes. Nothing of it was kept, and nothing has changed."),
        gettext("Go back and send less at once."),
    )


def _words_400() -> ErrorWords:
    return ErrorWords(
        gettext("This request cannot be read"),
        gettext("Something on the way here changed the address into one that is not well-formed."),
        gettext("Check the address, or start a new search."),
    )


def _words_422() -> ErrorWords:
    return ErrorWords(
        gettext("Part of this request cannot be used"),
        gettext("Nothing was sent and nothing has changed."),
        gettext("Check the address, or start a new search."),
    )


def _words_429() -> ErrorWords:
    return ErrorWords(
        gettext("Too many requests came from your connection"),
        gettext(
            "To keep the site quick for everybody, we answer only so many a minute. If you share your connection, "
            "somebody else may have sent them."
        ),
        gettext("Wait a minute, then load the page again."),
    )


def _words_500() -> ErrorWords:
    return ErrorWords(
        gettext("This page could not be made"),
        gettext("The fault is ours and has been recorded. Nothing that you did caused it."),
        gettext("Try again in a few minutes. If it fails again, send us the request id below."),
    )


def _words_503() -> ErrorWords:
    return ErrorWords(
        gettext("The list of programs is not ready yet"),
        gettext("The service is starting or being updated. Nothing is lost."),
        gettext("Load the page again in a few seconds."),
    )


def _words_409() -> ErrorWords:
    return ErrorWords(
        gettext("Something has changed meanwhile"),
        gettext("Nothing was sent on. What you sent did not fit what is here now, or is still being worked on."),
        gettext("Wait a few seconds, go back, load the page again, and send it once more."),
    )


def _words_storage() -> ErrorWords:
    return ErrorWords(
        gettext("Nothing can be stored at the moment"),
        gettext("The fault is ours and has been recorded. What you sent is not confirmed."),
        gettext(
            "Wait a few seconds, then load this page again; your browser may ask whether to send it once more: do."
        ),
    )


_WORDS: Mapping[int, Callable[[], ErrorWords]] = {
    400: _words_400,
    403: _words_403,
    404: _words_404,
    405: _words_405,
    409: _words_409,
    413: _words_too_large,
    414: _words_too_long,
    422: _words_422,
    429: _words_429,
    500: _words_500,
    503: _words_503,
}
# Where one status has problems that a reader needs other words for.
_WORDS_OF_SLUG: Mapping[str, Callable[[], ErrorWords]] = {"storage-unavailable": _words_storage}
