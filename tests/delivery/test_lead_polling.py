"""Whoever polls while inquiries come in gets every lead once, in their order, on both databases."""

import threading

from shared_leads import OTHER_SCHOOL, Caller, add_lead
from sponsoring import SCHOOL
from sqlalchemy import Engine

from leadmatch.kernel.database import writing

WRITERS = 6
EACH = 15


def test_a_poller_meets_each_lead_once_while_many_write(school: Caller, other_school: Caller, database: Engine):
    made: list[str] = []
    done = threading.Event()

    def write(number: int) -> None:
        for turn in range(EACH):
            with writing(database) as connection:
                mine = [add_lead(connection) for _ in range(1 + (turn + number) % 2)]
                add_lead(connection, OTHER_SCHOOL)
                add_lead(connection, state="rejected", reason_code="duplicate")
            made.extend(mine)

    def poll(caller: Caller, limit: int, seen: list[str]) -> None:
        cursor = None
        while True:
            was_done = done.is_set()
            page = caller.leads(limit=limit, **({"cursor": cursor} if cursor else {}))
            seen.extend(lead["id"] for lead in page["leads"])
            cursor = page["resume_cursor"]
            if was_done and page["next_cursor"] is None:
                return

    seen: list[list[str]] = [[], [], []]
    pollers = [
        threading.Thread(target=poll, args=(caller, limit, into))
        for caller, limit, into in zip((school, school, other_school), (1, 7, 100), seen, strict=True)
    ]
    writers = [threading.Thread(target=write, args=(number,)) for number in range(WRITERS)]
    for thread in (*pollers, *writers):
        thread.start()
    for thread in writers:
        thread.join()
    done.set()
    for thread in pollers:
        thread.join()
    stored = [lead["id"] for lead in school.leads(limit=500)["leads"]]
    assert sorted(stored) == sorted(made)
    assert seen[0] == seen[1] == stored
    assert len(seen[2]) == len({*seen[2]}) == WRITERS * EACH
    assert not {*seen[2]} & {*stored}
    assert school.school_id == SCHOOL.id
