"""Who passes on the public API: anybody, or a partner by a key that may be used so and there (rules H2 and H3)."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import Blueprint, Response, request
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import Unauthorized

from leadmatch.access.callers import Caller, Scope, admit, current_caller, recognise, recognised_caller
from leadmatch.access.guards import KeyNotOpenHereError, bearer_token
from leadmatch.access.partner_keys import PartnerKeys
from leadmatch.access.quotas import Quotas
from leadmatch.web.blueprints import declare_guard, declare_scope
from leadmatch.web.caller import client_address
from leadmatch.web.conditional import keep_private, vary_by
from leadmatch.web.cors import add_cors_fields, preflight_answer
from leadmatch.web.rate_limit import RateLimits, add_rate_limit_fields, policy_of

_DEFAULT_PORTS = {"http": ":80", "https": ":443"}


@dataclass(frozen=True, slots=True)
class Gate:
    """What tells callers from one another, and how often each may call.

    Args:
        keys: of partners.
        own_origin: of our own pages, as browsers write it.
        quotas: what each caller may do.
        limits: counts what they do; None where nothing is limited.
    """

    keys: PartnerKeys
    own_origin: str
    quotas: Quotas
    limits: RateLimits | None = None

    def count(self) -> None:
        """Count the present request against the quota of its caller; one that was refused, against its address.

        Raises:
            TooManyRequestsError: it is one too many.
        """
        policy = policy_of(request.method)
        if self.limits is not None and policy is not None:
            self.limits.count(self.quotas.of(current_caller(), policy, client_address(request)))

    def lets_read(self, origin: str) -> bool:
        """Tell whether a page from there may read the present answer: one of the partner's, or of some partner's."""
        partner = recognised_caller().partner
        return self.keys.is_listed(origin) if partner is None else origin in partner.origins


def origin_of_address(address: str) -> str:
    """Return the origin of an address of ours as browsers write it: lower case, and no port where it is the usual."""
    parts = urlsplit(address.lower())
    return f"{parts.scheme}://{parts.netloc.removesuffix(_DEFAULT_PORTS.get(parts.scheme, ''))}"


def admit_callers(blueprint: Blueprint, gate: Gate, *, scope: Scope) -> None:
    """Let anybody into a public blueprint, and whoever sends a key only where the key may be used so and there.

    Without an Authorization field anybody passes. With one that is no key in force the answer is 401, and the same for
    all reasons; a key that does not open this, or is used where it may not be, is answered 403. Everybody's requests
    are limited, and pages of partners may read the answers.

    Args:
        blueprint: has declared that it is public.
        gate: tells callers from one another.
        scope: what a key must open.
    """
    declare_scope(blueprint, scope)

    @blueprint.before_request
    def admit_caller() -> Response | None:
        if request.method == "OPTIONS":
            return preflight_answer(gate.keys.is_listed)
        try:
            if "HTTP_AUTHORIZATION" in request.environ:
                admit(_caller(gate, scope))
        finally:
            gate.count()
        return None

    @blueprint.after_request
    def tell(response: Response) -> Response:
        add_rate_limit_fields(response)
        add_cors_fields(response, gate.lets_read)
        vary_by(response, "Authorization")  # for everybody: a shared cache must not answer keys with what it has
        if "HTTP_AUTHORIZATION" in request.environ:
            keep_private(response)
        return response


def admit_partners(blueprint: Blueprint, gate: Gate, *, scope: Scope) -> None:
    """Let nobody into a blueprint but partners by a key that opens this; its guard is declared here.

    Args:
        blueprint: gets the guard ``partner``.
        gate: tells callers from one another.
        scope: what a key must open.
    """
    declare_guard(blueprint, "partner")
    declare_scope(blueprint, scope)

    @blueprint.before_request
    def admit_partner() -> None:
        try:
            admit(_caller(gate, scope))
        finally:
            gate.count()

    @blueprint.after_request
    def tell(response: Response) -> Response:
        add_rate_limit_fields(response)
        vary_by(response, "Authorization")
        keep_private(response)
        return response


def _caller(gate: Gate, scope: Scope) -> Caller:
    """Return whose key the present request carries.

    Raises:
        Unauthorized: it carries no key in force.
        KeyNotOpenHereError: the key does not open this, or may not be used from there.
    """
    token = bearer_token(request.environ.get("HTTP_AUTHORIZATION"))
    caller = None if token is None else gate.keys.find(token)
    if caller is None:
        raise Unauthorized(www_authenticate=WWWAuthenticate("bearer"))
    recognise(caller)
    if scope not in caller.scopes:
        opens = ", ".join(sorted(caller.scopes)) or "nothing of this API's public part"
        raise KeyNotOpenHereError(f"This key does not open this operation; it opens {opens}.")
    if caller.is_secret:
        _require_no_browser()
    else:
        _require_a_site_of(caller, gate)
    return caller


def _require_no_browser() -> None:
    """Refuse a secret key in a browser: it is a secret no more there, wherever the page is from."""
    environ = request.environ
    if "HTTP_ORIGIN" in environ or any(name.startswith("HTTP_SEC_FETCH_") for name in environ):
        raise KeyNotOpenHereError(
            "A secret key works in no browser: everybody can read it there. Replace it, and use a publishable key."
        )


def _require_a_site_of(caller: Caller, gate: Gate) -> None:
    """Refuse a publishable key on other pages than the partner's and our own; what sends no Origin is a server."""
    environ = request.environ
    origin = environ.get("HTTP_ORIGIN")
    if origin is None:
        if environ.get("HTTP_SEC_FETCH_SITE") == "same-origin":
            return
        raise KeyNotOpenHereError(
            "A publishable key works on pages alone, whose site the browser names in the field Origin. A server needs "
            "a secret key."
        )
    host = request.host  # empty where it has characters that no host has
    own = {gate.own_origin, f"{request.scheme}://{host}" if host else gate.own_origin}
    if origin not in own and (caller.partner is None or origin not in caller.partner.origins):
        raise KeyNotOpenHereError(
            "A publishable key works on the sites of its partner, and the field Origin names another; have us add it."
        )
