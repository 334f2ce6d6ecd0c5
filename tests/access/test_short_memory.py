"""An answer is good for half a second from the moment it was asked for."""

from collections.abc import Callable

import pytest

from leadmatch.access.short_memory import ShortMemory


class Monotonic:
    """A clock that a test winds on."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Monotonic:
    return Monotonic()


def counting(answers: list[int]) -> Callable[[], int]:
    def ask() -> int:
        answers.append(len(answers))
        return answers[-1]

    return ask


def test_an_answer_is_asked_for_again_half_a_second_later_and_no_sooner(clock: Monotonic):
    memory = ShortMemory[str, int](monotonic=clock)
    ask = counting([])
    assert [memory.recall("a", ask), memory.recall("a", ask), memory.recall("b", ask)] == [0, 0, 1]
    clock.now += 0.499
    assert memory.recall("a", ask) == 0
    clock.now += 0.001
    assert memory.recall("a", ask) == 2


def test_a_slow_answer_is_as_old_as_its_question(clock: Monotonic):
    memory = ShortMemory[str, int](monotonic=clock)

    def slow() -> int:
        clock.now += 0.6
        return 1

    assert memory.recall("a", slow) == 1
    assert memory.recall("a", lambda: 2) == 2


def test_an_answer_that_was_asked_for_earlier_does_not_replace_a_later_one(clock: Monotonic):
    memory = ShortMemory[str, str](monotonic=clock)

    def slow() -> str:
        clock.now += 0.3
        assert memory.recall("a", lambda: "later") == "later"
        return "earlier"

    assert memory.recall("a", slow) == "earlier"
    assert memory.recall("a", lambda: "now") == "later"


def test_a_question_that_fails_is_asked_again(clock: Monotonic):
    memory = ShortMemory[str, int](monotonic=clock)

    def fail() -> int:
        raise OSError("gone")

    with pytest.raises(OSError, match="gone"):
        memory.recall("a", fail)
    assert memory.recall("a", lambda: 1) == 1


def test_only_so_many_answers_are_remembered(clock: Monotonic):
    memory = ShortMemory[int, int](most=3, monotonic=clock)
    ask = counting([])
    for each in range(5):
        memory.recall(each, ask)
    assert len(memory) == 3
    assert [memory.recall(4, ask), memory.recall(1, ask)] == [4, 5]


def test_the_last_answer_can_be_had_when_it_is_good_no_more(clock: Monotonic):
    memory = ShortMemory[str, int](monotonic=clock)
    assert memory.last("a", otherwise=0) == 0
    memory.recall("a", lambda: 7)
    clock.now += 3600
    assert memory.last("a", otherwise=0) == 7
