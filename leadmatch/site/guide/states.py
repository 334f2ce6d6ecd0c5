"""States in the reader's language."""

from leadmatch.kernel.messages import later
from leadmatch.site.languages import gettext

STATE_WORDS = {
    "AL": later("Alabama"),
    "AK": later("Alaska"),
    "AZ": later("Arizona"),
    "AR": later("Arkansas"),
    "CA": later("California"),
    "CO": later("Colorado"),
    "CT": later("Connecticut"),
    "DE": later("Delaware"),
    "DC": later("District of Columbia"),
    "FL": later("Florida"),
    "GA": later("Georgia"),
    "HI": later("Hawaii"),
    "ID": later("Idaho"),
    "IL": later("Illinois"),
    "IN": later("Indiana"),
    "IA": later("Iowa"),
    "KS": later("Kansas"),
    "KY": later("Kentucky"),
    "LA": later("Louisiana"),
    "ME": later("Maine"),
    "MD": later("Maryland"),
    "MA": later("Massachusetts"),
    "MI": later("Michigan"),
    "MN": later("Minnesota"),
    "MS": later("Mississippi"),
    "MO": later("Missouri"),
    "MT": later("Montana"),
    "NE": later("Nebraska"),
    "NV": later("Nevada"),
    "NH": later("New Hampshire"),
    "NJ": later("New Jersey"),
    "NM": later("New Mexico"),
    "NY": later("New York"),
    "NC": later("North Carolina"),
    "ND": later("North Dakota"),
    "OH": later("Ohio"),
    "OK": later("Oklahoma"),
    "OR": later("Oregon"),
    "PA": later("Pennsylvania"),
    "RI": later("Rhode Island"),
    "SC": later("South Carolina"),
    "SD": later("South Dakota"),
    "TN": later("Tennessee"),
    "TX": later("Texas"),
    "UT": later("Utah"),
    "VT": later("Vermont"),
    "VA": later("Virginia"),
    "WA": later("Washington"),
    "WV": later("West Virginia"),
    "WI": later("Wisconsin"),
    "WY": later("Wyoming"),
}


def state_words(state: str) -> str:
    """Return what a state, given by its USPS code, is called."""
    return gettext(STATE_WORDS[state])
