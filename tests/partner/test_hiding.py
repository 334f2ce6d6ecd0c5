"""No report tells a number of fewer than five people, nor lets anybody work one out who knows how reports are made."""

import itertools
from collections import defaultdict
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from leadmatch.partner.hiding import FEWEST, NOBODY, Cell, People, hidden_cells, total_of

DAY = date(2026, 11, 2)
DRAWN = (0.0, 0.2, 0.4, 0.9)  # one for each share


def cells(count: int) -> tuple[Cell, ...]:
    return tuple((DAY + timedelta(days=number // 2), ("", "sidebar")[number % 2]) for number in range(count))


def shown(grid: tuple[Cell, ...], people: dict[Cell, People], draws: tuple[float, ...]) -> tuple[object, ...]:
    """Return all that a report tells: each cell or that it is hidden, and the totals unless they are small."""
    drawn = dict(zip(grid, draws, strict=True))
    hidden = hidden_cells(grid, people, draw=drawn.__getitem__)
    total = total_of(people.values())
    return (
        tuple("hidden" if cell in hidden else people.get(cell, NOBODY) for cell in grid),
        None if total.are_few else total,
    )


def test_for_every_small_report_each_hidden_number_could_be_another():
    """All tables of three cells with up to seven people each, under every draw, by what a reader would see of them."""
    grid = cells(3)
    possible: dict[object, list[set[int]]] = defaultdict(lambda: [set() for _ in grid])
    for numbers in itertools.product(range(8), repeat=len(grid)):
        people = {cell: People(number) for cell, number in zip(grid, numbers, strict=True) if number}
        for draws in itertools.product(DRAWN, repeat=len(grid)):
            seen = possible[shown(grid, people, draws)]
            for at, number in enumerate(numbers):
                seen[at].add(number)
    hidden_somewhere = 0
    for (told, total), numbers in possible.items():
        for each, could_be in zip(told, numbers, strict=True):
            if each == "hidden":
                hidden_somewhere += 1
                assert len(could_be) > 1, (told, total)
            else:
                assert could_be == {each.inquiries}
                assert not each.are_few
    assert hidden_somewhere > 200


def test_nor_can_the_leads_of_a_hidden_cell_be_told_unless_there_are_none_at_all():
    grid = cells(3)
    kinds = [NOBODY, *(People(asked, leads) for asked in (1, 2, 4, 5, 6) for leads in range(3))]
    possible: dict[object, list[set[int]]] = defaultdict(lambda: [set() for _ in grid])
    for rows in itertools.product(kinds, repeat=len(grid)):
        people = dict(zip(grid, rows, strict=True))
        for draws in itertools.product((0.0, 0.9), repeat=len(grid)):
            seen = possible[shown(grid, people, draws)]
            for at, each in enumerate(rows):
                seen[at].add(each.accepted_leads)
    for (told, total), numbers in possible.items():
        if (
            total is not None and not 0 < total.accepted_leads <= 2
        ):  # with more, tables not listed here add to what could be
            continue
        for each, could_be in zip(told, numbers, strict=True):
            if each == "hidden":
                assert len(could_be) > 1, (told, total)


numbers = st.lists(
    st.tuples(st.one_of(st.integers(0, 6), st.integers(0, 300)), st.integers(0, 3), st.integers(0, 2)),
    min_size=2,
    max_size=40,
)


@given(numbers, st.data())
def test_small_cells_are_hidden_and_what_is_hidden_together_is_not_small(
    rows: list[tuple[int, int, int]], data: st.DataObject
):
    grid = cells(len(rows))
    people = {
        cell: People(inquiries, min(leads, inquiries), returned)
        for cell, (inquiries, leads, returned) in zip(grid, rows, strict=True)
    }
    drawn = {cell: data.draw(st.floats(0, 1, exclude_max=True)) for cell in grid}
    hidden = hidden_cells(grid, people, draw=drawn.__getitem__)
    small = {cell for cell, each in people.items() if each.are_few}
    assert small <= hidden
    assert bool(small) == bool(hidden)
    if hidden:
        assert len(hidden) > 1
        together, total = total_of([people[cell] for cell in hidden]), total_of(people.values())
        assert together.number >= min(FEWEST, total.number)
        for name in ("inquiries", "accepted_leads", "returned_leads"):
            assert bool(getattr(together, name)) == bool(getattr(total, name))


@given(numbers, st.data())
def test_any_other_numbers_of_the_same_sum_could_have_led_to_the_same_report(
    rows: list[tuple[int, int, int]], data: st.DataObject
):
    """The step on which the proof rests: move people between hidden cells, keep one small, and draw the others."""
    grid = cells(len(rows))
    people = {cell: People(inquiries) for cell, (inquiries, _, _) in zip(grid, rows, strict=True) if inquiries}
    drawn = {cell: data.draw(st.floats(0, 1, exclude_max=True)) for cell in grid}
    hidden = hidden_cells(grid, people, draw=drawn.__getitem__)
    if not hidden:
        return
    together = total_of([people.get(cell, NOBODY) for cell in hidden]).number
    few, rest = data.draw(st.permutations(sorted(hidden)).map(lambda order: order[:2]))
    number = data.draw(st.integers(1, min(FEWEST - 1, together)))
    others = {cell: each for cell, each in people.items() if cell not in hidden}
    others |= {few: People(number)} | ({rest: People(together - number)} if together > number else {})
    draws = {cell: 0.0 if cell in hidden else 1.0 for cell in grid}
    if len(hidden) < len(grid):
        assert hidden_cells(grid, others, draw=draws.__getitem__) == hidden


def test_nothing_is_hidden_where_nobody_is_among_few():
    grid = cells(6)
    people = {grid[0]: People(5), grid[1]: People(0, 0, 5), grid[2]: People(700, 3, 1)}
    assert hidden_cells(grid, people, draw=lambda _cell: 0.0) == frozenset()


def test_a_cell_of_returned_leads_alone_is_small_too():
    grid = cells(6)
    people = {grid[0]: People(9, 9), grid[1]: People(0, 0, 2)}
    hidden = hidden_cells(grid, people, draw=lambda _cell: 0.99)
    assert {grid[0], grid[1]} <= hidden


def test_a_lone_small_cell_takes_others_with_it_and_few_more_than_needed():
    grid = cells(40)
    people = {cell: People(20, 4) for cell in grid} | {grid[7]: People(1, 1)}
    drawn = {cell: number / len(grid) for number, cell in enumerate(grid)}
    assert hidden_cells(grid, people, draw=drawn.__getitem__) == {*grid[:5], grid[7]}
