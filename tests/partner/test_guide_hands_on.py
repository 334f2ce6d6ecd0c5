"""Pages of the guide hand on, without a cookie, whose visit it is: in links to programs and forms, and in forms."""

import itertools
from datetime import timedelta
from urllib.parse import parse_qs, urlencode, urlsplit

from asking_site import ASSISTING, CODING, form_fields
from partner_site import PartnerSite
from reading import Element, read_page
from werkzeug.datastructures import MultiDict

from leadmatch.kernel.clock import utc_now

LANDING = "https://careers.example.org/start"
TAGS = {"utm_source": "Ads", "utm_campaign": "fall 2026"}


def open_page(site: PartnerSite, path: str, along: dict[str, str], **headers: str) -> Element:
    address = f"{path}{'&' if '?' in path else '?'}{urlencode(along)}"
    answer = site.asking.app.test_client().get(address, headers=headers)
    assert answer.status_code == 200, answer.text
    assert "Set-Cookie" not in answer.headers
    assert ("Sec-GPC" in answer.vary) == bool(along)
    return read_page(answer.text)


IDS = f"{CODING.id},{ASSISTING.id}"
PAGES = {
    "results": "/programs?zip=60601",
    "in Spanish": "/es/programs?zip=60601",
    "a program": f"/programs/{CODING.id}?zip=60601",
    "compared": f"/compare?ids={IDS}&zip=60601",
    "a list": f"/shortlist?ids={IDS}",
    "the guide": "/",
}
FORM = f"/inquire?program={CODING.id}"


def handed_on(page: Element) -> list[dict[str, str]]:
    """Return the parameters of each link to a program's page, a search, a comparison or a form.

    The link to the same page in another language is left out: it names the address as it was asked for.
    """
    found = []
    for link in page.every("a"):
        parts = urlsplit(link.attributes.get("href", ""))
        path = parts.path.removeprefix("/es")
        if link.attributes.get("class") == "in-language":
            continue
        if not parts.netloc and path.startswith(("/programs", "/compare", "/inquire")):
            found.append({name: values[0] for name, values in parse_qs(parts.query).items()})
    return found


def hidden(form: Element) -> dict[str, str]:
    fields = form.every("input", type="hidden")
    return {each.attributes["name"]: each.attributes.get("value", "") for each in fields}


def test_every_link_and_every_form_hands_it_on(site: PartnerSite):
    along = {"attribution": site.token(), "landing": LANDING, **TAGS}
    for name, path in PAGES.items():
        page = open_page(site, path, along)
        links = handed_on(page)
        assert links or name == "the guide"
        assert all(along.items() <= link.items() for link in links), name
        forms = [each for each in page.every("form") if each.attributes.get("method") == "get"]
        assert all(along.items() <= hidden(form).items() for form in forms), name


def test_a_token_that_does_not_hold_is_dropped_and_stops_nobody(site: PartnerSite):
    tokens = (
        site.token()[:-1] + "!",
        site.token(day=utc_now().date() - timedelta(days=91)),
        site.token(is_test=True),
        "<script>\x01é",
        "x" * 5000,
    )
    for token in tokens:
        along = {"attribution": token, "landing": LANDING, **TAGS}
        for path in ("/programs?zip=60601", f"/programs/{CODING.id}", FORM):
            page = open_page(site, path, along)
            for fields in (*handed_on(page), *map(hidden, page.every("form"))):
                assert not {"attribution", "landing"} & fields.keys()
                assert "<script>" not in str(fields)
    for token in tokens[:3]:
        fields = form_fields(open_page(site, FORM, {}), attribution=token, landing=LANDING, **nobody())
        assert send(site, fields) == 303
    assert site.kept() == [(None, None, None)] * 3
    assert {lead["source"]["landing_url"] for lead in site.leads()} == {None}


PEOPLE = itertools.count(1)


def nobody() -> dict[str, str]:
    """Return answers of somebody who never asked before."""
    number = next(PEOPLE)
    return {"email": f"grace{number}@example.org", "phone": f"(312) 555-{200 + number:04d}"}


def send(site: PartnerSite, fields: list[tuple[str, str]], **headers: str) -> int:
    own = {"Sec-Fetch-Site": "same-origin", **headers}
    return site.asking.app.test_client().post("/inquire", data=MultiDict(fields), headers=own).status_code


