"""The page of a report, opened as the file that it is: readable, with its plots, and without another request."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from axe import violations
from playwright.sync_api import Browser, Page, expect
from visitor import DESK, PHONE, unfold

from leadmatch.partner.period import Period
from leadmatch.partner.report import Report, Row, Sums
from leadmatch.partner.report_page import report_page

FIRST = date(2026, 10, 1)
DAYS = 31


def month() -> Report:
    rows = []
    for at in range(DAYS):
        day = FIRST + timedelta(days=at)
        hidden = at % 5 == 3
        people = (None, None, None, None) if hidden else (5 + at % 7, 4 + at % 7, at % 2, 1234_50 - 100 * at)
        rows.append(Row(day, "a-placement-with-quite-a-long-name-for-a-phone", Sums(120 + 37 * at % 90, 240, *people)))
        rows.append(Row(day, "", Sums(at, 0, 0, 0, 0, 0)))
    totals = Sums(5100, 7440, 240, 230, 15, 1_204_50)
    return Report(
        "par_example", "Example Careers", Period(FIRST, FIRST + timedelta(days=DAYS - 1)), tuple(rows), totals
    )


@pytest.fixture
def opened(chromium: Browser, tmp_path: Path) -> Page:
    file = tmp_path / "report.html"
    file.write_text(report_page(month()))
    context = chromium.new_context(viewport=PHONE, locale="en-US", timezone_id=str(datetime.now(UTC).tzinfo))
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: asked.append(message.text))
    page.goto(file.as_uri())
    assert asked == [file.as_uri()]
    return page


def test_axe_finds_nothing_with_all_tables_open(opened: Page):
    unfold(opened)
    assert violations(opened) == []


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_plots_are_drawn_and_nothing_is_scrolled_sideways(opened: Page, size: dict[str, int]):
    opened.set_viewport_size(size)
    assert opened.evaluate("() => document.scrollingElement.scrollWidth <= document.scrollingElement.clientWidth")
    searches, inquiries = opened.get_by_role("img").all()
    for plot in (searches, inquiries):
        expect(plot).to_be_visible()
        drawn = plot.locator("rect.bar").evaluate_all("all => all.map(each => each.getBoundingClientRect().height)")
        assert len(drawn) >= DAYS - DAYS // 5 - 1
        assert min(drawn) > 1
    assert searches.get_attribute("aria-label") == opened.get_by_role("heading", level=2).first.inner_text()
    assert inquiries.locator("rect.hidden").count() == 6
    ends = opened.get_by_text("Oct 31", exact=True).first.bounding_box()
    drawn_box = searches.bounding_box()
    assert ends is not None
    assert drawn_box is not None
    assert ends["x"] + ends["width"] == pytest.approx(drawn_box["x"] + drawn_box["width"], abs=1), "under the last day"
    expect(opened.get_by_text("Hatched: 6 days of which a part is not shown.")).to_be_visible()


def test_the_figures_behind_a_plot_open_by_keyboard(opened: Page):
    opened.keyboard.press("Tab")
    opened.keyboard.press("Enter")
    expect(opened.get_by_role("cell", name="120")).to_be_visible()
