"""Pages of partners on other ports of this machine, with the embed in them, before the real server and a real key.

The element's shadow root is closed, and neither axe nor Playwright can look into it. So a test's browser opens every
shadow root as it is attached, before any script of the page runs: the script under test is the one that partners get.
"""

import itertools
import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

import pytest
from instances import serving, shared_demo_instance
from partnering import add_partner, add_partner_key
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request
from sqlalchemy import Engine, text
from visitor import TIMEOUT_MS

from leadmatch.kernel.database import open_engine, writing
from leadmatch.settings import Settings

ZIP = "60601"  # where made-up schools sponsor
STRICT = (
    "default-src 'none'; script-src {home}; connect-src {home}; base-uri 'none'; form-action 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)
OPEN_SHADOWS = """(() => {
    const attach = Element.prototype.attachShadow;
    Element.prototype.attachShadow = function (how) { return attach.call(this, {...how, mode: 'open'}); };
})();"""
KEPT = """async () => ({
    cookie: document.cookie, local: localStorage.length, session: sessionStorage.length,
    bases: (await indexedDB.databases()).length, caches: (await caches.keys()).length,
})"""
PLAIN, TRY_AGAIN = "The program search can't be shown here right now.", "Try again"
NOT_HEARD = (
    "blocked by CORS policy",
    "net::ERR_FAILED",
    "status of 401",
    "status of 403",
    "status of 503",
    "status of 429",
)
REFUSED = ("status of 409", "status of 422", "status of 429")
PROGRAM = "Ask for information Medical billing and coding certificate"
NOTHING_KEPT = {"cookie": "", "local": 0, "session": 0, "bases": 0, "caches": 0}
_numbers = itertools.count(30)


@dataclass
class HostSite:
    """A site on a port of its own: what its paths show, and with which content security policy.

    Args:
        policy: of every page; empty for none.
        pages: HTML by path.
    """

    origin: str
    policy: str
    pages: dict[str, str] = field(default_factory=dict)


@contextmanager
def host_site(policy: str) -> Iterator[HostSite]:
    """Serve a site and yield it; pages can be put into it at any time."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            page = {"/favicon.ico": "", **site.pages}.get(urlsplit(self.path).path)
            self.send_response(200 if page is not None else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            if site.policy:
                self.send_header("Content-Security-Policy", site.policy)
            self.end_headers()
            self.wfile.write((page or "").encode())

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # as the library names it
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    site = HostSite(f"http://127.0.0.1:{server.server_port}", policy)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@dataclass
class Embedding:
    """A guide with a partner, and sites with and without leave to embed it.

    Args:
        home: address of the guide.
        strict: the partner's site with a strict content security policy.
        lax: another one of its sites, with none.
        stranger: somebody else's site.
    """

    home: str
    key: str
    test_key: str
    strict: HostSite
    lax: HostSite
    stranger: HostSite
    engine: Engine

    def rows(self, query: str) -> list[Any]:
        """Return what a query of the guide's database finds now."""
        with self.engine.connect() as connection:
            return list(connection.execute(text(query)))

    def html(self, body: str, *, head: str = "", lang: str = "en") -> str:
        """Return a page with the script of the element in its head."""
        script = f'<script src="{self.home}/embed/v1.js" crossorigin="anonymous" async></script>'
        viewport = '<meta name="viewport" content="width=device-width"><title>A partner</title>'
        return f'<!doctype html><html lang="{lang}"><head>{viewport}{script}{head}</head><body>{body}</body></html>'

    def element(self, **attributes: str) -> str:
        """Return an element with the partner's key, unless another is named."""
        named = {"key": self.key, "field": "billing-coding", "placement": "sidebar", **attributes}
        written = "".join(f' {name}="{value}"' for name, value in named.items() if value)
        return f"<leadmatch-search{written}></leadmatch-search>"


@pytest.fixture(scope="session")
def embedding(tmp_path_factory: pytest.TempPathFactory, chromium: Browser) -> Iterator[Embedding]:  # noqa: ARG001  # first: may skip
    """Return the guide of the demonstration with a partner that has two sites."""
    folder = tmp_path_factory.mktemp("embedding") / "instance"
    instance = Path(shutil.copytree(shared_demo_instance(tmp_path_factory), folder))
    settings = Settings.from_env({"LEADMATCH_INSTANCE": str(instance)})
    with ExitStack() as stack:
        strict, lax, stranger = (stack.enter_context(host_site("")) for _ in range(3))
        engine = open_engine(settings.database_url)
        with writing(engine) as connection:
            partner = add_partner(connection, name="A partner with an element", origins=(strict.origin, lax.origin))
            key = add_partner_key(connection, settings.keyed_hash(), partner.id).text
            test_key = add_partner_key(connection, settings.keyed_hash(), partner.id, is_test=True).text
        server = stack.enter_context(serving(instance, wait_for="/readyz"))
        home = f"http://127.0.0.1:{server.port}"
        strict.policy = STRICT.format(home=home)
        yield Embedding(home, key, test_key, strict, lax, stranger, engine)
        engine.dispose()


class Guest:
    """Somebody on a page of a host site, and everything that went on behind the page.

    Args:
        context: theirs alone.
        sites: origins that their page may speak to.
    """

    def __init__(self, context: BrowserContext, sites: tuple[str, ...]) -> None:
        """Listen to every page of the context."""
        self._context = context
        self._sites = sites
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.expected: tuple[str, ...] = ()
        context.on("request", self._on_request)
        context.on("console", self._on_console)
        context.on("weberror", lambda error: self.complaints.append(f"script error: {error.error}"))
        context.on("dialog", lambda dialog: (self.complaints.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        self.page = context.new_page()

    def _on_request(self, request: Request) -> None:
        self.requests.append(f"{request.method} {request.url}")
        if not request.url.startswith(self._sites):
            self.complaints.append(f"request to somebody else: {request.url}")

    def _on_console(self, message: ConsoleMessage) -> None:
        if not any(each in message.text for each in self.expected):
            self.complaints.append(f"console {message.type}: {message.text}")

    def asked(self, part: str) -> list[str]:
        """Return the requests whose address has this part."""
        return [each for each in self.requests if part in each]


Visits = Callable[..., Guest]


@pytest.fixture
def guest(chromium: Browser, embedding: Embedding) -> Iterator[Visits]:
    """Return a maker of guests; when the test ends, nothing may have gone wrong behind their pages."""
    made: list[tuple[BrowserContext, Guest]] = []

    def visit(address: str, *, opens_shadows: bool = True, expects: tuple[str, ...] = (), **options: Any) -> Guest:  # noqa: ANN401  # of a context
        context = chromium.new_context(**{"viewport": {"width": 1280, "height": 800}, "locale": "en-US"} | options)
        context.set_default_timeout(TIMEOUT_MS)
        if opens_shadows:
            context.add_init_script(OPEN_SHADOWS)
        sites = (embedding.home, *(each.origin for each in (embedding.strict, embedding.lax, embedding.stranger)))
        found = Guest(context, sites)
        found.expected = expects
        made.append((context, found))
        found.page.goto(address)
        return found

    yield visit
    complaints = [complaint for _, each in made for complaint in each.complaints]
    cookies = [cookie.get("name") for context, _ in made for cookie in context.cookies()]
    for context, _ in made:
        context.close()
    assert complaints == [], complaints
    assert cookies == [], cookies


def put(site: HostSite, path: str, html: str) -> str:
    """Put a page into a site and return its address."""
    site.pages[path] = html
    return site.origin + path


def search(page: Page, zip_code: str = ZIP) -> None:
    """Type a ZIP code into the first element of a page and wait for the list."""
    page.locator("#zip").first.fill(zip_code)
    page.locator("#find").first.click()
    page.locator("article").first.wait_for()


def fill_in(page: Page, *, email: str, phone: str) -> None:
    """Answer every question of the form, and agree with every school."""
    for name, value in {"first_name": "Ada", "last_name": "Example", "email": email, "phone": phone}.items():
        page.locator(f"#{name}").fill(value)
    page.locator("#education_level").select_option("hs_or_ged")
    page.locator("#start_timeframe").select_option("1_3_months")
    page.locator("#is_adult").check()
    for box in page.get_by_role("group").get_by_role("checkbox").all():
        box.check()


def send(page: Page) -> None:
    """Press the button that sends the form."""
    page.locator("form button.main").click()


def json_of(page: Page, address: str) -> Any:  # noqa: ANN401  # whatever JSON holds
    """Return what the guide's API answers, asked outside of the page."""
    return json.loads(page.request.get(address).text())


def somebody() -> dict[str, str]:
    """Return how to reach somebody whom no other test is."""
    number = next(_numbers)
    return {"email": f"somebody.{number}@example.org", "phone": f"(312) 555-01{number}"}


def open_form(embedding: Embedding, guest: Visits, key: str = "", **person: str) -> Guest:
    """Return a guest whose form is filled in and can be sent."""
    html = embedding.html(embedding.element(key=key or embedding.key, zip=ZIP))
    here = guest(put(embedding.strict, "/form", html), expects=REFUSED + NOT_HEARD)
    here.page.get_by_role("button", name="Ask for information" if key else PROGRAM).first.click()
    fill_in(here.page, **(person or somebody()))
    return here
