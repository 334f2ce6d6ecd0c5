"""A visitor's browser, and a watch on everything that pages do behind their text."""

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response

PHONE = {"width": 375, "height": 740}
TABLET = {"width": 768, "height": 1024}
DESK = {"width": 1280, "height": 800}
TIMEOUT_MS = 10_000

# What the fixture `visit` of conftest.py gives: a new page in a context of its own, by the options of a context.
Visit = Callable[..., Page]

_FAILED_TO_LOAD = "Failed to load resource"


class Watch:
    """Everything that is wrong with what the pages of one visitor did.

    The page that was asked for may be an error, for tests ask for those; what a page then loads may not fail.
    """

    def __init__(self, context: BrowserContext, home: str) -> None:
        """Listen to every page of `context`; `home` is the one place it may speak to."""
        self._context = context
        self._home = urlsplit(home).netloc
        self._seen: list[str] = []
        self._documents: set[str] = set()
        context.on("console", self._on_console)
        context.on("weberror", lambda error: self._seen.append(f"script error: {error.error}"))
        context.on("request", self._on_request)
        context.on("requestfailed", self._on_failed)
        context.on("response", self._on_response)

    @property
    def complaints(self) -> list[str]:
        """What was seen, in order, and the cookies that were set."""
        cookies = [f"cookie {each.get('name')}" for each in self._context.cookies()]
        return self._seen + cookies

    def _on_console(self, message: ConsoleMessage) -> None:
        is_answer = message.text.startswith(_FAILED_TO_LOAD) and message.location["url"] in self._documents
        if not is_answer:
            self._seen.append(f"console {message.type}: {message.text} ({message.location['url']})")

    def _on_request(self, request: Request) -> None:
        if request.is_navigation_request():
            self._documents.add(request.url)
        address = urlsplit(request.url)
        if address.scheme != "data" and address.netloc != self._home:
            self._seen.append(f"request to somebody else: {request.url}")

    def _on_failed(self, request: Request) -> None:
        # A page that is left, or an answer that a newer one made needless, is cut off by the browser itself.
        if request.failure != "net::ERR_ABORTED":
            self._seen.append(f"request failed: {request.url} {request.failure}")

    def _on_response(self, response: Response) -> None:
        if response.status >= 400 and not response.request.is_navigation_request():
            self._seen.append(f"answer {response.status}: {response.url}")


def focused(page: Page) -> str:
    """Return what has the focus as a screen reader would say it: its kind, a colon and its name."""
    said: str = page.evaluate(
        """() => {
            const here = document.activeElement;
            const label = here.labels && here.labels[0];
            const words = here.getAttribute('aria-label') || (label || here).textContent || here.value || '';
            return here.tagName.toLowerCase() + ': ' + words.replace(/\\s+/g, ' ').trim();
        }"""
    )
    return said


def script(page: Page, expression: str, argument: Any = None) -> Any:  # noqa: ANN401  # whatever a script returns
    """Return what a script in the page says; as the browser itself runs it, the page's own rules do not apply to it."""
    return page.evaluate(expression, argument)


def unfold(page: Page) -> None:
    """Open every part of a page that can be unfolded, but for the filters: on a phone they lie over all the others."""
    script(
        page, "() => document.querySelectorAll('details').forEach(each => { each.open ||= !each.closest('aside'); })"
    )


def visits(chromium: Browser, home: str) -> Iterator[Visit]:
    """Yield a maker of visitors of one site; when its user is done, nothing may have gone wrong behind their pages."""
    opened: list[tuple[BrowserContext, Watch]] = []

    def visit(**options: object) -> Page:
        context = chromium.new_context(**{"base_url": home, "viewport": DESK, "locale": "en-US"} | options)
        context.set_default_timeout(TIMEOUT_MS)
        opened.append((context, Watch(context, home)))
        return context.new_page()

    yield visit
    complaints = [complaint for _, watch in opened for complaint in watch.complaints]
    for context, _ in opened:
        context.close()
    assert complaints == []
