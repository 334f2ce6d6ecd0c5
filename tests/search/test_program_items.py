"""What the item of a program says beside the facts on file."""

from factories import SOURCES, make_program

from leadmatch.search.items import program_item


def test_a_title_that_we_made_is_said_in_spanish_too_and_a_schools_own_is_not():
    made = make_program(title="Medical coding certificate or diploma, 1 to 2 years")
    stated = make_program(title="Medical coding certificate", award_level=None)
    sources = {each.key: each for each in SOURCES}
    assert program_item(made, sources)["title_es"] == "Codificación médica: certificado o diploma, de 1 a 2 años"
    assert program_item(stated, sources)["title_es"] is None
