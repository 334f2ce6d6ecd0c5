"""The element on a page that fights it, and answers of the guide that nobody would give."""

import itertools
from typing import Any

import pytest
from embedding import ZIP, Embedding, Visits, json_of, put, search
from playwright.sync_api import Page, expect
from visitor import script

HOSTILE_CSS = """<style>
* { display: inline !important; color: #f0f !important; font: 9px/1 fantasy !important; letter-spacing: 1em !important;
    text-transform: uppercase !important; text-indent: -9999px !important; float: left !important; }
html, body { display: block !important; float: none !important; direction: rtl !important; }
leadmatch-search {
    display: none !important; visibility: hidden !important; opacity: 0 !important; height: 0 !important;
    overflow: hidden !important; position: absolute !important; left: -9999px !important; zoom: .1 !important;
    transform: scale(0) !important; filter: opacity(0) !important; clip-path: inset(50%) !important;
    mask-image: linear-gradient(transparent, transparent) !important; content-visibility: hidden !important;
    width: 1px !important; max-height: 1px !important; --leadmatch-font-size: calc(0px / 0); --leadmatch-radius: 99px;
    --leadmatch-surface: #6b4e00; --leadmatch-ink: #fff; --leadmatch-muted: #fff; --leadmatch-paid: #fff;
    --paid: #fff; --paid-ink: #fff; --plain: #fff; --plain-ink: #fff; --leadmatch-font: fantasy;
}
leadmatch-search::before, leadmatch-search::after {
    content: "x" !important; position: fixed !important; inset: 0 !important; background: #fff !important;
}
leadmatch-search::part(paid), .paid, .paid h2, .consent { display: none !important; color: #fff !important; }
</style>"""
# Names that an element might give to properties of its own: registered by a page, they would be transparent.
SHORT_NAMES = ("paid", "paid-ink", "plain", "plain-ink", "page", "surface", "ink", "muted", "line", "accent", "focus")
REGISTERED = "@property --{} {{ syntax: '<color>'; inherits: false; initial-value: transparent; }}"
HOSTILE_CSS += f"<style>{''.join(map(REGISTERED.format, SHORT_NAMES))}</style>"
LOOKS = """selector => {
    const root = document.querySelector('leadmatch-search').shadowRoot, block = root.querySelector(selector);
    return [block, ...block.querySelectorAll(':scope > h2, :scope > p, .sponsor, .choice, .choice span')].map(each => {
        const style = getComputedStyle(each), box = each.getBoundingClientRect();
        const top = document.elementFromPoint(box.x + box.width / 2, box.y + Math.min(box.height, 30) / 2);
        return [each.className, style.color, style.backgroundColor, parseFloat(style.fontSize) >= 14, style.visibility,
            style.opacity, style.textTransform, style.letterSpacing, style.direction, style.fontFamily,
            box.height > 15, box.width > 50, each !== block || top?.tagName === 'LEADMATCH-SEARCH'];
    });
}"""
INSIDE = """() => {
    const root = document.querySelector('leadmatch-search').shadowRoot;
    return {
        tags: [...new Set([...root.querySelectorAll('*')].map(each => each.localName))].sort(),
        schemes: [...new Set([...root.querySelectorAll('a')].map(each => each.protocol))].sort(),
        attributes: [...new Set([...root.querySelectorAll('*')].flatMap(each => each.getAttributeNames()))],
        text: root.textContent,
    };
}"""
SHAPES = (
    "<script>{}</script>",
    "<img src=x onerror={}>",
    "<svg onload={}>",
    "<svg><script>{}</script></svg>",
    "javascript:{}",
    '"><script>{}</script>',
    "'-{}-'",
    "</span><script>{}</script>",
    "<iframe srcdoc='<script>{}</script>'>",
    "${{{}}}",
    "<a href=javascript:{}>x</a>",
    "<body onload={}>",
    "<details open ontoggle={}>",
    "{{{{{}}}}}",
    "<math><mi xlink:href=javascript:{}>",
    "<input autofocus onfocus={}>",
    "<video><source onerror={}>",
    "data:text/html,<script>{}</script>",
    "<style onload={}></style>",
    "--><script>{}</script>",
)
CALLS = ("window.ran=1", "alert(1)", "parent.ran=1", "top.ran=1", "(window.ran=1,alert(1))")
PAYLOADS = [shape.format(call) for shape, call in itertools.product(SHAPES, CALLS)]


def poisoned(value: Any, payload: str) -> Any:  # noqa: ANN401  # whatever JSON holds
    """Return JSON with a payload in every text but those that say what kind of thing something is."""
    kinds = {"id", "kind", "control", "basis", "credential", "formats"}
    if isinstance(value, dict):
        return {name: each if name in kinds else poisoned(each, payload) for name, each in value.items()}
    if isinstance(value, list):
        return [poisoned(each, payload) for each in value]
    return payload if isinstance(value, str) else value


