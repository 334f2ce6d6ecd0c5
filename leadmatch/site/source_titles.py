"""What sources are called on pages, beside the names of those who publish them."""

from leadmatch.kernel.messages import later
from leadmatch.site.languages import gettext

# Those that are described, not named, by the catalogue and the guide; any other stays as it was published.
DESCRIBED = (
    later("IPEDS directory, NCES"),
    later("IPEDS institutional characteristics, NCES"),
    later("IPEDS student charges by program, NCES"),
    later("IPEDS completions, NCES"),
    later("College Scorecard, US Department of Education"),
    later("DAPIP, US Department of Education"),
    later("CIP titles, NCES"),
    later("Typical prices collected for this guide; first publisher not on file"),
    later("National Healthcareer Association (NHA), exam rules and fees"),
    later("AAPC, exam rules and fees"),
    later("American Health Information Management Association (AHIMA), exam rules and fees"),
    later("Practice Management Institute (PMI), exam rules and fees"),
    later(
        "Occupational Employment and Wage Statistics, medical records specialists (29-2072), US Bureau of Labor "
        "Statistics (BLS)"
    ),
    later("Employment Projections 2022\u201332, medical records specialists, US Bureau of Labor Statistics (BLS)"),
)
_STATED, _MADE_UP = ", its own statement", " (made up)"


def source_title(title: str) -> str:
    """Return the title of a source in the reader's language.

    Args:
        title: as it is on file.
    """
    school, stated, rest = title.rpartition(_STATED)
    if stated and rest == _MADE_UP:
        return gettext("%(school)s, its own statement (made up)", school=school)
    if stated and not rest:
        return gettext("%(school)s, its own statement", school=school)
    return gettext(title) if title in DESCRIBED else title
