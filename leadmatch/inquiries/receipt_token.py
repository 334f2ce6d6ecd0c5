"""The token of a receipt: whoever has it may see and stop one inquiry; only its hash is on file."""

import re
import secrets

from sqlalchemy import Connection, select

from leadmatch.kernel.errors import NotFoundError
from leadmatch.kernel.keyed_hash import KeyedHash
from leadmatch.leads.models import Inquiry

_RANDOM_BYTES = 24
_WRITTEN = re.compile(r"\A[A-Za-z0-9_-]{32,64}\Z")


def new_receipt_token() -> str:
    """Return a token that nobody can guess: 32 characters that need no escape in a URL."""
    return secrets.token_urlsafe(_RANDOM_BYTES)


def receipt_index(token: str, hashes: KeyedHash) -> bytes:
    """Return what an inquiry is found by.

    Raises:
        NotFoundError: it is not even written like a token.
    """
    if not _WRITTEN.match(token):
        raise NotFoundError
    return hashes.of("receipt", token)


def inquiry_of_receipt(connection: Connection, token: str, hashes: KeyedHash) -> str:
    """Return the id of the inquiry that a receipt is about.

    Raises:
        NotFoundError: there is no such receipt.
    """
    asked = select(Inquiry.id).where(Inquiry.receipt_index == receipt_index(token, hashes))
    found: str | None = connection.execute(asked).scalar_one_or_none()
    if found is None:
        raise NotFoundError
    return found
