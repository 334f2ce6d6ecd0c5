"""The attribution token: our signed word on which partner showed a visitor something first, where and on which day.

It needs no cookie and holds nothing about the visitor. A partner gets it with each answer to its key and hands it on;
nobody can make one, or change one into another's. Equal contents have equal tokens, so that answers of one day are the
same to the byte, and no content has a second spelling.
"""

import base64
import binascii
import hashlib
import hmac
import struct
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

LIFETIME: Final = timedelta(days=90)
MAX_LENGTH: Final = 400  # characters; the longest names and an id of 60 fit

_PURPOSE: Final = b"leadmatch attribution token"
_HEAD: Final = struct.Struct(">BHB")  # version, day, what kind of key it was given to
_VERSION: Final = 1
_FIRST_DAY: Final = date(1970, 1, 1).toordinal()
_MOST_DAYS: Final = 0xFFFF  # since then: two bytes
_SIGNATURE_BYTES: Final = hashlib.sha256().digest_size
_END: Final = "\0"  # between two texts; none holds it


class AttributionExpiredError(Exception):
    """The token is ours, and too old to say who showed something first."""


class AttributionForgedError(Exception):
    """The token is not one that we gave out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """Where a visit began.

    Args:
        partner_id: on whose site.
        placement: where on it, by the partner's own name (see `caller_ids`); None where nobody said.
        sub_id: the partner's own mark for the visit, likewise.
        day: of the first impression, in UTC.
        is_test: it was given to a test key, and says nothing about a real visit.
    """

    partner_id: str
    placement: str | None
    sub_id: str | None
    day: date
    is_test: bool = False


class Attributions:
    """Signs and reads tokens.

    Args:
        secret_key: of the installation; what signs tokens is derived from it for this purpose alone.
    """

    def __init__(self, secret_key: str) -> None:
        self._key = hmac.digest(secret_key.encode(), _PURPOSE, hashlib.sha256)

    def issue(self, attribution: Attribution) -> str:
        """Return the one token of this content: URL-safe, at most `MAX_LENGTH` characters.

        Raises:
            ValueError: a text holds NUL or is too long, or the day is before 1970 or after 2149.
        """
        texts = (attribution.partner_id, attribution.placement or "", attribution.sub_id or "")
        day = attribution.day.toordinal() - _FIRST_DAY
        joined = _END.join(texts)
        if joined.count(_END) != len(texts) - 1 or not 0 <= day <= _MOST_DAYS:
            raise ValueError("This is nothing that a token can hold")
        content = _HEAD.pack(_VERSION, day, attribution.is_test) + joined.encode()
        signature = hmac.digest(self._key, content, hashlib.sha256)
        token = base64.urlsafe_b64encode(content + signature).rstrip(b"=").decode()
        if len(token) > MAX_LENGTH:
            raise ValueError("This is more than a token can hold")
        return token

    def read(self, token: str, today: date) -> Attribution:
        """Return what a token says.

        Args:
            token: as it came.
            today: the present day in UTC.

        Raises:
            AttributionForgedError: it is not one that we gave out, or was changed by a letter.
            AttributionExpiredError: it is older than `LIFETIME`.
        """
        found = _content(token)
        # Signed anew and compared as a whole: another spelling of the same bytes is no token either.
        if found is None or not hmac.compare_digest(self.issue(found), token):
            raise AttributionForgedError
        if today - found.day > LIFETIME:
            raise AttributionExpiredError
        return found


def _content(token: str) -> Attribution | None:
    """Return what a token claims; None where nothing that `issue` takes can be read of it."""
    if len(token) > MAX_LENGTH or not token.isascii():
        return None
    try:
        written = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
        version, day, kind = _HEAD.unpack_from(written)
        partner_id, placement, sub_id = written[_HEAD.size : -_SIGNATURE_BYTES].decode().split(_END)
    except (binascii.Error, struct.error, ValueError):
        return None
    if version != _VERSION or kind > 1:
        return None
    return Attribution(
        partner_id=partner_id,
        placement=placement or None,
        sub_id=sub_id or None,
        day=date.fromordinal(_FIRST_DAY + day),
        is_test=kind == 1,
    )
