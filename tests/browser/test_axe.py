"""No page breaks a rule of axe-core: light and dark, on a phone and on a desk, its folded parts open."""

import re
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe import AXE, VENDOR, violations
from instances import settings_of
from playwright.sync_api import Page
from visitor import PHONE, Visit, script, unfold

from leadmatch.app import create_app

REAL = (
    "/",
    "/programs?zip=60601",
    "/compare",
    "/shortlist",
    "/inquire",
    "/programs?zip=99950&radius_miles=10&format=on_campus",
    "/programs?zip=606",
)
EXAMPLE = {
    "/for-schools": 200,
    "/how-results-are-ordered": 200,
    "/privacy": 200,
    "/problems/": 200,
    "/problems/invalid-request": 200,
    "/docs": 200,
    "/docs/guide": 200,
    "/docs/reference/schools": 200,
    "/docs/changes": 200,
    "/programs?zip=60601&per_page=10&page=2": 200,
    "/programs?zip=60601&page=99": 200,
    "/programs?zip=60601&max_cost_usd=1&max_months=1": 200,
    "/programs?zip=60601&max_cost_usd=9000&max_months=18&self_paced=true&financial_aid=true&radius_miles=100"
    "&include_unknown=cost&include_unknown=length&include_unknown=format&school=example&format=on_campus,online"
    "&credential=certificate,associate": 200,
    "/programs?zip=606&radius_miles=900&field=x&credential=x&format=x&accreditor=x&self_paced=x&financial_aid=x"
    "&max_cost_usd=x&max_months=x&sort=x&include_unknown=x&page=x&release=x&bogus=1&per_page=x": 422,
    "/nope": 404,
    "/fail/429": 429,
    "/fail/500": 500,
}
READ_ON_THE_WAY = {"site.show_receipt", "site.ask_before_erasing"}  # of an inquiry, in test_inquire.py
READ_BY_ANOTHER = {"docs.reference"}  # longer, and made like the one for schools
PROGRAMS = ("Published", "Nothing known", "Medical assisting, both accredited", "Online", "Sponsored coding")


def test_the_vendored_axe_is_the_one_of_its_checksum():
    digest, name = (VENDOR / "axe.min.js.sha256").read_text().split()
    assert (sha256(AXE.read_bytes()).hexdigest(), AXE.name) == (digest, name)
    version = AXE.read_text()[:40].split()[2].removeprefix("v")
    assert f"`axe-core` | {version} |" in (VENDOR / "README.md").read_text()


def test_axe_reads_every_page_there_is(tmp_path: Path):
    app = create_app(settings_of(tmp_path), watches=False)
    match = app.url_map.bind("").match
    read = {match(urlsplit(address).path)[0] for address in (*REAL, *EXAMPLE) if not re.match("/(nope|fail)", address)}
    shown = [rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())]
    routes = {rule.endpoint: rule.rule for rule in shown if rule.endpoint.startswith(("site.", "docs."))}
    pages = {name for name, rule in routes.items() if not rule.endswith((".txt", ".xml", "<name>", "<kind>"))}
    assert pages - read == {"site.show_program", *READ_ON_THE_WAY, *READ_BY_ANOTHER}


@pytest.mark.parametrize("address", REAL)
def test_axe_finds_nothing_on_the_real_site(visit: Visit, address: str):
    page = visit(viewport=PHONE)
    page.goto(address)
    assert violations(page) == []


@pytest.mark.parametrize(("address", "status"), EXAMPLE.items())
def test_axe_finds_nothing_on_any_kind_of_page_with_all_its_parts_open(example_visit: Visit, address: str, status: int):
    page = example_visit(viewport=PHONE)
    answer = page.goto(address)
    assert answer is not None
    assert answer.status == status
    unfold(page)
    assert violations(page) == []


@pytest.mark.parametrize("title", PROGRAMS)
def test_axe_finds_nothing_on_any_kind_of_program(example_visit: Visit, title: str):
    page = example_visit(viewport=PHONE)
    everything = "zip=60601&radius_miles=500&include_unknown=accreditation&per_page=100"
    found = page.request.get(f"/api/v1/programs?{everything}").json()["programs"]
    page.goto(next(each["links"]["page"] for each in found if each["title"] == title))
    unfold(page)
    assert violations(page) == []


@pytest.mark.parametrize("path", ["/compare", "/shortlist"])
def test_axe_finds_nothing_on_programs_that_were_picked(visit: Visit, path: str):
    page = visit(viewport=PHONE)
    found = page.request.get("/api/v1/programs?zip=60601&per_page=4").json()["programs"]
    page.goto(f"{path}?ids={','.join(each['id'] for each in found)}&zip=60601")
    unfold(page)
    assert violations(page) == []


def test_axe_finds_nothing_on_results_with_the_tray_filled_and_then_the_sheet_of_filters_over_them(visit: Visit):
    page = visit(viewport=PHONE)
    page.goto("/programs?zip=60601&per_page=3")
    page.get_by_role("article").first.get_by_role("checkbox", name=re.compile("^compare")).click()
    page.get_by_text("1 of 4 chosen").wait_for()
    assert violations(page) == []
    page.set_viewport_size(PHONE)
    page.get_by_role("complementary", name="Filters").locator("summary").first.click()
    assert violations(page) == []


def test_axe_sees_what_is_wrong_at_each_size_and_in_the_light_where_it_is(page: Page):
    page.goto("/")
    script(page, "() => { document.querySelector('h1').style.color = '#bbbbbb'; document.documentElement.lang = ''; }")
    found = violations(page)
    assert sum("html-has-lang" in each for each in found) == 4
    assert [each[:10] for each in found if "color-contrast: h1" in each] == ["1280 light", "375 light:"]
