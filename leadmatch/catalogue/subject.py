"""Plain words for what a program teaches, made from CIP titles."""

import re
from functools import cache

# Where the title itself misleads or reads badly; the first six are the fields that the guide is about.
_PLAIN = {
    "51.0713": "Medical coding",
    "51.0714": "Medical billing and insurance",
    "51.0707": "Health information technology",
    "51.0801": "Medical assisting",
    "51.0716": "Medical administrative assisting",
    "51.0710": "Medical office assisting",
    "01.0102": "Agribusiness operations",
    "01.0205": "Agricultural mechanics and equipment technology",
    "01.0302": "Animal and livestock husbandry",
    "01.0507": "Equestrian studies",
    "01.8301": "Veterinary technology and assisting",
    "05.0201": "African-American and Black studies",
    "09.0702": "Digital communication and media",
    "10.0201": "Photographic, film and video technology",
    "11.0801": "Web, digital media and information design",
    "11.1003": "Computer and information systems security",
    "12.0402": "Barbering",
    "12.0404": "Electrolysis",
    "12.0406": "Make-up artistry",
    "12.0408": "Facial treatment",
    "12.0409": "Aesthetics and skin care",
    "12.0410": "Nail technology",
    "12.0411": "Permanent cosmetics and tattooing",
    "12.0413": "Cosmetology, barbering and nail instruction",
    "12.0414": "Master aesthetics",
    "12.0501": "Baking and pastry arts",
    "12.0503": "Culinary arts",
    "12.0505": "Food preparation and professional cooking",
    "12.0507": "Food service and dining room management",
    "13.0406": "Higher education administration",
    "13.1006": "Teaching of students with intellectual disabilities",
    "13.1101": "School counseling and guidance services",
    "13.1211": "Online teaching",
    "13.1308": "Family and consumer sciences teacher education",
    "13.1309": "Technology teacher education",
    "13.1310": "Marketing teacher education",
    "13.1316": "Science teacher education",
    "13.1401": "Teaching English as a second or foreign language",
    "13.1501": "Teacher assisting",
    "14.0201": "Aerospace engineering",
    "14.0299": "Aerospace engineering (other)",
    "15.0403": "Electromechanical engineering technology",
    "15.0805": "Mechanical engineering technology",
    "15.1102": "Surveying technology",
    "15.1202": "Computer systems technology",
    "15.1302": "CAD drafting and design technology",
    "15.1303": "Architectural drafting and CAD",
    "15.1304": "Civil drafting and CAD",
    "15.1305": "Electrical and electronics drafting and CAD",
    "15.1306": "Mechanical drafting and CAD",
    "15.1307": "3-D modeling and design technology",
    "16.1100": "Middle Eastern and Semitic languages, literatures, and linguistics",
    "16.1199": "Middle Eastern and Semitic languages, literatures, and linguistics (other)",
    "19.0101": "Family and consumer sciences",
    "19.0201": "Business family and consumer sciences",
    "19.0202": "Family and consumer sciences communication",
    "19.0709": "Child care",
    "19.9999": "Family and consumer sciences (other)",
    "22.0203": "American law and legal studies",
    "22.0211": "Tax law",
    "22.0301": "Legal administrative assisting",
    "22.0302": "Paralegal studies",
    "24.0101": "Liberal arts and sciences",
    "24.0103": "Humanities",
    "30.0000": "Interdisciplinary studies",
    "30.9999": "Interdisciplinary studies (other)",
    "39.0201": "Biblical studies",
    "39.0301": "Missionary studies",
    "39.0706": "Chaplaincy studies",
    "40.0512": "Cheminformatics",
    "41.0101": "Biotechnology laboratory technology",
    "43.0103": "Criminal justice and law enforcement administration",
    "43.0107": "Police science",
    "43.0203": "Fire science",
    "46.0101": "Masonry",
    "46.0302": "Electrical trades",
    "46.0408": "Painting and wall covering",
    "46.0502": "Pipefitting and sprinkler fitting",
    "46.0503": "Plumbing",
    "47.0101": "Electrical and electronics equipment installation and repair",
    "47.0199": "Electrical and electronics maintenance and repair technology (other)",
    "47.0603": "Autobody and collision repair technology",
    "47.0604": "Automotive mechanics technology",
    "47.0616": "Marine maintenance and ship repair technology",
    "47.0617": "High performance and custom engine mechanics",
    "48.0503": "Machine shop technology",
    "48.0510": "CNC machining",
    "49.0101": "Aviation and aerospace science and technology",
    "49.0102": "Professional pilot and flight crew",
    "49.0205": "Truck and bus driving",
    "50.0501": "Drama and theatre arts",
    "50.0599": "Theatre arts and stagecraft (other)",
    "50.0602": "Cinematography, film and video production",
    "51.0000": "Health sciences",
    "51.0204": "Audiology and speech-language pathology",
    "51.0509": "Pediatric dentistry",
    "51.0514": "Implant dentistry",
    "51.0701": "Health care administration",
    "51.0706": "Health information administration",
    "51.0711": "Medical office management and clinical assisting",
    "51.0802": "Medical laboratory assisting",
    "51.0805": "Pharmacy technician",
    "51.0806": "Physical therapy assistant",
    "51.0811": "Pathologist assistant",
    "51.0812": "Respiratory therapy technician",
    "51.0904": "Paramedic and emergency medical technology",
    "51.0907": "Radiation therapy",
    "51.0908": "Respiratory therapy",
    "51.0910": "Diagnostic medical sonography",
    "51.0911": "Radiography",
    "51.0916": "Radiation protection technician",
    "51.1004": "Medical laboratory technology",
    "51.1005": "Medical laboratory science",
    "51.1010": "Genetics technology",
    "51.1801": "Opticianry",
    "51.1802": "Optometric technician",
    "51.2007": "Pharmacoeconomics",
    "51.2307": "Orthotics and prosthetics",
    "51.2309": "Recreational therapy",
    "51.2602": "Home health aide",
    "51.2605": "Physical therapy aide",
    "51.3801": "Registered nursing",
    "51.3807": "Nurse midwifery",
    "51.3901": "Practical nursing",
    "51.3902": "Nursing and patient care assisting",
    "52.0202": "Purchasing, procurement and contracts management",
    "52.0208": "E-commerce",
    "52.0305": "Accounting and business management",
    "52.0401": "Administrative assisting",
    "52.0402": "Executive assistant",
    "52.0407": "Office automation and data entry",
    "52.0411": "Customer service and call center operation",
    "52.1001": "Human resources management",
    "52.1101": "International business and trade",
    "52.1401": "Marketing",
}

