"""Inquiries sent from a process of its own: keep-alive connections, one request at a time on each, each body once.

Runs as a script: an order as JSON on standard input, what was measured as JSON on standard output.
"""

import http.client
import json
import sys
import threading
import time
from typing import Any

from bench.statistics import percentiles_ms

_CREATED = 201


def run(order: dict[str, Any]) -> dict[str, Any]:
    """Send the bodies of an order until its time is over; an inquiry that no school took counts as failed."""
    bodies = iter(enumerate(order["bodies"]))
    counting = threading.Lock()
    taken: list[int] = []
    failed: list[str] = []

    def client() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", order["port"], timeout=60)
        while time.perf_counter() < deadline:
            with counting:
                number, body = next(bodies, (0, ""))
            if not body:
                raise RuntimeError("there are too few bodies")
            fields = {"Content-Type": "application/json", "Idempotency-Key": f"{order['key']}-{number}"}
            begun = time.perf_counter_ns()
            connection.request("POST", order["path"], body, fields)
            answer = connection.getresponse()
            said = answer.read()
            took = time.perf_counter_ns() - begun
            if answer.status == _CREATED and b'"accepted"' in said:
                taken.append(took)
            else:
                failed.append(f"{answer.status} {said[:300]!r}")

    begun = time.perf_counter()
    deadline = begun + order["seconds"]
    threads = [threading.Thread(target=client) for _ in range(order["clients"])]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    seconds = time.perf_counter() - begun
    return {
        "per_s": len(taken) / seconds,
        "ms": percentiles_ms(taken),
        "written": len(taken),
        "failed": len(failed),
        "failures": failed[:3],
    }


if __name__ == "__main__":
    json.dump(run(json.load(sys.stdin)), sys.stdout)
