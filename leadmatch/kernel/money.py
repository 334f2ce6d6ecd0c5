"""Money: integer US cents inside, dollars with two decimals at most outside."""

from decimal import Decimal, InvalidOperation


def usd_from_cents(cents: int) -> int | float:
    """Return dollars: a whole number where there are no odd cents, else two decimals."""
    return cents // 100 if cents % 100 == 0 else cents / 100


def cents_from_usd(text: str) -> int:
    """Return the cents of a plain decimal text such as ``1500`` or ``24.56``.

    Raises:
        ValueError: not a plain, non-negative decimal of two places at most.
    """
    try:
        dollars = Decimal(text)
    except InvalidOperation:
        raise ValueError(f"{text!r} is not an amount in dollars") from None
    cents = dollars * 100
    if not text.isascii() or not dollars.is_finite() or dollars < 0 or cents != cents.to_integral_value():
        raise ValueError(f"{text!r} is not an amount in dollars")
    return int(cents)
