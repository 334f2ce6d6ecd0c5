"""Inquiries to send: bodies of people who do not exist, each once, to the sponsored programs of a demonstration."""

import itertools
import json
import urllib.request
from collections.abc import Iterator
from typing import Any

# Codes of areas of the states; with the numbers 555-0100 to 555-0199 they belong to nobody.
_AREAS = (
    *(201, 202, 203, 205, 206, 207, 208, 209, 210, 212, 213, 214, 215, 216, 217, 218, 219, 224, 225, 228, 229, 231),
    *(234, 239, 240, 248, 251, 252, 253, 254, 256, 260, 262, 267, 269, 270, 276, 281, 301, 302, 303, 304, 305, 307),
    *(308, 309, 310, 312, 313, 314, 315, 316, 317, 318, 319, 320, 321, 323, 330, 334, 336, 337, 339, 347, 351, 352),
    *(360, 361, 386, 401, 402, 404, 405, 406, 407, 408, 409, 410, 412, 413, 414, 415, 417, 419, 423, 425, 430, 432),
    *(434, 435, 440, 443, 469, 478, 479, 480, 484, 501, 502, 503, 504, 505, 507, 508, 509, 510, 512, 513, 515, 516),
    *(517, 518, 520, 530, 540, 541, 551, 559, 561, 562, 563, 567, 570, 571, 573, 574, 580, 585, 586, 601, 602, 603),
    *(605, 606, 607, 608, 609, 610, 612, 614, 615, 616, 617, 618, 619, 620, 623, 626, 630, 631, 636, 641, 646, 650),
    *(651, 660, 661, 662, 678, 682, 701, 702, 703, 704, 706, 707, 708, 712, 713, 714, 715, 716, 717, 718, 719, 720),
    *(724, 727, 731, 732, 734, 740, 754, 757, 760, 763, 765, 770, 772, 773, 774, 775, 781, 785, 786, 801, 802, 803),
    *(804, 805, 806, 808, 810, 812, 813, 814, 815, 816, 817, 818, 828, 830, 831, 832, 843, 845, 847, 848, 850, 856),
)
MOST = len(_AREAS) * 100


def inquiries(base_url: str, sponsored: list[dict[str, Any]]) -> Iterator[bytes]:
    """Yield bodies, `MOST` of them, to the sponsored programs in turn; nobody asks twice."""
    asked = [(entry, _consents(base_url, entry["program_id"])) for entry in sponsored]
    people = itertools.product(range(100, 200), _AREAS)
    for number, (line, area) in enumerate(people):
        entry, consents = asked[number % len(asked)]
        person = {
            "first_name": "Robin",
            "last_name": "Sample",
            "email": f"robin.{number}@example.org",
            "phone": f"({area}) 555-0{line}",
            "zip": entry["zip"],
            "education_level": "hs_or_ged",
            "start_timeframe": "1_3_months",
            "is_adult": True,
        }
        body = {
            "program_ids": [entry["program_id"]],
            "person": person,
            "consents": consents,
            "page_url": f"{base_url}/inquire",
            "language": "en",
        }
        yield json.dumps(body).encode()


def _consents(base_url: str, program_id: str) -> list[dict[str, Any]]:
    with urllib.request.urlopen(f"{base_url}/api/v1/disclosures?program={program_id}") as answer:  # noqa: S310  our own
        shown = json.loads(answer.read())["disclosures"]
    return [
        {
            "school_id": each["school"]["id"],
            "disclosure_id": each["disclosure_id"],
            "sha256": each["sha256"],
            "text": each["text"],
            "channels": each["channels"],
            "agreed": True,
        }
        for each in shown
    ]
