"""Asking schools for information in a browser: with and without scripts, by keys alone, small and dark."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest
from asking_site import ASSISTING, CALLS, CAREER, CODING, HEALTH, AskingSite, address, asking_site
from axe import violations
from example_site import _Silent
from instances import shared_geodata
from playwright.sync_api import Browser, Page, expect
from visitor import DESK, PHONE, Visit, focused, script, unfold, visits
from werkzeug.serving import make_server

FORM = address(CODING, ASSISTING, zip="60601")
WITHOUT_NUMBER = CALLS.replace("{phone}", "the phone number I give in this form")
SCRIPTS = pytest.mark.parametrize("scripts", [{}, {"java_script_enabled": False}], ids=["with script", "without"])
TYPED = {
    "input: First name": "Ada",
    "input: Last name": "Example",
    "input: E-mail": "keys@example.org",
    "input: Phone": "(312) 555-0177",
}
HOSTILE = "<img src=x onerror=alert(1)>"
PIXELS = """() => document.scrollingElement.scrollWidth <= document.scrollingElement.clientWidth"""


@pytest.fixture(scope="module")
def asking(sqlite_files: object, tmp_path_factory: pytest.TempPathFactory) -> Iterator[AskingSite]:
    folder = tmp_path_factory.mktemp("asking")
    site = asking_site(folder, shared_geodata(tmp_path_factory), sqlite_files.migrated())  # type: ignore[attr-defined]
    yield site
    site.close()


@pytest.fixture(scope="module")
def asking_home(asking: AskingSite) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, asking.app, threaded=True, request_handler=_Silent)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def asks(chromium: Browser, asking_home: str) -> Iterator[Visit]:
    yield from visits(chromium, asking_home)


def wordings(page: Page) -> list[str]:
    return page.locator(".wording").all_inner_texts()


def sent_texts(page: Page) -> list[str]:
    return page.eval_on_selector_all("input[name=text]", "boxes => boxes.map(each => each.value)")


def fill_in(page: Page, *, email: str, phone: str = "(312) 555-0142") -> None:
    page.get_by_label("First name").fill("Ada")
    page.get_by_label("Last name").fill("Example")
    page.get_by_role("textbox", name="E-mail").fill(email)
    page.get_by_role("textbox", name="Phone").fill(phone)
    page.get_by_label("High school diploma or GED").check()
    page.get_by_label("In 1 to 3 months").check()
    page.get_by_label("I am 18 or older").check()


def tick_all(page: Page) -> None:
    for box in page.locator("input[name=agree]").all():
        box.check()


def press_send(page: Page) -> None:
    page.get_by_role("button", name=re.compile(r"^Send to \d school")).click()


@SCRIPTS
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_a_visitor_fills_in_the_form_sends_it_and_stops_one_school(
    asks: Visit, asking: AskingSite, scripts: dict[str, bool], size: dict[str, int]
):
    page = asks(viewport=size, **scripts)
    page.goto(FORM)
    before = asking.count("lead")
    fill_in(page, email=f"ada{before}@example.org", phone=f"(312) 555-01{before + 10}")
    tick_all(page)
    assert sent_texts(page) == wordings(page)
    press_send(page)
    expect(page).to_have_url(re.compile("/receipts/[A-Za-z0-9_-]+$"))
    expect(page.get_by_role("heading", level=2, name=CAREER.name)).to_be_visible()
    assert asking.count("lead") == before + 2
    page.get_by_role("button", name=f"Stop {CAREER.name}").click()
    expect(page.get_by_text(f"you stopped {CAREER.name}, and we are telling them")).to_be_visible()
    page.get_by_role("link", name="Erase what you keep about me").click()
    page.get_by_role("button", name="Erase it now").click()
    expect(page.get_by_text("you had everything erased")).to_be_visible()


def test_the_words_show_the_number_as_it_is_typed_and_that_is_what_is_sent(asks: Visit):
    page = asks()
    page.goto(FORM)
    assert wordings(page)[0] == WITHOUT_NUMBER
    page.get_by_role("textbox", name="Phone").press_sequentially(" 312-555-0199 ")
    assert wordings(page)[0] == CALLS.replace("{phone}", "312-555-0199")
    assert sent_texts(page) == wordings(page)
    page.get_by_role("textbox", name="Phone").fill("")
    assert wordings(page)[0] == sent_texts(page)[0] == WITHOUT_NUMBER


def test_without_scripts_the_number_that_was_typed_is_shown_unless_other_words_were_agreed_to(asks: Visit):
    page = asks(java_script_enabled=False)
    for ticks, words in ((True, WITHOUT_NUMBER), (False, CALLS.replace("{phone}", "(312) 555-0142"))):
        page.goto(FORM)
        fill_in(page, email="ada@")
        if ticks:
            tick_all(page)
        press_send(page)
        expect(page.get_by_role("alert")).to_be_visible()
        assert wordings(page)[0] == words
        assert sent_texts(page) == wordings(page)
        expect(page.locator("input[name=agree]").first).to_be_checked(checked=ticks)


@SCRIPTS
def test_after_faults_the_summary_has_the_focus_and_leads_to_each_question(asks: Visit, scripts: dict[str, bool]):
    page = asks(**scripts)
    page.goto(FORM)
    press_send(page)
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(summary.get_by_role("link")).to_have_count(9)  # the ZIP code came along
    summary.get_by_role("link", name="Type your e-mail address").click()
    expect(page.get_by_role("textbox", name="E-mail")).to_be_focused()
    summary.get_by_role("link", name="Choose your education").click()
    expect(page.locator("#in-education_level")).to_be_focused()


def test_the_whole_form_can_be_filled_in_and_sent_by_keys_alone(asks: Visit, asking: AskingSite):
    page = asks()
    page.goto(FORM)
    before = asking.count("inquiry")
    page.get_by_label("First name").focus()
    seen = []
    while (here := focused(page)) != "button: Send to 2 schools":
        seen.append(here)
        page.keyboard.type(TYPED.get(here, ""))
        if here.startswith(("input: I have not", "input: As soon")):
            page.keyboard.press("ArrowDown")
        if here.startswith(("input: I am 18", "input: By ticking")):
            page.keyboard.press("Space")
        page.keyboard.press("Tab")
        assert len(seen) < 20
    assert seen[:5] == [*TYPED, "input: ZIP code"]
    assert [each for each in seen if each.startswith("button")] == [
        f"button: Leave out {CAREER.name}",
        f"button: Leave out {HEALTH.name}",
    ]
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/receipts/"))
    assert asking.count("inquiry") == before + 1


def test_return_in_a_field_sends_the_form_and_leaves_nobody_out(asks: Visit):
    page = asks()
    page.goto(FORM)
    page.get_by_label("First name").press("Enter")
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.locator("input[name=agree]")).to_have_count(2)


def test_a_school_is_left_out_and_what_was_typed_stays(asks: Visit):
    page = asks()
    page.goto(FORM)
    fill_in(page, email="left@example.org")
    page.get_by_role("button", name=f"Leave out {HEALTH.name}").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Ask {CAREER.name} for information")
    expect(page.get_by_role("textbox", name="E-mail")).to_have_value("left@example.org")
    expect(page.get_by_role("button", name="Send to 1 school")).to_be_visible()


def test_going_back_after_sending_and_sending_again_leads_to_the_same_receipt(asks: Visit, asking: AskingSite):
    page = asks()
    page.goto(FORM)
    fill_in(page, email="back@example.org", phone="(312) 555-0155")
    tick_all(page)
    before = asking.count("inquiry")
    page.get_by_role("button", name="Send to 2 schools").dblclick()
    expect(page).to_have_url(re.compile("/receipts/"))
    assert asking.count("inquiry") == before + 1


def test_what_is_typed_is_text_wherever_it_is_shown_again(asks: Visit):
    page = asks()
    page.goto(FORM)
    fill_in(page, email=HOSTILE, phone=HOSTILE)
    page.get_by_label("First name").fill(HOSTILE)
    page.get_by_role("textbox", name="ZIP code").fill(HOSTILE)
    assert HOSTILE in wordings(page)[0]
    tick_all(page)
    press_send(page)
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_label("First name")).to_have_value(HOSTILE)
    assert page.locator("main img").count() == 0


def moments(page: Page) -> Iterator[str]:
    """Yield each moment of the way from the form to the confirmation, with the page in it."""
    page.goto(FORM)
    yield "form"
    press_send(page)
    expect(page.get_by_role("alert")).to_be_visible()
    yield "faults"
    fill_in(page, email="moments@example.org", phone="(312) 555-0166")
    tick_all(page)
    press_send(page)
    expect(page).to_have_url(re.compile("/receipts/"))
    unfold(page)
    yield "receipt"
    page.get_by_role("button", name="Stop all").click()
    expect(page.get_by_text("you stopped everything")).to_be_visible()
    yield "stopped"
    page.get_by_role("link", name="Erase what you keep about me").click()
    yield "before erasing"
    page.get_by_role("button", name="Erase it now").click()
    expect(page.get_by_text("you had everything erased")).to_be_visible()
    yield "erased"


def test_axe_finds_nothing_from_the_form_to_the_last_confirmation(asks: Visit):
    page = asks(viewport=PHONE)
    for moment in moments(page):
        assert violations(page) == [], moment


@pytest.mark.parametrize("where", [address(CODING, ASSISTING), "/inquire"])
def test_axe_finds_nothing_where_there_is_less_to_ask(asks: Visit, where: str):
    page = asks(viewport=PHONE)
    page.goto(where)
    assert violations(page) == []


@pytest.mark.parametrize(("width", "font_px"), [(320, 16), (375, 32), (1280, 32)])
def test_nothing_has_to_be_scrolled_sideways_even_with_large_text(asks: Visit, width: int, font_px: int):
    page = asks(viewport={"width": width, "height": 740})
    browser = page.context.new_cdp_session(page)
    browser.send("Page.setFontSizes", {"fontSizes": {"standard": font_px, "fixed": font_px}})
    page.goto(FORM)
    fill_in(page, email="w" * 60 + "@example.org")
    assert script(page, PIXELS)
    press_send(page)
    expect(page.get_by_role("alert")).to_be_visible()
    assert script(page, PIXELS)


def test_every_target_of_a_finger_is_44_pixels_high_on_the_form(asks: Visit):
    page = asks(viewport=PHONE)
    page.goto(FORM)
    small = script(
        page,
        """() => [...document.querySelectorAll('main a, main button, main input')].filter(each => {
            const box = (each.closest('label') || each).getBoundingClientRect();
            const isInText = getComputedStyle(each).display === 'inline';
            const isShown = each.type !== 'hidden' && box.width > 1 && !each.closest('.hidden');
            return isShown && !isInText && box.height < 43.5;
        }).map(each => each.outerHTML.slice(0, 120))""",
    )
    assert small == []


def screenshots(page: Page, folder: Path) -> None:
    """Keep a picture of each moment, for people to look at."""
    shutil.rmtree(folder, ignore_errors=True)
    for moment in moments(page):
        for size in (PHONE, DESK):
            page.set_viewport_size(size)
            for scheme in ("light", "dark"):
                page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # one of two
                page.screenshot(path=folder / f"{moment} {size['width']} {scheme}.png", full_page=True)
