"""Fields of study in the reader's language."""

from leadmatch.kernel.messages import later
from leadmatch.site.languages import gettext

FIELD_WORDS = {
    "billing-coding": later("Medical billing and coding"),
    "medical-assisting": later("Medical assisting"),
    "medical-office": later("Medical office"),
    "agriculture": later("Agriculture and animal care"),
    "natural-resources": later("Natural resources and conservation"),
    "architecture": later("Architecture and planning"),
    "area-studies": later("Area, ethnic and gender studies"),
    "communication": later("Communication and journalism"),
    "communications-technology": later("Communications technology"),
    "computing": later("Computer and information sciences"),
    "culinary-personal-services": later("Culinary, beauty and personal services"),
    "education": later("Education and teaching"),
    "engineering": later("Engineering"),
    "engineering-technology": later("Engineering technology"),
    "languages": later("Languages and linguistics"),
    "family-consumer-sciences": later("Family and consumer sciences"),
    "technology-education": later("Technology education"),
    "law": later("Law and legal studies"),
    "english": later("English language and literature"),
    "liberal-arts": later("Liberal arts and general studies"),
    "library-science": later("Library science"),
    "biology": later("Biology and biomedical sciences"),
    "mathematics": later("Mathematics and statistics"),
    "military-science": later("Military science and leadership"),
    "military-technology": later("Military technology"),
    "interdisciplinary": later("Interdisciplinary studies"),
    "recreation-fitness": later("Parks, recreation and fitness"),
    "basic-skills": later("Basic skills"),
    "citizenship": later("Citizenship"),
    "health-knowledge": later("Health knowledge and skills"),
    "social-skills": later("Social skills"),
    "leisure": later("Leisure and recreation"),
    "self-improvement": later("Personal development"),
    "philosophy-religion": later("Philosophy and religious studies"),
    "theology": later("Theology and ministry"),
    "physical-sciences": later("Physical sciences"),
    "science-technology": later("Science technology"),
    "psychology": later("Psychology"),
    "protective-services": later("Law enforcement, fire and security"),
    "public-service": later("Public administration and social work"),
    "social-sciences": later("Social sciences"),
    "construction": later("Construction trades"),
    "mechanics-repair": later("Mechanics and repair"),
    "precision-production": later("Welding, machining and production"),
    "transportation": later("Transportation"),
    "arts": later("Visual and performing arts"),
    "health-professions": later("Health professions"),
    "business": later("Business, management and marketing"),
    "high-school": later("High school diplomas and certificates"),
    "history": later("History"),
    "residencies": later("Residency programs"),
    "medical-residencies": later("Medical residency programs"),
}
GUIDE_FIELDS = ("billing-coding", "medical-assisting", "medical-office")


def field_words(field: str) -> str:
    """Return what a field is called."""
    return gettext(FIELD_WORDS[field])
