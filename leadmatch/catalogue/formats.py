"""Where a program is taught, as far as federal data says (rule C6)."""

from leadmatch.catalogue.federal.ipeds import DistanceOffer

FORMATS = ("on_campus", "hybrid", "online")


def formats_of(offer: DistanceOffer | None, *, is_graduate: bool) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the formats known to be offered and those of which nobody says whether they are.

    All of a school's programs at a distance: ``online``. No program at a distance at this level of study:
    ``on_campus``. Some are, and which is not said: ``on_campus``, the others unknown; so too where the school
    skips the question for this level, since it does say that not all its programs are at a distance. The
    graduate columns (DSTNGP) speak for award levels whose students hold a bachelor's degree (6, 7, 8, 17 to 19),
    the undergraduate ones (DSTNUGP) for the others.

    Args:
        offer: None where the school is not in the file at all; then nothing is known.
        is_graduate: whether the program is one of graduate study.
    """
    if offer is None or offer.all_programs is None:
        return (), FORMATS
    if offer.all_programs:
        return ("online",), ()
    at_a_distance = offer.graduate_programs if is_graduate else offer.undergraduate_programs
    if at_a_distance is False:
        return ("on_campus",), ()
    return ("on_campus",), ("online", "hybrid")
