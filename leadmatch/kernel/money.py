"""Money: integer US cents inside, dollars with two decimals at most outside."""


def usd_from_cents(cents: int) -> int | float:
    """Return dollars: a whole number where there are no odd cents, else two decimals."""
    return cents // 100 if cents % 100 == 0 else cents / 100
