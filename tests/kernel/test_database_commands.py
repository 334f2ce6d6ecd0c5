"""`leadmatch database` brings the tables up to date and tells where they are."""

import json
from pathlib import Path

from click.testing import CliRunner, Result

from leadmatch.cli.database import database
from leadmatch.kernel.migrations import newest
from leadmatch.settings import Settings


def run(database_url: str, *arguments: str) -> Result:
    settings = Settings(
        instance=Path(),
        database_url=database_url,
        environment="development",
        secret_key="a secret of a test " * 2,
        base_url="http://127.0.0.1:8000",
    )
    return CliRunner().invoke(database, arguments, obj=settings)


def test_upgrade_makes_the_tables_once_and_current_tells_it(empty_database_url: str):
    before = run(empty_database_url, "current")
    assert (before.exit_code, before.output) == (1, f"The database is empty; the newest version is {newest()}.\n")
    assert run(empty_database_url, "upgrade").output == f"The database is now at {newest()}; it was empty.\n"
    assert run(empty_database_url, "upgrade").output == f"The database is up to date, at {newest()}.\n"
    after = run(empty_database_url, "current")
    assert (after.exit_code, after.output) == (
        0,
        f"The database is at {newest()}; the newest version is {newest()}.\n",
    )


def test_a_script_reads_the_same_as_json(empty_database_url: str):
    assert json.loads(run(empty_database_url, "current", "--json").stdout) == {"current": None, "newest": newest()}
    upgraded = json.loads(run(empty_database_url, "upgrade", "--json").stdout)
    assert upgraded == {"before": None, "current": newest(), "newest": newest()}


def test_a_database_that_is_away_is_told_in_words(tmp_path: Path):
    result = run(f"postgresql+psycopg://postgres@/leadmatch?host={tmp_path}", "upgrade")
    assert result.exit_code == 1
    assert result.output.startswith("Error: The database cannot be reached: ")
