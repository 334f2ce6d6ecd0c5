"""Fields, credential levels and IPEDS award levels: their slugs, their plain labels, and what falls under them."""

from dataclasses import dataclass

from leadmatch.catalogue.subject import subject_of

_FIELD_BY_CIP_CODE = {
    "51.0713": "billing-coding",
    "51.0714": "billing-coding",
    "51.0707": "billing-coding",
    "51.0801": "medical-assisting",
    "51.0716": "medical-office",
    "51.0710": "medical-office",
}

# The two-digit families of CIP 2020, in plain words.
CIP_FAMILIES = {
    "01": ("agriculture", "Agriculture and animal care"),
    "03": ("natural-resources", "Natural resources and conservation"),
    "04": ("architecture", "Architecture and planning"),
    "05": ("area-studies", "Area, ethnic and gender studies"),
    "09": ("communication", "Communication and journalism"),
    "10": ("communications-technology", "Communications technology"),
    "11": ("computing", "Computer and information sciences"),
    "12": ("culinary-personal-services", "Culinary, beauty and personal services"),
    "13": ("education", "Education and teaching"),
    "14": ("engineering", "Engineering"),
    "15": ("engineering-technology", "Engineering technology"),
    "16": ("languages", "Languages and linguistics"),
    "19": ("family-consumer-sciences", "Family and consumer sciences"),
    "21": ("technology-education", "Technology education"),
    "22": ("law", "Law and legal studies"),
    "23": ("english", "English language and literature"),
    "24": ("liberal-arts", "Liberal arts and general studies"),
    "25": ("library-science", "Library science"),
    "26": ("biology", "Biology and biomedical sciences"),
    "27": ("mathematics", "Mathematics and statistics"),
    "28": ("military-science", "Military science and leadership"),
    "29": ("military-technology", "Military technology"),
    "30": ("interdisciplinary", "Interdisciplinary studies"),
    "31": ("recreation-fitness", "Parks, recreation and fitness"),
    "32": ("basic-skills", "Basic skills"),
    "33": ("citizenship", "Citizenship"),
    "34": ("health-knowledge", "Health knowledge and skills"),
    "35": ("social-skills", "Social skills"),
    "36": ("leisure", "Leisure and recreation"),
    "37": ("self-improvement", "Personal development"),
    "38": ("philosophy-religion", "Philosophy and religious studies"),
    "39": ("theology", "Theology and ministry"),
    "40": ("physical-sciences", "Physical sciences"),
    "41": ("science-technology", "Science technology"),
    "42": ("psychology", "Psychology"),
    "43": ("protective-services", "Law enforcement, fire and security"),
    "44": ("public-service", "Public administration and social work"),
    "45": ("social-sciences", "Social sciences"),
    "46": ("construction", "Construction trades"),
    "47": ("mechanics-repair", "Mechanics and repair"),
    "48": ("precision-production", "Welding, machining and production"),
    "49": ("transportation", "Transportation"),
    "50": ("arts", "Visual and performing arts"),
    "51": ("health-professions", "Health professions"),
    "52": ("business", "Business, management and marketing"),
    "53": ("high-school", "High school diplomas and certificates"),
    "54": ("history", "History"),
    "60": ("residencies", "Residency programs"),
    "61": ("medical-residencies", "Medical residency programs"),
}

_FAMILY_BY_FIELD = {slug: family for family, (slug, _label) in CIP_FAMILIES.items()}

FIELD_LABELS = {
    "billing-coding": "Medical billing and coding",
    "medical-assisting": "Medical assisting",
    "medical-office": "Medical office",
    **dict(CIP_FAMILIES.values()),
}

CREDENTIAL_LABELS = {
    "certificate": "Certificate",
    "diploma": "Diploma",
    "certificate_or_diploma": "Certificate or diploma",
    "associate": "Associate degree",
    "bachelor": "Bachelor's degree",
    "postbaccalaureate_certificate": "Postbaccalaureate certificate",
    "master": "Master's degree",
    "doctorate": "Doctorate",
    "other": "Other award",
}


@dataclass(frozen=True, slots=True)
class AwardLevel:
    """What an IPEDS award level means.

    Args:
        words: how a program title ends.
        longest_months: the longest nominal length: the level's upper bound, or the usual full-time length.
        is_graduate: its students hold a bachelor's degree.
        years_for_estimate: nominal years that rule C4 multiplies a year's tuition by; None where it names none.
    """

    credential: str
    words: str
    longest_months: int
    is_graduate: bool = False
    years_for_estimate: int | None = None


# AWLEVEL, IPEDS completions of 2020 and later. 8, the post-master's certificate, has no word of its own among
# the credential levels and is ``other``; 19 is the doctor's degree that is neither research nor professional.
AWARD_LEVELS = {
    "20": AwardLevel("certificate_or_diploma", "certificate or diploma, under 12 weeks", 3),
    "21": AwardLevel("certificate_or_diploma", "certificate or diploma, 12 weeks to 1 year", 12, years_for_estimate=1),
    "2": AwardLevel("certificate_or_diploma", "certificate or diploma, 1 to 2 years", 24, years_for_estimate=2),
    "4": AwardLevel("certificate_or_diploma", "certificate or diploma, 2 to 4 years", 48),
    "3": AwardLevel("associate", "associate degree", 24, years_for_estimate=2),
    "5": AwardLevel("bachelor", "bachelor's degree", 48),
    "6": AwardLevel("postbaccalaureate_certificate", "postbaccalaureate certificate", 24, is_graduate=True),
    "7": AwardLevel("master", "master's degree", 36, is_graduate=True),
    "8": AwardLevel("other", "post-master's certificate", 24, is_graduate=True),
    "17": AwardLevel("doctorate", "research doctorate", 96, is_graduate=True),
    "18": AwardLevel("doctorate", "professional doctorate", 72, is_graduate=True),
    "19": AwardLevel("doctorate", "doctorate", 96, is_graduate=True),
}


def has_field(cip_code: str) -> bool:
    """Return whether CIP 2020 has the family of this code."""
    return cip_code[:2] in CIP_FAMILIES


def field_of(cip_code: str) -> str:
    """Return the slug of the field that a CIP code belongs to.

    Raises:
        KeyError: CIP 2020 has no such family.
    """
    return _FIELD_BY_CIP_CODE.get(cip_code) or CIP_FAMILIES[cip_code[:2]][0]


def cip_codes_of(field: str) -> list[str]:
    """Return the CIP codes of a field: six digits each, or two for a family less its codes in other fields.

    Raises:
        KeyError: there is no such field.
    """
    codes = [code for code, slug in _FIELD_BY_CIP_CODE.items() if slug == field]
    return sorted(codes) or [_FAMILY_BY_FIELD[field]]


def credential_of(award_level: str) -> str:
    """Return the credential level of an IPEDS award level.

    Raises:
        KeyError: IPEDS has no such award level.
    """
    return AWARD_LEVELS[award_level].credential


def years_for_estimate(award_level: str) -> int | None:
    """Return the longest nominal years that an estimate multiplies by, or None where there is no estimate."""
    return AWARD_LEVELS[award_level].years_for_estimate


def longest_months(award_level: str) -> int:
    """Return the longest nominal length of an award level in months."""
    return AWARD_LEVELS[award_level].longest_months


def title_of(cip_code: str, cip_title: str, award_level: str) -> str:
    """Return a program's title in plain words: ``Medical coding certificate or diploma, 1 to 2 years``."""
    return f"{subject_of(cip_code, cip_title)} {AWARD_LEVELS[award_level].words}"
