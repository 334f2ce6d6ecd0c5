"""What was worked out before and is likely to be asked again: bounded, per process, gone with its release."""

import threading
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

T = TypeVar("T")


class Memory(Generic[T]):
    """Answers to questions, the oldest forgotten first.

    Args:
        capacity: how much is kept, in the unit of `weight`.
        weight: what an answer counts; each counts 1 if not given.
    """

    def __init__(self, capacity: int, weight: Callable[[T], int] = lambda _answer: 1) -> None:
        """Know nothing yet."""
        self._capacity = capacity
        self._weight = weight
        self._answers: dict[Hashable, T] = {}
        self._weighs = 0
        self._changing = threading.Lock()

    def recall(self, question: Hashable, work_out: Callable[[], T]) -> T:
        """Return the answer worked out before, or work it out and keep it."""
        answer = self._answers.get(question)
        if answer is None:
            answer = work_out()
            self._keep(question, answer)
        return answer

    def _keep(self, question: Hashable, answer: T) -> None:
        with self._changing:
            if question in self._answers:
                return
            self._answers[question] = answer
            self._weighs += self._weight(answer)
            while self._weighs > self._capacity and len(self._answers) > 1:
                self._weighs -= self._weight(self._answers.pop(next(iter(self._answers))))