def test_the_form_credits_the_partner_and_tells_the_school_where_the_visit_began(site: PartnerSite):
    along = {"attribution": site.token(), "landing": f"{LANDING}?email=ada@example.org#top", **TAGS}
    page = open_page(site, FORM, along)
    form = page.one("form", action="/inquire")
    assert {name: text for name, text in hidden(form).items() if name in along} == {**along, "landing": LANDING}
    assert send(site, form_fields(page)) == 303
    assert site.kept() == [(site.partner.id, "sidebar", "first")]
    assert site.earnings() == [(site.partner.id, "sidebar", 700)]
    assert site.leads()[0]["source"] == {
        "partner_id": site.partner.id,
        "placement": "sidebar",
        "sub_id": "first",
        "landing_url": LANDING,
        "utm": {"source": "Ads", "campaign": "fall 2026"},
    }


def test_a_form_with_faults_keeps_what_was_brought_along(site: PartnerSite):
    along = {"attribution": site.token(), "landing": LANDING, **TAGS}
    fields = form_fields(open_page(site, FORM, along), zip="1")
    own = {"Sec-Fetch-Site": "same-origin"}
    answer = site.asking.app.test_client().post("/inquire", data=MultiDict(fields), headers=own)
    assert answer.status_code == 422
    page = read_page(answer.text)
    assert along.items() <= hidden(page.one("form", action="/inquire")).items()
    assert send(site, form_fields(page)) == 303
    assert site.kept() == [(site.partner.id, "sidebar", "first")]


def test_a_landing_page_on_another_site_is_dropped(site: PartnerSite):
    elsewhere = (
        "https://other.example.org/",
        "https://careers.example.org.evil.example/",
        "javascript:alert(1)",
        "//careers.example.org/",
        "https://ada@careers.example.org/",
        "http://careers.example.org/",
        "https://careers.example.org:8443/",
        "https://[x",
        f"{LANDING}/{'x' * 400}",
        "x",
    )
    for landing in elsewhere:
        page = open_page(site, FORM, {"attribution": site.token(), "landing": landing})
        assert "landing" not in hidden(page.one("form", action="/inquire"))
    assert send(site, [*form_fields(page), ("landing", elsewhere[0])]) == 303
    assert (site.kept()[0][0], site.leads()[0]["source"]["landing_url"]) == (site.partner.id, None)
    usual = {"attribution": site.token(), "landing": "HTTPS://Careers.Example.org:443/start"}
    kept = hidden(open_page(site, FORM, usual).one("form", action="/inquire"))["landing"]
    assert kept == "https://Careers.Example.org:443/start"


def test_global_privacy_control_lets_pages_hand_on_nothing(site: PartnerSite):
    along = {"attribution": site.token(), "landing": LANDING, **TAGS}
    for path in (*PAGES.values(), FORM):
        page = open_page(site, path, along, **{"Sec-GPC": "1"})
        for fields in (*handed_on(page), *map(hidden, page.every("form"))):
            assert not along.keys() & fields.keys()
    fields = form_fields(open_page(site, FORM, along))
    assert send(site, fields, **{"Sec-GPC": "1"}) == 303
    assert site.kept() == [(None, None, None)]
    assert site.leads()[0]["source"]["utm"] == {}
    assert "utm_" not in str(site.leads()[0]["consent"]["page_url"])


def test_a_search_with_faults_hands_it_on_too_and_names_no_fault_of_it(site: PartnerSite):
    along = {"attribution": site.token(), "landing": LANDING, **TAGS}
    answer = site.asking.app.test_client().get(f"/programs?zip=1&nonsense=1&{urlencode(along)}")
    assert answer.status_code == 422
    page = read_page(answer.text)
    assert along.items() <= hidden(page.one("form", id="filters")).items()
    assert "attribution" not in page.one("main").text
    assert "nonsense" in page.one("main").text


def test_many_or_long_tags_do_not_fill_the_page(site: PartnerSite):
    along = {f"utm_t{number}": "x" * 90 for number in range(9)}
    links = handed_on(open_page(site, "/programs?zip=60601", along))
    assert {name for link in links for name in link if name.startswith("utm_")} == {"utm_t0", "utm_t1", "utm_t2"}
