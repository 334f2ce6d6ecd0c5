"""axe-core as vendored, let loose on a page as it is."""

from functools import cache
from pathlib import Path

from playwright.sync_api import Page
from visitor import DESK, PHONE, script

VENDOR = Path(__file__).parent / "vendor"
AXE = VENDOR / "axe.min.js"
# Every rule that axe has, the experimental ones too, but for:
RULES_LEFT_OUT = {
    "color-contrast-enhanced": "AAA; the design promises AA and computes its contrasts",
}
_RUN = """async (leftOut) => {
    const rules = axe.getRules().map(rule => rule.ruleId).filter(id => !leftOut.includes(id));
    const found = await axe.run(document, {runOnly: {type: 'rule', values: rules}, resultTypes: ['violations']});
    return found.violations.flatMap(each => each.nodes.map(
        node => `${each.id}: ${node.target.join(' ')}: ${node.failureSummary}`
    ));
}"""


@cache
def _source() -> str:
    return AXE.read_text()


def violations(page: Page) -> list[str]:
    """Return what axe finds on a page, on a phone and on a desk, light and dark."""
    # The browser runs it for us, so the page's own strict content security policy stands.
    script(page, _source() + "; undefined")
    found = []
    for size in (DESK, PHONE):
        page.set_viewport_size(size)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            script(page, "() => new Promise(requestAnimationFrame)")  # until the page has answered to its new size
            found += [f"{size['width']} {scheme}: {each}" for each in script(page, _RUN, list(RULES_LEFT_OUT))]
    return found
