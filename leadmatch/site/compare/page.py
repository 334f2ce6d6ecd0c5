"""The pages of picked programs: side by side, and as a list to keep."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import orjson

from leadmatch.geo.gazetteer import Gazetteer
from leadmatch.search.chosen import Chosen
from leadmatch.site.addresses import at, search_address
from leadmatch.site.asking import asking_address, asking_together
from leadmatch.site.cards import Card, Summary, program_address, summary
from leadmatch.site.compare.facts import asked_of, compared_facts
from leadmatch.site.compare.picks import MOST_COMPARED, MOST_LISTED, MOST_READ, Picks, picks_address
from leadmatch.site.compare.rows import Row, comparison_rows
from leadmatch.site.languages import gettext, ngettext
from leadmatch.site.program.visitor import Visitor, distance_words, visitor_of
from leadmatch.site.program_facts import short_fact_lines
from leadmatch.site.program_titles import title_words
from leadmatch.site.stated import stated

Item = Mapping[str, Any]
Links = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Picked:
    """One program that was picked.

    Args:
        address: of its page.
        remove_address: of the same page of picks without it.
        inquiry_address: of the form that asks its school; None where that takes no inquiries here.
    """

    program_id: str
    summary: Summary
    address: str
    remove_address: str
    inquiry_address: str | None


@dataclass(frozen=True, slots=True)
class PicksPage:
    """What both pages of picks show.

    Args:
        zip_code: where the visitor looks from; empty where nobody said so, or nobody knows the place.
        notices: what became of picks that are not shown.
        missing: ids that are not on file any more, or never were.
        clean_address: of the same page without what is missing.
        most: how many the page takes.
        too_many: what to do, where more was picked than the page shows; None where it was not.
        more_address: of the search that finds more programs.
        ask_address: of one form for all of them that take inquiries; None where fewer than two do.
    """

    picked: tuple[Picked, ...]
    zip_code: str
    notices: tuple[str, ...]
    missing: tuple[str, ...]
    clean_address: str
    most: int
    too_many: str | None
    more_address: str
    compare_address: str
    list_address: str
    ask_address: str | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """The table of a comparison: the rows in which the programs differ, and those in which they do not."""

    differing: tuple[Row, ...]
    same: tuple[Row, ...]


def picks_page(path: str, picks: Picks, chosen: Chosen, gazetteer: Gazetteer, links: Links) -> PicksPage:
    """Return a page of picks.

    Args:
        path: of the page, as in English.
        picks: what its address says.
        chosen: what became of the ids.
        gazetteer: the places.
        links: by program id, of the forms that ask the schools which take inquiries.
    """
    items = [orjson.loads(each) for each in chosen.on_file]
    gone = [orjson.loads(each) for each in chosen.gone]
    ids = [item["id"] for item in items]
    visitor = visitor_of(picks.zip_code, items[0], gazetteer) if items else None
    zip_code = visitor.place.zip_code if visitor else ""
    missing = (*(item["id"] for item in gone), *chosen.unknown)
    field = {"field": [items[0]["field"]]} if items else {}
    most = MOST_COMPARED if path == "/compare" else MOST_LISTED
    return PicksPage(
        picked=tuple(_picked(at(path), item, ids, zip_code, links) for item in items),
        zip_code=zip_code,
        notices=tuple(_notices(picks, gone, chosen.unknown, is_zip_known=bool(visitor or not items))),
        missing=missing,
        clean_address=picks_address(at(path), ids, zip_code),
        most=most,
        too_many=_too_many_words(len(items), most) if len(items) > most else None,
        more_address=search_address({"zip": [zip_code], **field}) if zip_code else at("/"),
        compare_address=picks_address(at("/compare"), ids[:MOST_COMPARED], zip_code),
        list_address=picks_address(at("/shortlist"), ids, zip_code),
        ask_address=asking_together(ids, links, zip_code),
    )


def comparison(chosen: Chosen, zip_code: str, gazetteer: Gazetteer, *, today: date) -> Comparison:
    """Return the table that puts the programs on file side by side.

    Args:
        chosen: the programs.
        zip_code: where the visitor looks from; empty where nobody said so.
        gazetteer: the places.
        today: start dates before it are past.
    """
    items = [orjson.loads(each) for each in chosen.on_file]
    asked = asked_of(items)
    rows = comparison_rows(
        [compared_facts(item, visitor_of(zip_code, item, gazetteer), today, asked) for item in items]
    )
    differing = tuple(row for row in rows if row.differs or len(items) == 1)
    return Comparison(differing, tuple(row for row in rows if row not in differing))


def listed_cards(chosen: Chosen, zip_code: str, gazetteer: Gazetteer, links: Links, *, today: date) -> list[Card]:
    """Return a card for each program on file of a list to keep; see `picks_page` and `comparison` for the arguments."""
    items = map(orjson.loads, chosen.on_file)
    return [_card(item, visitor_of(zip_code, item, gazetteer), links, today) for item in items]


def _card(item: Item, visitor: Visitor | None, links: Links, today: date) -> Card:
    zip_code = visitor.place.zip_code if visitor else ""
    near = (distance_words(visitor) or (gettext("Online") if item["campus"] is None else None)) if visitor else None
    return Card(
        program_id=item["id"],
        summary=summary(item),
        address=program_address(item, zip_code),
        near=near,
        reasons=(),
        lines=short_fact_lines(item),
        stated=stated(item, today),
        inquiry_address=asking_address(links.get(item["id"]), zip_code),
    )


def _picked(path: str, item: Item, ids: Sequence[str], zip_code: str, links: Links) -> Picked:
    others = [each for each in ids if each != item["id"]]
    return Picked(
        program_id=item["id"],
        summary=summary(item),
        address=program_address(item, zip_code),
        remove_address=picks_address(path, others, zip_code),
        inquiry_address=asking_address(links.get(item["id"]), zip_code),
    )


def _notices(picks: Picks, gone: Sequence[Item], unknown: Sequence[str], *, is_zip_known: bool) -> list[str]:
    said = [
        gettext(
            "“%(title)s” at %(school)s is no longer in the catalogue: the newest files do not list it. Ask the school "
            "whether it is still taught.",
            title=title_words(item),
            school=item["school"]["name"],
        )
        for item in gone
    ]
    if unknown:
        said.append(
            ngettext(
                "%(count)s of the programs in this address is not on file: it left the catalogue some time ago, or the "
                "address was changed on its way here.",
                "%(count)s of the programs in this address are not on file: they left the catalogue some time ago, or "
                "the address was changed on its way here.",
                len(unknown),
                count=len(unknown),
            )
        )
    if picks.is_cut:
        said.append(gettext("This address holds more than %(most)s programs. We read the first ones.", most=MOST_READ))
    if picks.is_repeated:
        said.append(gettext("A program that stands in the address more than once is shown once."))
    if picks.zip_code and not is_zip_known:
        said.append(gettext("We know no place for the ZIP code in this address, so distances are left out."))
    return said


def _too_many_words(number: int, most: int) -> str:
    return gettext("This page takes up to %(most)s programs; %(number)s were picked.", most=most, number=number)
