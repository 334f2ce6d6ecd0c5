"""How often one sender may call, and the fields that tell (rule H3; draft-ietf-httpapi-ratelimit-headers-10)."""

import math
from typing import Final, Literal, NamedTuple

from flask import Response, g

from leadmatch.kernel.clock import Clock
from leadmatch.kernel.errors import LeadmatchError
from leadmatch.kernel.moving_window import Limit, Windows
from leadmatch.web.conditional import ReadyHeaders

Policy = Literal["searches", "inquiries"]
WINDOW_S: Final = 60
RATE_LIMIT_FIELDS: Final = ("RateLimit-Policy", "RateLimit")
_POLICY_OF_METHOD: Final[dict[str, Policy]] = {"GET": "searches", "HEAD": "searches", "POST": "inquiries"}
_FIELDS = "leadmatch_rate_limit"


class TooManyRequestsError(LeadmatchError):
    """A sender has called as often as it may within a minute."""

    slug = "too-many-requests"
    title = "Too many requests"

    def __init__(self, retry_after_s: int) -> None:
        """Say when to come back."""
        super().__init__("Wait as long as the Retry-After field says, then try again.")
        self.retry_after_s = retry_after_s


class Quota(NamedTuple):
    """What one sender may do in a minute.

    Args:
        key: names the sender and the policy; never an address in plain.
        policy: what is counted.
        most: how often; this is what the sender is told.
        refused_beyond: how often until it is refused here; more than `most` where something else decides before that.
    """

    key: bytes
    policy: Policy
    most: int
    refused_beyond: int


class RateLimits:
    """Counts the requests of senders; safe to share between threads.

    Args:
        windows: where they are counted.
        clock: tells the time, where the windows have no clock of their own.
    """

    def __init__(self, windows: Windows, clock: Clock) -> None:
        """Count nothing yet."""
        self._windows = windows
        self._clock = clock

    def count(self, quota: Quota) -> None:
        """Count the present request; its answer will tell what is left.

        Raises:
            TooManyRequestsError: it is one too many.
        """
        now = self._clock()
        taken = self._windows.take((Limit(quota.key, quota.most, WINDOW_S),), now)
        wait_s = taken.wait_s
        if wait_s > 0 and quota.refused_beyond > quota.most:
            ceiling = Limit(b"ceiling " + quota.key, quota.refused_beyond - quota.most, WINDOW_S)
            wait_s = self._windows.take((ceiling,), now).wait_s
        # Rounded up: whoever comes back when the field says so finds room.
        frees_s = math.ceil(max(wait_s, taken.frees_s))
        policy = f'"{quota.policy}";q={quota.most};w={WINDOW_S}'
        left = f'"{quota.policy}";r={taken.left};t={frees_s}'
        setattr(g, _FIELDS, [("RateLimit-Policy", policy), ("RateLimit", left)])
        if wait_s > 0:
            raise TooManyRequestsError(frees_s)


def policy_of(method: str) -> Policy | None:
    """Return what a request of this method counts as; None where it is not counted."""
    return _POLICY_OF_METHOD.get(method)


def add_rate_limit_fields(response: Response) -> None:
    """Tell in an answer what is left to whoever sent the present request, if it was counted."""
    told: list[tuple[str, str]] | None = g.get(_FIELDS)
    if told is None:
        return
    headers = response.headers
    if isinstance(headers, ReadyHeaders):
        headers.add_ready(told)
    else:
        headers.extend(told)
