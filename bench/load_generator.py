"""Load on a server, from a process of its own: keep-alive HTTP/1.1 connections, one request at a time on each.

Runs as a script: an order as JSON on standard input, what was measured as JSON on standard output.
"""

import json
import selectors
import socket
import sys
import time
from dataclasses import asdict, dataclass, field
from typing import Any

from bench.statistics import percentiles_ms

_BUFFER = bytearray(1 << 18)
_VIEW = memoryview(_BUFFER)
_PATIENCE_S = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What to do.

    Args:
        paths: asked for in turn, by whichever connection is free.
        first: where in `paths` to begin.
        accept_encoding: what the client says it can unpack; empty for nothing.
    """

    port: int
    paths: list[str]
    first: int = 0
    connections: int = 8
    seconds: float = 3.0
    accept_encoding: str = ""


@dataclass(slots=True)
class _Connection:
    """One request under way: when it was sent, and how much of the answer is still to come (None: not known yet)."""

    socket: socket.socket
    sent_at: int = 0
    head: bytearray = field(default_factory=bytearray)
    missing: int | None = None


class _Load:
    def __init__(self, order: Order) -> None:
        host = f"127.0.0.1:{order.port}"
        accepts = f"Accept-Encoding: {order.accept_encoding}\r\n" if order.accept_encoding else ""
        self._requests = [f"GET {path} HTTP/1.1\r\nHost: {host}\r\n{accepts}\r\n".encode() for path in order.paths]
        self._next = order.first
        self._taken: list[int] = []
        self._failed = 0
        self._bytes = 0
        self._order = order

    def run(self) -> dict[str, Any]:
        clock = time.perf_counter_ns
        selector = selectors.EpollSelector()
        connections = [self._connect() for _ in range(self._order.connections)]
        begun, begun_cpu = clock(), time.process_time_ns()
        for connection in connections:
            selector.register(connection.socket, selectors.EVENT_READ, connection)
            self._send(connection)
        deadline = begun + int(self._order.seconds * 1e9)
        busy = len(connections)
        while busy:
            ready = selector.select(_PATIENCE_S)
            if not ready:
                raise TimeoutError("the server does not answer")
            for key, _ in ready:
                if self._received(key.data):
                    if clock() < deadline:
                        self._send(key.data)
                    else:
                        busy -= 1
        took = clock() - begun
        used = time.process_time_ns() - begun_cpu
        for connection in connections:
            connection.socket.close()
        return {
            "requests": len(self._taken),
            "failed": self._failed,
            "requests_per_s": len(self._taken) / took * 1e9,
            "mean_bytes": self._bytes / max(1, len(self._taken)),
            "generator_cpu_share": used / took,
            "next": self._next,
            "ms": percentiles_ms(self._taken),
        }

    def _connect(self) -> _Connection:
        made = socket.create_connection(("127.0.0.1", self._order.port), timeout=_PATIENCE_S)
        made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return _Connection(made)

    def _send(self, connection: _Connection) -> None:
        request = self._requests[self._next % len(self._requests)]
        self._next += 1
        connection.sent_at = time.perf_counter_ns()
        connection.socket.send(request)

    def _received(self, connection: _Connection) -> bool:
        """Take what has come; tell whether the answer is whole."""
        size = connection.socket.recv_into(_BUFFER)
        if size == 0:
            raise ConnectionError("the server has closed a connection")
        if connection.missing is None:
            connection.head += _VIEW[:size]
            end = connection.head.find(b"\r\n\r\n")
            if end < 0:
                return False
            length = _content_length(connection.head[:end])
            if not connection.head.startswith(b"HTTP/1.1 200"):
                self._failed += 1
            connection.missing = end + 4 + length - len(connection.head)
            self._bytes += length
        else:
            connection.missing -= size
        if connection.missing > 0:
            return False
        self._taken.append(time.perf_counter_ns() - connection.sent_at)
        connection.missing = None
        connection.head.clear()
        return True


def _content_length(head: bytearray) -> int:
    lower = head.lower()
    start = lower.index(b"content-length:") + len(b"content-length:")
    end = lower.find(b"\r\n", start)
    return int(lower[start : end if end >= 0 else len(lower)])


def run(order: Order) -> dict[str, Any]:
    """Return what was measured: requests per second, latencies, failures, and the share of a core that this took."""
    return _Load(order).run()


def main() -> None:
    """Run one order."""
    json.dump(run(Order(**json.load(sys.stdin))), sys.stdout)


def as_json(order: Order) -> str:
    """Return an order as `main` reads it."""
    return json.dumps(asdict(order))


if __name__ == "__main__":
    main()
