"""Pages in Spanish in a browser: without a fault, without a sideways scroll, and in the language after each click."""

import re

from axe import violations
from playwright.sync_api import expect
from test_shape import SIDEWAYS
from visitor import PHONE, Visit, script, unfold

WORDY = (
    "/es/",
    "/es/programs?zip=606&radius_miles=900&field=x&sort=x&bogus=1",
    "/es/for-schools",
    "/es/compare",
    "/es/how-results-are-ordered",
    "/es/privacy",
    "/es/nope",
)


def test_axe_finds_nothing_on_results_and_on_a_program_and_at_375_pixels_nothing_is_too_wide(visit: Visit):
    page = visit(viewport=PHONE)
    page.goto("/es/programs?zip=60601&field=billing-coding&per_page=5")
    program = page.get_by_role("article").first.get_by_role("link").first.get_attribute("href") or ""
    ids = re.findall(r"prg_\w+", page.content())
    assert program.startswith("/es/programs/prg_")
    for address in (page.url, program):
        page.goto(address)
        unfold(page)
        assert script(page, SIDEWAYS) == [], address
        assert violations(page) == [], address
    page.set_viewport_size(PHONE)
    for address in (*WORDY, f"/es/compare?ids={','.join(dict.fromkeys(ids[:9]))}", f"/es/shortlist?ids={ids[0]}"):
        page.goto(address)
        unfold(page)
        assert script(page, SIDEWAYS) == [], address


def test_whatever_the_script_leads_to_is_in_spanish_too(visit: Visit):
    page = visit()
    page.goto("/es/programs?zip=60601&per_page=3")
    card = page.get_by_role("article").first
    card.get_by_role("button", name=re.compile("^Guardar")).click()
    saved = page.get_by_role("link", name="Guardados (1)")
    expect(saved).to_have_attribute("href", re.compile(r"^/es/shortlist\?ids=prg_\w+$"))
    card.get_by_role("checkbox", name=re.compile("^comparar")).click()
    expect(page.get_by_text("1 de 4 elegidos")).to_be_visible()
    page.get_by_role("complementary", name="Filtros").get_by_label("Título de asociado").check()
    page.wait_for_url(re.compile(r"/es/programs\?.*credential=associate"))
    page.get_by_role("button", name="Comparar", exact=True).click()
    page.wait_for_url(re.compile(r"/es/compare\?"))
    page.get_by_role("link", name="Agregar más de los resultados").click()
    page.wait_for_url(re.compile(r"/es/programs\?.*credential=associate"))
    page.get_by_role("link", name="English").click()
    page.wait_for_url(re.compile(r"127\.0\.0\.1:\d+/programs\?.*credential=associate"))
    expect(page.get_by_role("link", name="Saved (1)")).to_have_attribute("href", re.compile(r"^/shortlist\?ids=prg_"))
    page.get_by_role("link", name="Saved (1)").click()
    page.get_by_role("link", name="Español").click()
    page.get_by_role("link", name=re.compile("^Quitar")).click()
    page.wait_for_url(re.compile(r"/es/shortlist"))
    expect(page.get_by_text("Todavía no hay nada en esta lista.")).to_be_visible()
    assert script(page, "() => localStorage.getItem('saved')") == "[]"
