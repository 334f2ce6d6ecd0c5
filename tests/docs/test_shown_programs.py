"""Whatever /docs shows is run as it is shown: curl in a shell, Python by its standard library, JavaScript in a page."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from demo_api import DemoApi
from playwright.sync_api import Browser, Page
from shown import Shown, everything_shown

pytestmark = pytest.mark.xdist_group("docs")
KEY = "pk_test_…"
RUN_ONCE = {"bash", "python", "javascript", "html"}


@pytest.fixture(scope="module")
def shown(api: DemoApi) -> list[Shown]:
    return everything_shown(api)


def once(shown: list[Shown], language: str) -> Iterator[Shown]:
    """Yield the programs in a language; what stands on two pages is yielded once."""
    seen = set()
    for each in shown:
        if each.language == language and each.runs not in {"", "setup"} and each.text not in seen:
            seen.add(each.text)
            yield each


def run(command: list[str], api: DemoApi, key: str, folder: Path, text: str = "") -> str:
    """Run a command as the first page has set it up, and return what it printed."""
    (folder / ".curlrc").write_text("fail-with-body\n")  # a status of 400 and more ends the command
    environment = {"PATH": os.environ["PATH"], "BASE": api.base_url, "KEY": key, "CURL_HOME": str(folder)}
    ended = subprocess.run(
        command, cwd=folder, env=environment, input=text, capture_output=True, text=True, check=False
    )
    assert (ended.returncode, ended.stderr) == (0, ""), (text, ended.stdout, ended.stderr)
    return ended.stdout


def test_everything_that_looks_like_a_program_is_one_that_runs(shown: list[Shown]):
    assert {each.language for each in shown} <= RUN_ONCE | {"json", "text", "css"}
    assert [each for each in shown if each.language in RUN_ONCE and not each.runs] == []
    languages = [each.language for each in shown if each.page in {"/docs", "/docs/guide"} and each.runs]
    assert min(languages.count(each) for each in ("bash", "python", "javascript")) >= 3


def test_the_first_block_sets_what_all_others_need(api: DemoApi, shown: list[Shown]):
    (setup,) = (each for each in shown if each.runs == "setup")
    assert (setup.page, setup.text) == ("/docs", f"export BASE={api.base_url}\nexport KEY=sk_test_…")


def test_every_command_runs_and_answers_json(api: DemoApi, shown: list[Shown], tmp_path: Path):
    keys = {"secret": api.secret_key, "school": api.school_key}
    commands = list(once(shown, "bash"))
    assert len(commands) >= 15
    for each in commands:
        printed = run(["bash", "-euo", "pipefail"], api, keys[each.runs], tmp_path, api.filled_in(each.text))
        if "leads.csv" in each.text or "report.csv" in each.text:
            assert printed.startswith(("lead_id,", "day,"))
        elif "If-None-Match" in each.text:
            assert printed == "304\n"
        else:
            assert json.loads(printed), each.text


def test_every_program_in_python_runs_without_a_package(api: DemoApi, shown: list[Shown], tmp_path: Path):
    programs = list(once(shown, "python"))
    printed = [run([sys.executable, "-I", "-S", "-c", each.text], api, api.secret_key, tmp_path) for each in programs]
    assert_printed(programs, printed, api)


def test_every_program_in_javascript_runs_in_a_page_of_the_partner(api: DemoApi, shown: list[Shown], host: Page):
    programs = list(once(shown, "javascript"))
    assert_printed(programs, [run_in_page(host, each, api) for each in programs], api)


def assert_printed(programs: list[Shown], printed: list[str], api: DemoApi) -> None:
    """See that the programs printed what they are there to show, each at least once."""
    everything = "\n".join(printed)
    assert all(printed), [program.text for program, text in zip(programs, printed, strict=True) if not text]
    assert "programs in all" in everything
    assert "By checking this box" in everything
    assert "· accepted ·" in everything
    assert re.search(r"For the person alone: (http\S+)/receipts/", everything)[1] == api.base_url
    assert f"422 The request has faults {api.base_url}/problems/invalid-request" in everything
    assert "zip · invalid-zip-code · Type a US ZIP code" in everything


@pytest.fixture
def host(api: DemoApi, chromium: Browser) -> Iterator[Page]:
    """Give a page of the partner's site, empty."""
    context = chromium.new_context()
    page = context.new_page()
    page.goto(api.site)
    yield page
    context.close()


def run_in_page(page: Page, program: Shown, api: DemoApi) -> str:
    """Run a module in a page and return what it logged."""
    assert program.text.startswith(f'const BASE = "{api.base_url}";\nconst KEY = "{KEY}";\n')
    said: list[str] = []
    with page.expect_console_message(lambda message: message.text == "(end)") as _:
        page.on("console", lambda message: said.append(message.text))
        text = program.text.replace(KEY, api.publishable_key)
        page.evaluate(
            "text => { const script = document.createElement('script'); script.type = 'module';"
            " script.textContent = text; document.head.append(script); }",
            f"try {{\n{text}\n}} catch (error) {{ console.log(`failed: ${{error}}`); }}\nconsole.log('(end)');",
        )
    page.goto(api.site)
    assert not [line for line in said if line.startswith("failed")], (program.text, said)
    return "\n".join(said[:-1])


GROWN = "() => document.querySelector('leadmatch-search')?.offsetHeight > 100"  # what it holds is closed to the page


def test_the_three_lines_of_the_embed_show_the_search_in_a_page_of_the_partner(
    api: DemoApi, shown: list[Shown], host: Page
):
    (lines,) = (each for each in once(shown, "html") if each.runs == "publishable")
    assert len(lines.text.splitlines()) == 3
    host.set_content(lines.text.replace(KEY, api.publishable_key))
    host.wait_for_function(GROWN)


def test_the_frame_shows_the_search_in_a_page_of_the_partner(api: DemoApi, shown: list[Shown], host: Page):
    (line,) = (each for each in once(shown, "html") if each.runs == "frame")
    host.set_content(line.text.replace(KEY, api.publishable_key))
    (frame,) = host.main_frame.child_frames
    frame.wait_for_function(GROWN)
