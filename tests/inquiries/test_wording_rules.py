"""A wording is taken only if a lawyer would take it; every reason against it is told at once."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadmatch.inquiries.standard_wording import standard_wording
from leadmatch.inquiries.wording import CHANNELS, LANGUAGES, Wording, is_text_of, shown_text, text_sha256
from leadmatch.inquiries.wording_faults import LONGEST_TEXT, wording_faults

SCHOOL = "Example City College"
GOOD = {
    "en": (
        "I agree that Example City College may email, call and text me at {phone}, also with automated technology or a "
        "prerecorded voice. Consent is not a condition of purchase."
    ),
    "es": (
        "Acepto que Example City College me escriba por correo electrónico, me llame y me envíe mensajes de texto al "
        "número {phone}, también de forma automática. El consentimiento no es requisito para inscribirse."
    ),
}
COMBINATIONS = [each for size in (1, 2, 3) for each in itertools.combinations(CHANNELS, size)]


def make_wording(text: str, language: str = "en") -> Wording:
    return Wording("dsc_1", "sch_1", SCHOOL, language, text, text_sha256(text), CHANNELS)


def faults(text: str, channels: tuple[str, ...] = CHANNELS, language: str = "en", **more: object) -> list[str]:
    return wording_faults(text, channels, SCHOOL, language=language, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_wording_that_says_all_it_must_is_taken(language: str):
    assert faults(GOOD[language], language=language) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("channels", COMBINATIONS)
@pytest.mark.parametrize("school", [SCHOOL, "St. Mary's College (Partners) & Sons {x".replace(" {x", "")])
def test_the_standard_wording_is_taken_for_any_channels(language: str, channels: tuple[str, ...], school: str):
    text = standard_wording(school, language=language, channels=channels)
    assert wording_faults(text, channels, school, language=language, other_schools=["Other College"]) == []


@pytest.mark.parametrize(
    ("taken_out", "put_in", "reason"),
    [
        ("automated technology or a prerecorded voice", "care", "automated or prerecorded"),
        (" Consent is not a condition of purchase.", "", "no condition"),
        ("is not a condition", "is a condition", "no condition"),
        ("is not a condition of purchase", "is not given lightly; it is a condition of purchase", "no condition"),
        (" at {phone}", "", "does not show the number"),
        ("{phone}", "{number}", "{number}"),
        ("{phone}", "{phone} {", "holds {;"),
        ("Example City College", "Example College", "does not name the school"),
        ("Example City College", "Example City Colleges", "does not name the school"),
        ("Example City College", "Example City College and its partners", "others than the school"),
        ("Example City College", "Example City College, Other College", "another school, Other College"),
        ("I agree that", "Be aware that", "agrees to anything"),
        ("email, ", "", "by email"),
        (" call", " ring", "by call"),
        (" text", " write", "by text"),
        ("Consent", "\nConsent", "line break"),
        ("Consent", "\u200bConsent", "cannot be seen"),
        ("Consent", "\u202eConsent", "cannot be seen"),
        ("Consent", "\ud800Consent", "cannot be seen"),
        ("Consent", " Consent", "two in a row"),
        ("City", "Cite\u0301", "in pieces"),
        ("Consent", "x" * LONGEST_TEXT + " Consent", "is the most"),
    ],
)
def test_each_thing_that_is_missing_or_wrong_is_told(taken_out: str, put_in: str, reason: str):
    assert taken_out in GOOD["en"]
    told = faults(GOOD["en"].replace(taken_out, put_in), other_schools=["Other College", SCHOOL])
    assert any(reason in each for each in told), told


@pytest.mark.parametrize(
    ("taken_out", "put_in", "reason"),
    [
        (", también de forma automática", "", "automated or prerecorded"),
        ("no es requisito", "es requisito", "no condition"),
        ("{phone}", "mío", "does not show the number"),
        ("Example City College", "Example City College y sus socios", "others than the school"),
        ("Acepto que", "Sepa que", "agrees to anything"),
        ("correo electrónico", "carta", "by email"),
        ("me llame", "me visite", "by call"),
        ("mensajes de texto", "mensajes", "by text"),
    ],
)
def test_each_thing_that_is_missing_in_spanish_is_told(taken_out: str, put_in: str, reason: str):
    assert taken_out in GOOD["es"]
    told = faults(GOOD["es"].replace(taken_out, put_in), language="es")
    assert any(reason in each for each in told), told


def test_all_reasons_are_told_at_once():
    assert len(faults("Nothing {here}")) == 9


def test_e_mail_alone_needs_no_words_on_calls_and_no_number():
    text = "I agree that Example City College may email me."
    assert faults(text, ("email",)) == []
    assert "neither calls nor texts" in faults(f"{text} {{phone}}", ("email",))[0]


@pytest.mark.parametrize(
    ("channels", "reason"),
    [((), "no channel"), (("email", "email"), "twice"), (("email", "fax"), "'fax'")],
)
def test_channels_are_those_there_are(channels: tuple[str, ...], reason: str):
    assert any(reason in each for each in faults("I agree that Example City College may email me.", channels))


def test_a_language_without_rules_is_refused():
    assert faults(GOOD["en"], language="fr") == ["the language 'fr' is none of en, es"]


@pytest.mark.parametrize("longer", [0, 1])
def test_the_longest_text_is_taken_and_one_more_character_is_not(longer: int):
    text = GOOD["en"] + "x" * (LONGEST_TEXT - 50 - len(GOOD["en"]) + len("{phone}") + longer)
    assert len(faults(text)) == longer
    assert len(shown_text(make_wording(text), "1" * 50)) == LONGEST_TEXT + longer


@given(st.text(max_size=200), st.lists(st.sampled_from([*CHANNELS, "fax"]), max_size=4), st.sampled_from(LANGUAGES))
def test_no_text_breaks_the_judgement(text: str, channels: list[str], language: str):
    assert isinstance(wording_faults(text, channels, SCHOOL, language=language), list)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_is_the_wordings_with_the_number_as_typed_or_the_phrase_for_it(language: str):
    wording = make_wording(GOOD[language], language)
    assert "(312) 555-0142" in shown_text(wording, "(312) 555-0142")
    assert "{phone}" not in shown_text(wording, None)
    assert is_text_of(wording, shown_text(wording, "(312) 555-0142"), "(312) 555-0142")
    assert is_text_of(wording, shown_text(wording, None), "(312) 555-0142")
    assert is_text_of(wording, shown_text(wording, None), None)
    assert not is_text_of(wording, shown_text(wording, "(312) 555-0142"), "312 555 0142")
    assert not is_text_of(wording, shown_text(wording, "(312) 555-0142"), None)
    assert not is_text_of(wording, wording.text, None)
    assert not is_text_of(wording, shown_text(wording, None) + " ", None)


@given(st.text(), st.text())
def test_only_the_two_renderings_are_taken(text: str, phone: str):
    wording = make_wording(GOOD["en"])
    assert not is_text_of(wording, text, phone)
