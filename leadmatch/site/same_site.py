"""Whether a form that was sent stood on this site: no other site may send one in a visitor's name."""

from urllib.parse import urlsplit

from flask import Request

from leadmatch.kernel.errors import LeadmatchError


class ForeignFormError(LeadmatchError):
    """The form stood on another site."""

    slug = "forbidden"
    title = "This is not open to you"


def require_own_form(request: Request, *, base_url: str) -> None:
    """Refuse a form of another site; browsers say where it stood, and whoever is no browser can be made to send none.

    Args:
        request: a POST.
        base_url: public address of the site.

    Raises:
        ForeignFormError: the browser names another site.
    """
    fetched = request.headers.get("Sec-Fetch-Site")
    if fetched is not None:
        is_own = fetched in {"same-origin", "none"}
    else:
        origin = request.headers.get("Origin", "null")  # "null" too from our pages that send no referrer
        is_own = origin == "null" or urlsplit(origin).netloc in {request.host, urlsplit(base_url).netloc}
    if not is_own:
        raise ForeignFormError("Open the form on this site and send it from there.")
