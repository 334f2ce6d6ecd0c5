"""What an operator writes about a partner, read whole: every fault is told at once, or there is none."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Final

from leadmatch.access.caller_ids import MAX_CALLER_ID_LENGTH, caller_id
from leadmatch.access.origins import OriginError, read_origin
from leadmatch.access.partners import Basis
from leadmatch.kernel.errors import InvalidRequestError
from leadmatch.partner.placements import OTHER
from leadmatch.sponsors.typed_words import TypedWords

Given = Mapping[str, Sequence[str]]

AS_EVERY_PARTNER: Final = "default"
PER_MINUTE: Final = range(1, 100_001)
_PERCENT = re.compile(r"([0-9]{1,3})(?:\.([0-9]{1,2}))?%")
_WHOLE = 10_000  # basis points


@dataclass(frozen=True, slots=True)
class ContractDraft:
    """What a partner is to earn by an accepted lead; see `Contract`. `starts_on` is a day in UTC, None: now."""

    basis: Basis
    share_basis_points: int | None
    fixed_cents: int | None
    starts_on: date | None

    def starts_at(self, now: datetime) -> datetime:
        """Return the moment from which it holds."""
        if self.starts_on is None or self.starts_on == now.date():
            return now
        return datetime.combine(self.starts_on, time(), UTC)


@dataclass(frozen=True, slots=True)
class PartnerDraft:
    """A partner to create."""

    name: str
    origins: tuple[str, ...]
    placements: tuple[str, ...]
    contract: ContractDraft | None


@dataclass(frozen=True, slots=True)
class LimitsDraft:
    """Limits to set, by the name of each; None where the partner is to have those of all."""

    per_minute: Mapping[str, int | None]


def read_partner(given: Given, *, allows_insecure: bool, today: date) -> PartnerDraft:
    """Return a partner as it was typed: ``name``, ``origin``, ``placement``, ``share``, ``fixed``.

    Args:
        given: what was typed, by the names of the options.
        allows_insecure: whether sites without TLS are taken.
        today: in UTC.

    Raises:
        InvalidRequestError: names every fault.
    """
    words = TypedWords(given)
    words.needed("name", "what the partner is called")
    draft = PartnerDraft(
        name=words.name("name"),
        origins=_origins(words, given, allows_insecure=allows_insecure),
        placements=_placements(words, given),
        contract=_contract(words, today) if words.has("share") or words.has("fixed") else None,
    )
    _refuse_faults(words)
    return draft


def read_name(given: Given) -> str:
    """Return the ``name`` of a partner.

    Raises:
        InvalidRequestError: it is none.
    """
    words = TypedWords(given)
    words.needed("name", "what the partner is called")
    name = words.name("name")
    _refuse_faults(words)
    return name


def read_origins(given: Given, *, allows_insecure: bool) -> tuple[str, ...]:
    """Return sites, each as an ``origin``.

    Raises:
        InvalidRequestError: names each that is none.
    """
    words = TypedWords(given)
    origins = _origins(words, given, allows_insecure=allows_insecure)
    _refuse_faults(words)
    return origins


def read_placements(given: Given) -> tuple[str, ...]:
    """Return names of placements, each as a ``placement``.

    Raises:
        InvalidRequestError: names each that is none.
    """
    words = TypedWords(given)
    placements = _placements(words, given)
    _refuse_faults(words)
    return placements


def read_contract(given: Given, *, today: date) -> ContractDraft:
    """Return a contract: a ``share`` or a ``fixed`` amount, ``from`` a day in UTC.

    Raises:
        InvalidRequestError: names every fault.
    """
    words = TypedWords(given)
    draft = _contract(words, today)
    _refuse_faults(words)
    return draft


def read_limits(given: Given) -> LimitsDraft:
    """Return limits: ``searches_per_minute`` and ``inquiries_per_minute``, each a number or ``default``.

    Raises:
        InvalidRequestError: names every fault.
    """
    words = TypedWords(given)
    names = [name for name in ("searches_per_minute", "inquiries_per_minute") if words.has(name)]
    if not names:
        words.complain("searches_per_minute", "missing", "Say at least one limit, or default for that of all partners.")
    found = {name: None if words.text(name) == AS_EVERY_PARTNER else words.whole(name, PER_MINUTE) for name in names}
    _refuse_faults(words)
    return LimitsDraft(found)


def _contract(words: TypedWords, today: date) -> ContractDraft:
    if words.has("share") == words.has("fixed"):
        detail = "Say either a share of each lead's price, or a fixed amount a lead, and not both."
        words.complain("share", "missing" if not words.has("share") else "contradiction", detail)
    share, fixed, starts_on = _share(words), words.cents("fixed"), words.day("from")
    if starts_on is not None and starts_on < today:
        words.complain("from", "in-the-past", f"Say today, {today}, or a later day: what was earned stays as it is.")
    return ContractDraft("share" if words.has("share") else "fixed", share, fixed, starts_on)


def _share(words: TypedWords) -> int | None:
    if not words.has("share"):
        return None
    read = _PERCENT.fullmatch(words.text("share"))
    points = int(read[1]) * 100 + int((read[2] or "").ljust(2, "0")) if read and read[0].isascii() else _WHOLE + 1
    if points > _WHOLE:
        words.complain("share", "invalid-share", "Say a share from 0% to 100%, such as 20% or 12.5%.")
    return points


def _origins(words: TypedWords, given: Given, *, allows_insecure: bool) -> tuple[str, ...]:
    def read(text: str) -> str:
        return read_origin(text, allows_insecure=allows_insecure)

    return _each(words, given, "origin", read, "invalid-origin")


def _placements(words: TypedWords, given: Given) -> tuple[str, ...]:
    def read(text: str) -> str:
        if not caller_id(text):
            raise ValueError(f"Say letters, digits, and . _ ~ -, at most {MAX_CALLER_ID_LENGTH}.")
        if text == OTHER:
            raise ValueError("Reports count by that name what stands under no other.")
        return text

    return _each(words, given, "placement", read, "invalid-placement")


def _each(words: TypedWords, given: Given, name: str, read: Callable[[str], str], code: str) -> tuple[str, ...]:
    """Return values that are read one by one, each once, in the order in which they were typed."""
    found = []
    for text in dict.fromkeys(given.get(name, ())):
        try:
            found.append(read(text.strip(" ")))
        except (OriginError, ValueError) as error:
            words.complain(name, code, f"{text!r}: {error}")
    return tuple(dict.fromkeys(found))


def _refuse_faults(words: TypedWords) -> None:
    if words.faults:
        raise InvalidRequestError(words.faults)
