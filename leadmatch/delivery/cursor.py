"""Where a reader of leads has got to: opaque text that only this installation makes, for one school and its filters."""

import base64
import hmac

import orjson

from leadmatch.kernel.keyed_hash import KeyedHash
from leadmatch.leads.queries import LeadFilter

_NUMBER_BYTES = 8
_MAC_BYTES = 16
LENGTH = (_NUMBER_BYTES + _MAC_BYTES) * 4 // 3  # in base64, without a rest


class CursorError(ValueError):
    """It is no cursor of this school with these filters."""


def write_cursor(number: int, *, school_id: str, wanted: LeadFilter, hashes: KeyedHash) -> str:
    """Return the place after the lead of this number."""
    place = number.to_bytes(_NUMBER_BYTES)
    return base64.urlsafe_b64encode(place + _mac(place, school_id, wanted, hashes)).decode()


def read_cursor(cursor: str, *, school_id: str, wanted: LeadFilter, hashes: KeyedHash) -> int:
    """Return the number of the lead after which a reader goes on.

    Raises:
        CursorError: it was not written for this school and these filters.
    """
    try:
        raw = base64.b64decode(cursor, altchars=b"-_", validate=True)
    except ValueError:
        raise CursorError from None
    place, mac = raw[:_NUMBER_BYTES], raw[_NUMBER_BYTES:]
    if len(cursor) != LENGTH or not hmac.compare_digest(mac, _mac(place, school_id, wanted, hashes)):
        raise CursorError
    return int.from_bytes(place)


def _mac(place: bytes, school_id: str, wanted: LeadFilter, hashes: KeyedHash) -> bytes:
    bound = orjson.dumps(
        [place.hex(), school_id, sorted(wanted.states), wanted.since, wanted.program_id, sorted(wanted.awaiting)]
    )
    return hashes.of("leads-cursor", bound.decode())[:_MAC_BYTES]