def poisoned_answer(answer: dict[str, Any]) -> dict[str, Any]:
    """Return an answer with a program for each payload, and three sponsored ones that take inquiries."""
    program, example = answer["programs"][0], answer["sponsored"][0]
    programs = [{**poisoned(program, payload), "id": f"prg_{at}"} for at, payload in enumerate(PAYLOADS)]
    sponsored = [{**poisoned(example, payload), "id": f"prg_s{at}"} for at, payload in enumerate(PAYLOADS[:3])]
    links = {f"prg_{at}": payload for at, payload in enumerate(PAYLOADS)} | {
        f"prg_s{at}": "/inquire" for at in range(3)
    }
    around = {"inquiry_links": links, "attribution": PAYLOADS[0], "location": poisoned(answer["location"], PAYLOADS[1])}
    return answer | {"programs": programs, "sponsored": sponsored} | around


DISCLOSURE = {
    "school": {"id": "sch_x", "name": PAYLOADS[5]},
    "program_ids": ["prg_s0"],
    "disclosure_id": "dsc_x",
    "sha256": "0" * 64,
    "text": PAYLOADS[6],
    "text_with_phone": PAYLOADS[7] + "{phone}",
    "channels": ["email"],
    "language": "en",
}
RECEIPT = {
    "id": "inq_1",
    "receipt_url": "javascript:window.ran=1",
    "leads": [{"school": {"name": PAYLOADS[0]}, "status": "accepted"}],
}


def answer_with(page: Page, path: str, body: object, status: int = 200) -> None:
    """Let the page get an answer that the guide would never give."""
    allowed = {"Access-Control-Allow-Origin": "*", "Access-Control-Allow-Headers": "*"}
    page.route(f"**{path}*", lambda route: route.fulfill(status=status, headers=allowed, json=body))


@pytest.mark.parametrize("which", ["strict", "lax"])
def test_a_hundred_scripts_in_every_name_are_shown_as_text_and_run_nowhere(
    embedding: Embedding, guest: Visits, which: str
):
    site = embedding.strict if which == "strict" else embedding.lax
    html = embedding.html(embedding.element(), head="" if which == "strict" else HOSTILE_CSS)
    page = guest(put(site, "/poison", html)).page
    true = json_of(page, f"{embedding.home}/api/v1/programs?zip={ZIP}&field=billing-coding&facets=true&per_page=10")
    answer_with(page, "/api/v1/programs", poisoned_answer(true))
    search(page)
    expect(page.locator("ol > li")).to_have_count(len(PAYLOADS))
    page.locator("summary").evaluate_all("all => all.forEach(each => { each.parentElement.open = true; })")
    found = script(page, INSIDE)
    assert not {"script", "img", "svg", "iframe", "video", "style", "body", "math"} & set(found["tags"])
    assert found["schemes"] == ["http:"]
    assert [name for name in found["attributes"] if name.startswith(("on", "style", "src", "xlink"))] == []
    assert [payload for payload in PAYLOADS if payload not in found["text"]] == []
    answer_with(page, "/api/v1/disclosures", {"disclosures": [DISCLOSURE]})
    page.locator(".paid button.main").first.click()
    page.locator("#phone").fill("<img src=x onerror=window.ran=1>")
    assert PAYLOADS[7] + "<img" in page.locator(".consent label").inner_text()
    answer_with(page, "/api/v1/inquiries", RECEIPT, 201)
    page.locator("form button.main").click()
    expect(page.get_by_role("link", name="Open your receipt")).to_have_attribute("href", embedding.home)
    assert script(page, "() => window.ran ?? 0") == 0


def test_what_is_sponsored_and_agreed_to_cannot_be_hidden_or_recolored_by_the_page(embedding: Embedding, guest: Visits):
    looks = []
    for path, head in (("/clean", ""), ("/hostile", HOSTILE_CSS)):
        page = guest(put(embedding.lax, path, embedding.html(embedding.element(), head=head))).page
        search(page)
        page.locator(".paid h2").scroll_into_view_if_needed()
        sponsored = script(page, LOOKS, ".paid")
        button = page.locator(".paid button.main").first
        look = button.evaluate("each => [getComputedStyle(each).backgroundColor, getComputedStyle(each).fontSize]")
        button.click()
        page.locator(".consent").scroll_into_view_if_needed()
        looks.append((sponsored, look, script(page, LOOKS, ".consent")))
    clean, hostile = looks
    assert (hostile[0], hostile[2]) == (clean[0], clean[2])
    sponsored, look, agreed = clean
    assert look == ["rgb(11, 93, 94)", "17px"]
    assert hostile[1] == ["rgb(11, 93, 94)", "14px"], "no number at all is the smallest size"
    assert {each[1] for each in sponsored} == {"rgb(107, 78, 0)"}
    assert {each[2] for each in sponsored if each[0]} == {"rgb(255, 246, 223)"}
    assert {each[1] for each in agreed} == {"rgb(27, 31, 36)"}
    assert agreed[0][2] == "rgb(255, 255, 255)"


def test_messages_of_strangers_do_nothing_to_the_element(embedding: Embedding, guest: Visits):
    here = guest(put(embedding.strict, "/messages", embedding.html(embedding.element(zip=ZIP))))
    expect(here.page.locator("article").first).to_be_visible()
    before = (script(here.page, INSIDE)["text"], len(here.requests))
    for message in ({"type": "leadmatch-height", "height": 1}, {"zip": "90012"}, "leadmatch", {"field": "x"}):
        script(here.page, "message => { postMessage(message, '*'); }", message)
    script(here.page, "() => new Promise(requestAnimationFrame)")
    assert (script(here.page, INSIDE)["text"], len(here.requests)) == before
