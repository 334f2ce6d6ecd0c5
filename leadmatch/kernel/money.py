"""Money: integer US cents inside, dollars with two decimals at most outside."""

from typing import overload


@overload
def usd_from_cents(cents: int) -> int | float: ...
@overload
def usd_from_cents(cents: None) -> None: ...
def usd_from_cents(cents: int | None) -> int | float | None:
    """Return dollars: a whole number where there are no odd cents, else two decimals; unknown stays unknown."""
    if cents is None:
        return None
    return cents // 100 if cents % 100 == 0 else cents / 100


def dollars(cents: int) -> str:
    """Return an amount as it is written in reports and invoices: ``$1,204.50``, ``-$3.00``."""
    return f"{'-' if cents < 0 else ''}${abs(cents) // 100:,}.{abs(cents) % 100:02d}"
