"""The rules of the house that nobody has to remember: each is a test."""

import ast
import importlib
import inspect
import os
import pkgutil
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from flask import Flask

import leadmatch
from leadmatch.app import create_app
from leadmatch.kernel.errors import LeadmatchError
from leadmatch.settings import SETTINGS, Settings, SettingsError
from leadmatch.web.blueprints import guard_of, serves_pages
from leadmatch.web.openapi import documentation_of
from leadmatch.web.openapi_document import ApiWords, build_document
from leadmatch.web.problem_pages import problem_texts
from leadmatch.web.problems import HTTP_PROBLEMS, STATUS_BY_SLUG, is_page

ROOT = Path(__file__).parents[1]
MAX_LINES = 300
VAGUE_WORD = re.compile(
    r"(?:^|_)(?:utils?|helpers?|managers?|common|misc|data|info|process|handlers?|handle|stuff)(?:_|$)"
)
MACHINE_PATH = re.compile(r"(?<![\w.~/-])/(?:work|root|farm|home|Users)/[\w.]")
INDEX_ADDRESS = re.compile(r"(?:index-url|find-links|trusted-host)[ =]+[\w.]+[:./]", re.IGNORECASE)


@cache
def tracked_files() -> tuple[Path, ...]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    files = (ROOT / name for name in listed.split("\0") if name)
    return tuple(file for file in files if file.is_file() and not file.is_symlink())


def python_files(*folders: str) -> list[Path]:
    return [file for folder in folders for file in sorted((ROOT / folder).rglob("*.py")) if ".work" not in file.parts]


def named(file: Path) -> str:
    return str(file.relative_to(ROOT))


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    instance = tmp_path_factory.mktemp("instance")
    settings = Settings(
        instance=instance,
        database_url=f"sqlite:///{instance / 'leadmatch.db'}",
        environment="development",
        secret_key="not a secret, " * 3,
        base_url="http://127.0.0.1:8000",
    )
    return create_app(settings, watches=False)


def test_every_blueprint_names_its_guard(app: Flask):
    assert [name for name, blueprint in app.blueprints.items() if guard_of(blueprint) is None] == []


def test_every_route_is_in_the_openapi_document_or_a_page(app: Flask):
    unaccounted = []
    for rule in app.url_map.iter_rules():
        owner = app.blueprints.get(rule.endpoint.rpartition(".")[0])
        is_listed_page = owner is not None and serves_pages(owner)
        is_asset = rule.endpoint.rpartition(".")[2] == "static"
        if not (is_listed_page or is_asset or documentation_of(app.view_functions[rule.endpoint])):
            unaccounted.append(rule.rule)
    assert unaccounted == []


def test_pages_and_api_do_not_share_paths(app: Flask):
    for rule in app.url_map.iter_rules():
        owner = app.blueprints.get(rule.endpoint.rpartition(".")[0])
        if owner is not None and serves_pages(owner):
            assert is_page(rule.rule), rule.rule


def test_no_api_route_ends_in_a_slash_so_that_none_is_redirected(app: Flask):
    assert [rule.rule for rule in app.url_map.iter_rules() if not is_page(rule.rule) and rule.rule.endswith("/")] == []


def test_every_path_variable_is_described_and_every_operation_has_its_own_id(app: Flask):
    for rule in app.url_map.iter_rules():
        documentation = documentation_of(app.view_functions[rule.endpoint])
        if documentation is not None:
            assert set(documentation.path) == rule.arguments, rule.rule
    with app.app_context():
        paths = build_document(app, ApiWords("t", "1", "http://127.0.0.1"))["paths"]
    ids = [operation["operationId"] for operations in paths.values() for operation in operations.values()]
    assert sorted(set(ids)) == sorted(ids)


def errors_of_the_house() -> Iterator[type[LeadmatchError]]:
    for module in pkgutil.walk_packages(leadmatch.__path__, "leadmatch."):
        importlib.import_module(module.name)
    found = list(LeadmatchError.__subclasses__())
    for error in found:
        found += error.__subclasses__()
        if error.__module__.startswith("leadmatch."):
            yield error


