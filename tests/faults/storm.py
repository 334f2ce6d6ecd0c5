"""Many people who send inquiries at once, each on a connection of their own, and remember what they were answered.

A mix: new people at one school or several, at the one with caps above all, people who come again, and requests that
are sent once more.
"""

import http.client
import json
import random
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from instances import Server
from sponsored_service import CAPPED, OPEN, OTHER, PHONING, Body, SmallService, some_phone

SENDERS = 6


@dataclass
class Sent:
    """What was sent under which key, what was acknowledged, how long answers took, and what went otherwise."""

    bodies: dict[str, Body] = field(default_factory=dict)
    acknowledged: dict[str, bytes] = field(default_factory=dict)
    statuses: Counter[int] = field(default_factory=Counter)
    longest_s: float = 0.0
    complaints: list[str] = field(default_factory=list)

    def note(self, key: str, status: int, body: bytes, took_s: float) -> None:
        self.statuses[status] += 1
        self.longest_s = max(self.longest_s, took_s)
        if status == 201 and self.acknowledged.setdefault(key, body) != body:
            self.complaints.append(f"{key} was answered in two ways")
        if status >= 500 and status != 503:
            self.complaints.append(f"{key}: {status} {body!r}")


class Sender:
    """One of them; sends again and again until told to end or the server is gone."""

    def __init__(self, service: SmallService, server: Server, sent: Sent, name: str, *, is_patient: bool) -> None:
        self._service, self._server, self._sent, self._name = service, server, sent, name
        self._chance = random.Random(name)  # noqa: S311  # a mix, not secrets
        self._own: list[str] = []
        self._is_patient = is_patient

    def run(self, ended: threading.Event) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self._server.port, timeout=30)
        try:
            while not ended.is_set():
                key = self._next_key()
                began = time.monotonic()
                status, body = post(connection, self._sent.bodies[key], key)
                self._sent.note(key, status, body, time.monotonic() - began)
                if status == 503:
                    ended.wait(0.1)
        except (OSError, http.client.HTTPException) as error:
            if self._is_patient:
                self._sent.complaints.append(f"{self._name} was cut off: {error!r}")
        finally:
            connection.close()

    def _next_key(self) -> str:
        dice = self._chance.random()
        if dice < 0.15 and self._own:
            return self._chance.choice(self._own)
        key = f"{self._name}-{len(self._own)}"
        if dice < 0.25 and self._own:
            self._sent.bodies[key] = self._sent.bodies[self._chance.choice(self._own)]
        else:
            self._sent.bodies[key] = self._new_body(f"{key}@example.org", dice)
        self._own.append(key)
        return key

    def _new_body(self, email: str, dice: float) -> Body:
        if dice < 0.4:
            return self._service.body(email, CAPPED)
        if dice < 0.5:
            return self._service.body(email, CAPPED, OTHER, PHONING, phone=some_phone(self._chance))
        return self._service.body(email, *self._chance.choice(((OPEN,), (OTHER,), (OTHER, OPEN))))


def post(connection: http.client.HTTPConnection, body: Body, key: str) -> tuple[int, bytes]:
    """Send an inquiry on an open connection."""
    named = {"Content-Type": "application/json", "Idempotency-Key": key}
    connection.request("POST", "/api/v1/inquiries", json.dumps(body), named)
    response = connection.getresponse()
    return response.status, response.read()


@contextmanager
def storm(
    service: SmallService, server: Server, name: str, *, senders: int = SENDERS, is_patient: bool = False
) -> Iterator[Sent]:
    """Let people send inquiries until the block ends.

    Args:
        service: that they use.
        server: that runs it.
        name: begins every key and address; another one each time.
        senders: how many at once.
        is_patient: whether a lost connection is a complaint.
    """
    sent, ended = Sent(), threading.Event()
    running = [
        threading.Thread(
            target=Sender(service, server, sent, f"{name}.{each}", is_patient=is_patient).run, args=[ended]
        )
        for each in range(senders)
    ]
    for each in running:
        each.start()
    try:
        yield sent
    finally:
        ended.set()
        for each in running:
            each.join()


class Told(NamedTuple):
    """What an answer says: the id of the inquiry, its leads by id, the token of its receipt."""

    inquiry_id: str
    leads: dict[str, Any]
    token: str


def told(body: bytes) -> Told:
    """Return what the body of an answer says."""
    answer = json.loads(body)
    leads = {lead["id"]: lead for lead in answer["leads"]}
    return Told(answer["id"], leads, answer["receipt_url"].rpartition("/")[2])
