"""Why a program is in an answer, in the reader's language, from the codes of the answer (rule S10)."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from leadmatch.site.cost_limits import cost_limit_words
from leadmatch.site.field_words import field_words
from leadmatch.site.figures import distance
from leadmatch.site.languages import gettext, ngettext
from leadmatch.site.wording import credential_words, format_words

Item = Mapping[str, Any]
Reason = Callable[[Item, Item], Iterator[str]]


def reasons(item: Item, answer: Item) -> list[str]:
    """Return every reason of an item once; a code that is new to this page speaks its own words.

    Args:
        item: a program of the answer.
        answer: the whole answer.
    """
    found: list[str] = []
    for reason in item["why"]:
        say = _WORDS.get(reason["code"])
        found += say(item, answer) if say else [reason["text"]]
    return list(dict.fromkeys(found))


def _distance(item: Item, answer: Item) -> Iterator[str]:
    miles, location = distance(item["distance_miles"]), answer["location"]
    if location["precision"] == "zip3":
        prefix = location["zip"][:3]
        yield gettext("about %(miles)s miles from the middle of the %(prefix)s area", miles=miles, prefix=prefix)
    else:
        yield gettext("%(miles)s miles from %(zip_code)s", miles=miles, zip_code=location["zip"])


def _online(item: Item, answer: Item) -> Iterator[str]:
    location = answer["location"]
    state = None if location["kind"] == "military" else location["state"]  # AA, AE and AP are no place to live in
    if item["state_availability"] == "open":
        yield gettext("online and open to students in %(state)s", state=location["state"])
    elif state:
        yield gettext("online; ask the school whether it enrolls students in %(state)s", state=state)
    else:
        yield gettext("online; ask the school whether it enrolls students where you live")


def _field(item: Item, _answer: Item) -> Iterator[str]:
    yield field_words(item["field"])


def _credential(item: Item, _answer: Item) -> Iterator[str]:
    yield credential_words(item["credential"])


def _format(item: Item, answer: Item) -> Iterator[str]:
    yield from (format_words(each) for each in answer["query"]["format"] if each in item["formats"])


def _format_unknown(item: Item, answer: Item) -> Iterator[str]:
    for each in answer["query"]["format"]:
        if each in item["formats_unknown"]:
            yield gettext("%(format)s: not published", format=format_words(each))


def _accreditor(item: Item, answer: Item) -> Iterator[str]:
    for each in item["accreditation"]:
        if each["id"] in answer["query"]["accreditor"]:
            yield gettext("accredited by %(name)s", name=each["name"])


def _school(_item: Item, answer: Item) -> Iterator[str]:
    yield gettext("the school's name contains “%(text)s”", text=answer["query"]["school"])


def _certification(item: Item, answer: Item) -> Iterator[str]:
    for each in answer["query"]["certification"]:
        if each in item["certifications"]:
            yield gettext("prepares for the %(exam)s exam, the school says", exam=each)


def _self_paced(_item: Item, answer: Item) -> Iterator[str]:
    yield gettext("self-paced") if answer["query"]["self_paced"] else gettext("not self-paced")


def _financial_aid(_item: Item, answer: Item) -> Iterator[str]:
    if answer["query"]["financial_aid"]:
        yield gettext("the school can award federal aid")
    else:
        yield gettext("the school cannot award federal aid")


def _max_cost(_item: Item, answer: Item) -> Iterator[str]:
    yield gettext("cost: %(limit)s", limit=cost_limit_words(answer["query"]["max_cost_usd"]))


def _max_months(_item: Item, answer: Item) -> Iterator[str]:
    months = answer["query"]["max_months"]
    yield ngettext("takes %(months)s month or less", "takes %(months)s months or less", months, months=months)


def _fixed(say: Callable[[], str]) -> Reason:
    def words(_item: Item, _answer: Item) -> Iterator[str]:
        yield say()

    return words


_WORDS: Mapping[str, Reason] = {
    "distance": _distance,
    "online": _online,
    "field": _field,
    "credential": _credential,
    "format": _format,
    "format_unknown": _format_unknown,
    "accreditor": _accreditor,
    "school": _school,
    "certification": _certification,
    "self_paced": _self_paced,
    "financial_aid": _financial_aid,
    "max_cost_usd": _max_cost,
    "max_months": _max_months,
    "accreditation_unknown": _fixed(lambda: gettext("no accreditation on file")),
    "cost_unknown": _fixed(lambda: gettext("cost not published")),
    "length_unknown": _fixed(lambda: gettext("length not published")),
    "self_paced_unknown": _fixed(lambda: gettext("whether it is self-paced is not published")),
}
