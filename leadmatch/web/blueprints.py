"""What each blueprint promises: who may call it, and whether it serves an API or pages."""

from typing import Literal, get_args
from weakref import WeakKeyDictionary

from flask.sansio.blueprints import Blueprint

Guard = Literal["public", "partner", "school", "operator", "operations"]
Audience = Literal["api", "pages"]

_PROMISES: WeakKeyDictionary[Blueprint, tuple[Guard, Audience]] = WeakKeyDictionary()
_SCOPES: WeakKeyDictionary[Blueprint, str] = WeakKeyDictionary()


def declare_guard(blueprint: Blueprint, guard: Guard, *, serves: Audience = "api") -> None:
    """Name who may call a blueprint.

    Args:
        blueprint: each is named once, where it is made.
        guard: whom the blueprint lets in.
        serves: routes of an ``api`` must be in the OpenAPI document; ``pages`` are for people.
    """
    if guard not in get_args(Guard):
        raise ValueError(f"{guard!r} is not one of {', '.join(get_args(Guard))}")
    _PROMISES[blueprint] = (guard, serves)


def guard_of(blueprint: Blueprint) -> Guard | None:
    """Return who may call a blueprint; None if nobody said."""
    promise = _PROMISES.get(blueprint)
    return promise and promise[0]


def serves_pages(blueprint: Blueprint) -> bool:
    """Tell whether a blueprint was declared to serve pages."""
    promise = _PROMISES.get(blueprint)
    return promise is not None and promise[1] == "pages"


def declare_scope(blueprint: Blueprint, scope: str) -> None:
    """Say that a blueprint looks at keys of partners, and what such a key must open."""
    _SCOPES[blueprint] = scope


def scope_of(blueprint: Blueprint) -> str | None:
    """Return what a partner's key must open to be let into a blueprint; None where keys are not looked at."""
    return _SCOPES.get(blueprint)
