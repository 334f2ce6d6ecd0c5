"""Answers of the database that many requests share, each for half a second at most."""

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Final, Generic, TypeVar

GOOD_FOR_S: Final = 0.5
MOST_ANSWERS: Final = 10_000

Asked = TypeVar("Asked", bound=Hashable)
Answer = TypeVar("Answer")


class ShortMemory(Generic[Asked, Answer]):
    """Remembers answers from the moment they were asked for, so that a slow answer is no older than a quick one.

    Safe to share between threads. Nobody waits for an answer that another thread has asked for: it may be old already.

    Args:
        most: how many answers are remembered; the oldest gives way.
        monotonic: seconds on a clock that nobody sets.
    """

    def __init__(self, most: int = MOST_ANSWERS, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        """Remember nothing yet."""
        self._most = most
        self._monotonic = monotonic
        self._answers: OrderedDict[Asked, tuple[float, Answer]] = OrderedDict()
        self._lock = Lock()

    def __len__(self) -> int:
        """How many answers are remembered at present."""
        return len(self._answers)

    def recall(self, asked: Asked, ask: Callable[[], Answer]) -> Answer:
        """Return the answer that is remembered and still good, or the one that `ask` gives now."""
        now = self._monotonic()
        known = self._answers.get(asked)
        if known is not None and now - known[0] < GOOD_FOR_S:
            return known[1]
        answer = ask()
        with self._lock:
            self._keep(asked, now, answer)
        return answer

    def last(self, asked: Asked, otherwise: Answer) -> Answer:
        """Return the last answer that is remembered, good or not, or another where there is none."""
        known = self._answers.get(asked)
        return otherwise if known is None else known[1]

    def _keep(self, asked: Asked, asked_at: float, answer: Answer) -> None:
        known = self._answers.get(asked)
        if known is not None and known[0] > asked_at:  # another thread asked later, and has its answer already
            return
        self._answers[asked] = (asked_at, answer)
        self._answers.move_to_end(asked)
        while len(self._answers) > self._most:
            self._answers.popitem(last=False)
