"""Who may pass: the key in a request's Authorization field, and the caller it stands for (rule H2)."""

from dataclasses import dataclass

from flask import Blueprint, g, request
from sqlalchemy import Engine
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import Unauthorized

from leadmatch.access.key_text import kind_of
from leadmatch.access.keys import KeyRecord, find_key
from leadmatch.kernel.clock import Clock
from leadmatch.kernel.errors import LeadmatchError
from leadmatch.kernel.keyed_hash import KeyedHash
from leadmatch.web.blueprints import declare_guard

_LONGEST_FIELD = 200  # characters; a key needs 60 with the word before it
_CALLER = "leadmatch_caller"


class KeyNotOpenHereError(LeadmatchError):
    """A key in force does not open this, or may not be used from there."""

    slug = "forbidden"
    title = "This is not open to you"


@dataclass(frozen=True, slots=True)
class SchoolCaller:
    """The school whose key a request carries."""

    school_id: str
    key_id: str


def admit_schools(blueprint: Blueprint, *, engine: Engine, hashes: KeyedHash, clock: Clock) -> None:
    """Let nobody into a blueprint but schools; each request asks the database, so that a revoked key ends at once.

    Without a key in force the answer is 401, and the same for all reasons; with a key of another kind it is 403.

    Args:
        blueprint: its guard is declared here.
        engine: where the keys are.
        hashes: that they are kept with.
        clock: tells whether a key has expired.
    """
    declare_guard(blueprint, "school")

    @blueprint.before_request
    def admit() -> None:
        found = _key_of_request(engine, hashes)
        if found is None or not found.is_in_force(clock()):
            raise Unauthorized(www_authenticate=WWWAuthenticate("bearer"))
        if found.kind != "school":
            raise KeyNotOpenHereError("Only the key of a school, lms_…, opens this.")
        setattr(g, _CALLER, SchoolCaller(found.owner_id, found.id))


def current_school() -> SchoolCaller:
    """Return who calls.

    Raises:
        RuntimeError: the request went past no guard of this module.
    """
    caller: SchoolCaller | None = g.get(_CALLER)
    if caller is None:
        raise RuntimeError("no guard has admitted a school to this view")
    return caller


def bearer_token(field: str | None) -> str | None:
    """Return the token of an Authorization field as WSGI gives it; None where it holds none that could be a key."""
    if field is None or len(field) > _LONGEST_FIELD or not field.isascii():
        return None
    scheme, _, token = field.partition(" ")
    token = token.strip(" ")
    return token if scheme.lower() == "bearer" and kind_of(token) is not None else None


def _key_of_request(engine: Engine, hashes: KeyedHash) -> KeyRecord | None:
    token = bearer_token(request.environ.get("HTTP_AUTHORIZATION"))
    if token is None:
        return None
    with engine.connect() as connection:
        return find_key(connection, hashes, token)