_ENDS = re.compile(r",\s+(General|Other)$")
_CHAIN = re.compile(r"[^\s/,()]+(?:/[^\s/,()]+)+")  # words joined by slashes: ``Crisis/Emergency/Disaster``
_KEPT_SLASHES = ("and/or", "LAN/WAN")
_STEM_LENGTH = 4
_PERSON = re.compile(r"(?:ists?|[eo]rs?|ians?|ants?|nurse|aide)$", re.IGNORECASE)
_IGNORED_WORDS = frozenset({"studies", "science", "sciences", "and", "of", "in"})

# Words and phrases that keep their capitals; every other word but the first loses it.
_PROPER_WORD = re.compile(
    r"African|Albanian|American|Appalachian|Arabic|Asian|Australasian|Australian|Baltic|Bible|Biblical|Bosnian|"
    r"British|Buddhist|Bulgarian|Canadian|Caribbean|Catholic|Caucasian|Celtic|Chicano|Chinese|Christian|"
    r"Croatian|Czech|Danish|Dutch|English|Eurasian|European|Filipino|Flemish|French|German|Germanic|Greek|"
    r"Hawaiian|Hebrew|Hindi|Hindu|Hispanic|Holocaust|Hungarian|Iberian|Indian|Indonesian|Iranian|Irish|Islamic|"
    r"Italian|Japanese|Jewish|Judaic|Korean|Latin|Malay|Mediterranean|Mexican|Montessori|Norwegian|Oceanic|"
    r"Pacific|Polish|Portuguese|Puerto|Reiki|Renaissance|Rican|Romance|Russian|Sanskrit|Scandinavian|Semitic|"
    r"Serbian|Slavic|Spanish|States|Steiner|Swedish|Tagalog|Talmudic|Thai|Tibetan|Turkish|Ukrainian|United|"
    r"Ural-Altaic|Uralic|Vietnamese|Waldorf"
)
_PROPER_PHRASE = re.compile(
    r"\b(?:"
    r"Air Force|American Sign Language|British and Commonwealth|Central Asian|Central European|"
    r"East Asian|East European|"
    r"Marine Corps|Middle Eastern|Native American|Near Eastern|Pacific Rim|South Asian|Southeast Asian|Western European"
    r")\b",
    re.IGNORECASE,
)


