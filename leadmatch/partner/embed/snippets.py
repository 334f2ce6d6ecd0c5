"""What a partner copies into a page: three lines for the element, one for the frame."""

from collections.abc import Mapping
from urllib.parse import urlencode

from markupsafe import Markup

from leadmatch.partner.embed.releases import Release

_SCRIPT = Markup('<script src="{}{}" integrity="{}" crossorigin="anonymous" async></script>')
_ELEMENT = Markup("<leadmatch-search{}></leadmatch-search>")
_WITHOUT_SCRIPTS = Markup('<noscript><a href="{}/">{}</a></noscript>')
_FRAME = Markup('<iframe src="{}/embed/frame?{}" title="{}" width="100%" height="700"></iframe>')
_FIND = {"en": "Find programs near you", "es": "Busque programas cerca de usted"}


def element_snippet(attributes: Mapping[str, str], release: Release, *, base_url: str) -> str:
    """Return three lines of HTML: the script, the element, and a link for browsers without scripts.

    Args:
        attributes: of the element.
        release: the version that the page pins by its hash.
        base_url: public address of the guide.
    """
    written = Markup("").join(Markup(' {}="{}"').format(name, value) for name, value in attributes.items())
    language = attributes.get("lang", "en")
    guide = base_url + ("/es" if language == "es" else "")
    lines = (
        _SCRIPT.format(base_url, release.path, release.integrity),
        _ELEMENT.format(written),
        _WITHOUT_SCRIPTS.format(guide, _FIND[language]),
    )
    return "\n".join(map(str, lines))


def frame_snippet(attributes: Mapping[str, str], *, base_url: str) -> str:
    """Return the line of HTML that shows the search in a frame, for pages that load no scripts of others."""
    return str(_FRAME.format(base_url, urlencode(attributes), _FIND[attributes.get("lang", "en")]))
