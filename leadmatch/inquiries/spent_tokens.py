"""What works once: a challenge's solution, the ticket of a wait; spent in the transaction of what it pays for (L12)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, bindparam, delete, text

from leadmatch.inquiries.models import SpentToken
from leadmatch.kernel.database import UtcDateTime

# Of two who come together the second waits for the first one's row, and then inserts none. Both databases know it.
_SPEND = text(
    "INSERT INTO spent_token (digest, expires_at) VALUES (:digest, :expires_at) ON CONFLICT (digest) DO NOTHING"
).bindparams(bindparam("expires_at", type_=UtcDateTime()))
_SWEEPING_DIGESTS: Final = 16  # of 256: about one in 16 who spend also removes what has expired


@dataclass(frozen=True, slots=True)
class OneUse:
    """A proof that is valid, and may have been used before.

    Args:
        digest: 32 bytes that no other proof has.
        expires_at: when it ends anyway, so that nobody has to remember it any longer.
    """

    digest: bytes
    expires_at: datetime


def spend(connection: Connection, proof: OneUse, now: datetime) -> bool:
    """Use a proof up, as part of the caller's transaction; False where it was used before."""
    if proof.digest[0] < _SWEEPING_DIGESTS:
        connection.execute(delete(SpentToken).where(SpentToken.expires_at < now))
    spent = connection.execute(_SPEND, {"digest": proof.digest, "expires_at": proof.expires_at})
    return spent.rowcount == 1