@cache
def subject_of(cip_code: str, cip_title: str) -> str:
    """Return the subject of a CIP code in plain words and sentence case."""
    return _PLAIN.get(cip_code) or subject_from_title(cip_title)


def subject_from_title(cip_title: str) -> str:
    """Return a CIP title as people would say it.

    ``Welding Technology/Welder`` is ``Welding technology``, ``Crisis/Emergency/Disaster Management`` is ``Crisis,
    emergency and disaster management``; ``, General`` goes, ``, Other`` becomes ``(other)``.
    """
    title = " ".join(cip_title.removesuffix(".").split())
    ending = _ENDS.search(title)
    body = title[: ending.start()] if ending else title
    spoken = _sentence_case(_CHAIN.sub(_said_chain, _without_repetition(body)))
    return f"{spoken} (other)" if ending and ending[1] == "Other" else spoken


def _without_repetition(title: str) -> str:
    """Leave out what a slash only says again: ``Religion/Religious Studies``, ``Welding Technology/Welder``."""
    left, slash, right = title.rpartition("/")
    if not slash or re.search(r"[,()]| and ", right):
        return title
    said = {_stem(word) for word in re.split(r"[\s/]+", left)}
    again = {_stem(word) for word in right.split() if word.lower() not in _IGNORED_WORDS}
    if again <= said and not _is_person_first(left, right):
        return _without_repetition(left)
    return title


def _is_person_first(left: str, right: str) -> bool:
    """Return whether the last word before the slash is a person, and the first after it the trade."""
    before, after = left.rpartition(" ")[2], right.partition(" ")[0]
    return bool(_PERSON.search(before)) and not _PERSON.search(after)


def _said_chain(match: re.Match[str]) -> str:
    if match[0] in _KEPT_SLASHES:
        return match[0]
    words: list[str] = []
    for word in match[0].split("/"):
        twin = next((said for said in words if _stem(said) == _stem(word)), None)
        if twin is None:
            words.append(word)
        elif _is_person_first(twin, word):
            words[words.index(twin)] = word
    is_in_list = match.string[match.end() : match.end() + 1] == ","
    if len(words) == 1 or is_in_list:
        return ", ".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


def _stem(word: str) -> str:
    return word.lower().strip("().,")[:_STEM_LENGTH]


def _sentence_case(title: str) -> str:
    first, *rest = title.split(" ")
    said = " ".join([first[:1].upper() + _lowered(first)[1:] if first else "", *map(_lowered, rest)])
    return _PROPER_PHRASE.sub(lambda match: _as_titled(match[0]), said)


def _as_titled(phrase: str) -> str:
    return " ".join(word if word.lower() == "and" else word.capitalize() for word in phrase.split(" "))


def _lowered(word: str) -> str:
    bare = word.strip("(),")
    parts = re.split(r"[-/]", bare)
    if _PROPER_WORD.fullmatch(bare) or all(_PROPER_WORD.fullmatch(part) for part in parts):
        return word
    if any(len(part) > 1 and part == part.upper() and any(c.isalpha() for c in part) for part in parts):
        return word
    return word.lower()
