"""The element in English and Spanish, several on one page, and what follows when an attribute changes."""

import re
from collections.abc import Iterator

import pytest
from babel.messages.pofile import read_po
from embedding import ZIP, Embedding, Visits, fill_in, json_of, put, search, send
from playwright.sync_api import Page, expect
from visitor import PHONE, script

from leadmatch.kernel.messages import TRANSLATIONS
from leadmatch.partner.embed.releases import newest

# Where the script says something in both languages: two texts beside each other.
BOTH = re.compile(r'"((?:[^"\\]|\\.)+)",\s+"((?:[^"\\]|\\.)+)"')
NAMED_ALIKE = {"Total"}
# What visitors see that is neither a fact nor the school's own words.
SEEN = """() => {
    const root = document.querySelector('leadmatch-search').shadowRoot, found = [];
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        if (walker.currentNode.parentElement.closest('[lang]').lang === 'es') found.push(walker.currentNode.data);
    }
    return found;
}"""


def said_in_both() -> Iterator[tuple[str, str]]:
    """Yield the texts of the script in English and Spanish; a text for one and for many is two."""
    source = newest().content.decode()
    for english, spanish in BOTH.findall(source):
        if (
            re.search(r"[A-Za-z]{2}", english)
            and not re.fullmatch(r"[a-z_0-9]+", english)
            and not english.startswith("#")
        ):
            yield from zip(english.split("|"), spanish.split("|"), strict=True)


def english_left(page: Page) -> set[str]:
    """Return what stands on a Spanish page and is one of the script's English texts."""
    seen = {re.sub(r"\s+", " ", each).strip() for each in script(page, SEEN)}
    english = {re.sub(r" ?\{\w+\}.*", "", text).strip() for text, spanish in said_in_both() if text != spanish}
    words = [re.escape(each) for each in english if len(each) > 3]
    return {text for text in seen if re.match(rf"(?:{'|'.join(words)})\b", text)}


def test_every_text_of_the_script_is_there_in_both_languages_with_the_same_places_to_fill():
    texts = list(said_in_both())
    assert len(texts) > 120
    for english, spanish in texts:
        assert sorted(re.findall(r"\{\w+\}", english)) == sorted(re.findall(r"\{\w+\}", spanish)), english
        assert english != spanish or english in NAMED_ALIKE, english
        assert english.endswith((".", ":")) == spanish.endswith((".", ":")), english


def plain(text: str) -> str:
    return text.strip(" .:").casefold()


def test_what_the_pages_say_too_has_their_spanish_words():
    with (TRANSLATIONS / "es" / "LC_MESSAGES" / "messages.po").open("rb") as file:
        messages = [each for each in read_po(file) if isinstance(each.id, str)]
    on_pages = {plain(each.id): {plain(str(each.string))} for each in messages}
    for each in messages:
        on_pages[plain(each.id)].add(plain(str(each.string)))
    shared = [(plain(spanish), on_pages[plain(text)]) for text, spanish in said_in_both() if plain(text) in on_pages]
    assert len(shared) > 60
    assert [spanish for spanish, there in shared if spanish not in there] == []


