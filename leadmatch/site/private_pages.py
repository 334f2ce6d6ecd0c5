"""How a page about one person is answered: kept nowhere, found by nobody, and named to no other site."""

from flask import Response

from leadmatch.site.pages import page

NEVER_KEPT = "no-store"


def private_page(
    template: str, status: int = 200, *, referrer_policy: str = "no-referrer", own_query: str = "", **shown: object
) -> Response:
    """Return a rendered page that is for one person.

    Args:
        template: its name in the folder of the site's templates.
        status: of the answer.
        referrer_policy: what its links tell of where they stood.
        own_query: what its address asks, for the link to it in another language; with its question mark.
        shown: what the template reads.
    """
    response = page(template, NEVER_KEPT, own_query=own_query, **shown)
    response.status_code = status
    response.headers["Referrer-Policy"] = referrer_policy
    response.headers["X-Robots-Tag"] = "noindex"
    return response
