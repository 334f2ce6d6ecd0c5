"""The host styles that ``/embed/demo`` shows the element in: three sites that look nothing alike."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final


@dataclass(frozen=True, slots=True)
class HostStyle:
    """A page as a partner may have it.

    Args:
        name: class of its part of the page; demo.css holds its rules.
        title: of the part.
        says: what is particular about it.
        attributes: of the element there.
        properties: what its style sheet gives the element; demo.css has the same.
    """

    name: str
    title: str
    says: str
    attributes: Mapping[str, str]
    properties: Mapping[str, str] = field(default_factory=dict)


HOST_STYLES: Final = (
    HostStyle(
        "blog",
        "A blog in a serif",
        "Warm paper, one column. Seven custom properties give the element the blog's type and colors.",
        {"field": "billing-coding", "placement": "blog", "theme": "light"},
        {
            "--leadmatch-font": "Georgia, serif",
            "--leadmatch-page": "#fbf6ec",
            "--leadmatch-surface": "#fffdf8",
            "--leadmatch-ink": "#2b2118",
            "--leadmatch-muted": "#65594c",
            "--leadmatch-accent": "#7a2e1d",
            "--leadmatch-radius": "0",
        },
    ),
    HostStyle(
        "dashboard",
        "A dark dashboard with rules for everything",
        "Its style sheet sets display, color, font and border of every element with !important. None of it gets in.",
        {"field": "medical-assisting", "placement": "dashboard", "theme": "dark"},
    ),
    HostStyle(
        "sidebar",
        "A narrow sidebar",
        "240 pixels wide. The inquiry is a link to the guide here.",
        {"field": "billing-coding", "placement": "sidebar", "inquiry": "link"},
    ),
)