@pytest.mark.parametrize("where", ["attribute", "ancestor"])
def test_in_spanish_every_word_is_spanish_from_the_zip_code_to_the_receipt(
    embedding: Embedding, guest: Visits, where: str
):
    lang = "es-MX" if where == "attribute" else ""
    around = '<div lang="es">{}</div>' if where == "ancestor" else "{}"
    html = embedding.html(around.format(embedding.element(lang=lang, field="")))
    here = guest(put(embedding.strict, "/es", html), viewport=PHONE, expects=("status of 422",))
    page = here.page
    expect(page.get_by_label("Su código postal")).to_be_visible()
    search(page)
    assert english_left(page) == set()
    page.locator("summary").evaluate_all("all => all.forEach(each => { each.parentElement.open = true; })")
    assert english_left(page) == set()
    assert "language=es" in here.asked("/api/v1/programs")[0]
    titles = page.locator("h3[id]").evaluate_all(
        "all => all.map(each => [each.innerText, !each.querySelector('[lang=en]')])"
    )
    answer = json_of(page, here.asked("/api/v1/programs")[0].removeprefix("GET "))
    listed = answer["sponsored"] + answer["programs"]
    assert titles == [[each["title_es"] or each["title"], bool(each["title_es"])] for each in listed]
    expect(page.locator(".paid article").first).to_contain_text("15 de enero de 2026")
    if where == "ancestor":
        return
    page.get_by_role("button", name="Pedir información").first.click()
    expect(page.get_by_role("group").get_by_role("checkbox").first).to_be_visible()
    assert "language=es" in here.asked("/api/v1/disclosures")[0]
    expect(page.locator(".consent [lang=es]")).to_be_visible()
    expect(page.get_by_role("group").first).to_contain_text("Al marcar esta casilla")
    assert all("/es/" in each for each in page.locator("a").evaluate_all("all => all.map(each => each.href)"))
    send(page)
    expect(page.get_by_role("alert")).to_contain_text("No se envió nada")
    assert english_left(page) == set()
    fill_in(page, email="ada.es@example.org", phone="(312) 555-0121")
    send(page)
    expect(page.get_by_role("heading", name="Su solicitud va en camino")).to_be_focused()
    assert english_left(page) == set()
    assert embedding.rows("SELECT language FROM inquiry ORDER BY created_at")[-1].language == "es"


def test_several_elements_on_one_page_mind_their_own_business_and_follow_their_attributes(
    embedding: Embedding, guest: Visits
):
    body = (
        f'<div style="width: 240px; --leadmatch-font-size: 24px">{embedding.element(zip=ZIP, id="a")}</div>'
        f"{embedding.element(field='medical-assisting', zip='90012', lang='es', id='b')}"
        f"{embedding.element(key=embedding.test_key, zip=ZIP, placement='footer', id='c')}"
    )
    here = guest(put(embedding.lax, "/three", embedding.html(body)))
    page = here.page
    first, second, third = (page.locator(f"leadmatch-search#{each}") for each in "abc")
    expect(first.get_by_role("heading", name="Programs near Chicago, IL · 60601")).to_be_visible()
    expect(second.get_by_role("heading", name="Programas cerca de Los Angeles, CA · 90012")).to_be_visible()
    expect(third.get_by_text("Test mode: nothing goes to a real school.")).to_be_visible()
    expect(first.get_by_text("Test mode")).to_have_count(0)
    assert first.evaluate("each => each.shadowRoot.querySelector('.all').scrollWidth") <= 240
    assert sorted(re.findall(r"placement=(\w+)", " ".join(here.asked("/programs?")))) == [
        "footer",
        "sidebar",
        "sidebar",
    ]
    titles = first.locator("ol h3").all_inner_texts()
    first.evaluate("each => { each.setAttribute('field', 'medical-assisting'); each.lang = 'es'; }")
    expect(first.get_by_role("heading", name="Programas cerca de Chicago")).to_be_visible()
    first.locator("summary").evaluate_all("all => all.forEach(each => { each.parentElement.open = true; })")
    assert first.evaluate("each => each.shadowRoot.querySelector('.all').scrollWidth") <= 240
    expect(first.locator("ol h3").first).to_contain_text(re.compile("edical assist|sistencia médica"))
    assert first.locator("ol h3").all_inner_texts() != titles
    assert len([each for each in here.asked("/programs?") if "field=medical-assisting" in each and ZIP in each]) == 1
    assert third.locator("ol h3").all_inner_texts() == titles
    first.evaluate(
        "each => { const next = document.createElement('section'); document.body.append(next); next.append(each); }"
    )
    expect(first.get_by_role("heading", name="Programas cerca de Chicago")).to_be_visible()


def test_with_a_test_key_the_whole_way_is_there_and_no_real_school_hears_of_it(embedding: Embedding, guest: Visits):
    here = guest(put(embedding.strict, "/test", embedding.html(embedding.element(key=embedding.test_key, zip=ZIP))))
    page = here.page
    page.get_by_role("button", name="Ask for information").first.click()
    fill_in(page, email="sandbox@example.org", phone="(312) 555-0133")
    send(page)
    expect(page.get_by_role("link", name="Open your receipt")).to_be_visible()
    assert embedding.rows("SELECT is_test FROM inquiry ORDER BY created_at")[-1].is_test
    expect(page.get_by_text("Test mode: nothing goes to a real school.")).to_be_visible()