def test_every_error_has_a_status_and_its_page():
    texts = problem_texts()
    for error in errors_of_the_house():
        assert error.slug in STATUS_BY_SLUG, error
        assert texts[error.slug].title == error.title, error
    for words in HTTP_PROBLEMS.values():
        assert texts[words.slug].title == words.title


def test_every_problem_page_is_of_a_problem_there_is():
    assert set(problem_texts()) == {words.slug for words in HTTP_PROBLEMS.values()} | set(STATUS_BY_SLUG)


def test_every_setting_has_its_heading_and_every_heading_a_setting():
    headings = re.findall(r"^## (.+)$", (ROOT / "docs" / "settings.md").read_text(), re.MULTILINE)
    assert sorted(headings) == sorted(SETTINGS)
    examples = re.findall(r"^(\w+)=", (ROOT / ".env.example").read_text(), re.MULTILINE)
    assert sorted(examples) == sorted(SETTINGS)
    source = inspect.getsource(importlib.import_module("leadmatch.settings"))
    assert set(re.findall(r"LEADMATCH_[A-Z][A-Z_]*[A-Z]", source)) <= set(SETTINGS)
    with pytest.raises(SettingsError) as caught:
        Settings.from_env({**dict.fromkeys(headings, "?"), "LEADMATCH_NO_SUCH": "?"})
    assert [line for line in str(caught.value).splitlines() if line.endswith("is not a setting")] == [
        "LEADMATCH_NO_SUCH is not a setting"
    ]


def test_no_file_is_so_long_that_two_things_live_in_it():
    files = python_files("leadmatch", "tests", "bench", "migrations")
    lengths = {named(file): len(file.read_text().splitlines()) for file in files}
    assert {name: length for name, length in lengths.items() if length > MAX_LINES} == {}


def test_every_module_says_what_lives_in_it():
    files = python_files("leadmatch", "bench", "migrations")
    assert [named(file) for file in files if not ast.get_docstring(ast.parse(file.read_text()))] == []


def test_no_module_has_a_name_that_fits_anything():
    vague = [
        named(file)
        for file in python_files("leadmatch", "tests", "bench", "migrations")
        if any(VAGUE_WORD.search(part.removesuffix(".py")) for part in file.relative_to(ROOT).parts)
    ]
    assert vague == []


def test_no_file_knows_the_machine_it_was_written_on_or_a_package_index():
    found = []
    for file in tracked_files():
        text = file.read_bytes().decode("utf-8", "replace")
        found += [f"{named(file)}: {match[0]}" for match in MACHINE_PATH.finditer(text)]
        found += [f"{named(file)}: {match[0]}" for match in INDEX_ADDRESS.finditer(text)]
        if file.suffix == ".lock":
            found += [f"{named(file)}: {address}" for address in re.findall(r"https?://\S+", text)]
    assert found == []


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("cd /{}/x", True),
        ('"/{}/me/file"', True),
        ("https://example.org/{}/x", False),
        ("/{}stead/x", False),
        ("docs/{}/x", False),
    ],
)
def test_a_machine_path_is_recognised(text: str, is_one: bool):  # noqa: FBT001  # a column of the table
    assert bool(MACHINE_PATH.search(text.format("home"))) is is_one


def test_an_index_address_is_recognised():
    assert INDEX_ADDRESS.search("--index-url {}".format("https://pypi.example/simple"))
    assert not INDEX_ADDRESS.search("uv pip compile --no-emit-index-url --no-emit-find-links --no-header")


SERVE = """
import sys
from leadmatch.app import create_app
client = create_app(watches=False).test_client()
for path in ("/healthz", "/readyz", "/openapi.json", "/api/v1/programs?zip=90210"):
    client.get(path)
print(*sorted({"pandas", "pgeocode"} & set(sys.modules)))
"""


def test_serving_never_imports_pandas_or_pgeocode(tmp_path: Path):
    environment = {name: value for name, value in os.environ.items() if not name.startswith("LEADMATCH_")}
    environment["LEADMATCH_INSTANCE"] = str(tmp_path)
    run = subprocess.run(
        [sys.executable, "-c", SERVE], env=environment, cwd=tmp_path, check=True, capture_output=True, text=True
    )
    assert run.stdout.strip() == ""
