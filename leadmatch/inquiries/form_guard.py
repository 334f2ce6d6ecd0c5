"""What tells a person at the page's form from a program: a trap field, and the time it takes to fill in (rule L12)."""

import hashlib
from datetime import datetime
from typing import Final

from itsdangerous import BadSignature, URLSafeSerializer

from leadmatch.kernel.errors import Fault

HONEYPOT_FIELD: Final = "webpage"  # to programs a field like others; people don't see it, nor do browsers fill it in
MARK_FIELD: Final = "form_mark"
SHORTEST_S: Final = 3
LONGEST_S: Final = 24 * 3600
MAX_MARK_LENGTH: Final = 300


class FormGuard:
    """Marks each form with the moment of its making, and judges it when it comes back.

    Args:
        secret_key: of the installation.
        is_on: off, no mark is asked for; the trap field stays.
    """

    def __init__(self, secret_key: str, *, is_on: bool) -> None:
        self._signer = URLSafeSerializer(secret_key, salt="leadmatch inquiry form")
        self._is_on = is_on

    def mark(self, key: str, now: datetime) -> str:
        """Return what a new form carries.

        Args:
            key: the form's idempotency key; the mark is good for it alone, so that nobody fills in forms ahead.
            now: the present.
        """
        return str(self._signer.dumps([int(now.timestamp()), _bound_to(key)]))

    def faults(self, *, key: str, mark: str, trap: str, now: datetime) -> list[Fault]:
        """Return what speaks against a person; each fault is shown in the form, with all that was filled in.

        Codes: ``not-a-person`` (the trap field is filled in: show the form with that field empty), ``sent-too-soon``
        (show it with the same mark: sent again, it is taken) and ``form-expired`` (show it with a new key and mark).

        Args:
            key: the form's idempotency key.
            mark: as the form brought it back; empty where it did not.
            trap: what stands in the trap field.
            now: the present.
        """
        faults = []
        if trap:
            detail = "Leave the hidden field empty, then send the form again."
            faults.append(Fault(HONEYPOT_FIELD, "not-a-person", detail))
        if not self._is_on:
            return faults
        made_s = self._made_s(key, mark)
        age_s = None if made_s is None else now.timestamp() - made_s
        if age_s is None or not -SHORTEST_S <= age_s <= LONGEST_S:  # a clock may be set back a little in between
            faults.append(Fault(MARK_FIELD, "form-expired", "This form is too old. Check it, then send it again."))
        elif age_s < SHORTEST_S:
            detail = f"This was quicker than a person fills in a form. Wait {SHORTEST_S} seconds, then send it again."
            faults.append(Fault(MARK_FIELD, "sent-too-soon", detail))
        return faults

    def _made_s(self, key: str, mark: str) -> int | None:
        if len(mark) > MAX_MARK_LENGTH:
            return None
        try:
            made_s, bound_to = self._signer.loads(mark)
        except (BadSignature, ValueError):
            return None
        return int(made_s) if bound_to == _bound_to(key) else None


def _bound_to(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()
