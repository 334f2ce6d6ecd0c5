"""What is remembered stays within its bound, and is worked out once."""

from leadmatch.search.memory import Memory


def test_an_answer_is_worked_out_once():
    asked: list[int] = []
    memory: Memory[str] = Memory(10)
    for _ in range(3):
        assert memory.recall(1, lambda: asked.append(1) or "one") == "one"
    assert asked == [1]


def test_the_oldest_are_forgotten_when_all_weigh_too_much():
    memory: Memory[str] = Memory(5, weight=len)
    for word in ("aa", "bb", "cc"):
        memory.recall(word, lambda word=word: word)
    worked_out: list[str] = []
    for word in ("cc", "bb", "aa"):
        memory.recall(word, lambda word=word: worked_out.append(word) or word)
    assert worked_out == ["aa"]


def test_one_answer_is_kept_however_heavy_it_is():
    memory: Memory[str] = Memory(5, weight=len)
    memory.recall("light", lambda: "a")
    memory.recall("heavy", lambda: "a" * 100)
    assert memory.recall("heavy", lambda: "worked out again") == "a" * 100


def test_two_who_work_out_the_same_keep_one_answer():
    memory: Memory[str] = Memory(5, weight=len)
    assert memory.recall("word", lambda: memory.recall("word", lambda: "first") and "second") == "second"
    assert memory.recall("word", lambda: "third") == "first"
