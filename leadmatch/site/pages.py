"""How a page of the site is answered: rendered, and kept by browsers for a while."""

from flask import Response, render_template

KEEP_BRIEFLY = "public, max-age=60"  # what a newly published catalogue changes
KEEP = "public, max-age=300"


def page(template: str, cache_control: str, **shown: object) -> Response:
    """Return a rendered page.

    Args:
        template: its name in the folder of the site's templates.
        cache_control: how long it may be kept.
        shown: what the template reads.
    """
    rendered = Response(render_template(f"site/{template}", **shown), content_type="text/html; charset=utf-8")
    return kept(rendered, cache_control)


def kept(response: Response, cache_control: str) -> Response:
    """Return the answer with how long it may be kept."""
    response.headers["Cache-Control"] = cache_control
    return response
