"""Settings are read once, whole, and all their faults are told together."""

from pathlib import Path

import pytest
from instances import leadmatch

from leadmatch.settings import Settings, SettingsError


def faults(**env: str) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        Settings.from_env({f"LEADMATCH_{name}": value for name, value in env.items()})
    return str(caught.value).splitlines()


def read(tmp_path: Path, **env: str) -> Settings:
    named = {f"LEADMATCH_{name}": value for name, value in env.items()}
    return Settings.from_env({"LEADMATCH_INSTANCE": str(tmp_path), **named})


def test_all_faults_are_told_at_once(tmp_path: Path):
    wrong = {"ENV": "staging", "DATABASE_URL": "mysql://x", "BASE_URL": "ftp://x", "COLOUR": "red", "SECRET_KEYS": "x"}
    told = faults(**wrong, INSTANCE=str(tmp_path))
    assert [line.split(" ", 1)[0] for line in told] == [
        "LEADMATCH_ENV", "LEADMATCH_DATABASE_URL", "LEADMATCH_BASE_URL", "LEADMATCH_COLOUR", "LEADMATCH_SECRET_KEYS",
    ]  # fmt: skip
    assert not (tmp_path / "secret-key").exists()


def test_the_command_line_tells_them_in_words(tmp_path: Path):
    said = leadmatch("database", "current", instance=tmp_path / "instance", ENV="staging", COLOUR="red")
    assert said.returncode == 1
    assert "The settings have faults:\nLEADMATCH_ENV is 'staging'" in said.stderr
    assert "LEADMATCH_COLOUR is not a setting" in said.stderr


@pytest.mark.parametrize(
    "address",
    ["", "nonsense", "mysql://x/y", "oracle://x", "sqlite://", "sqlite:///:memory:", "sqlite+aiosqlite:///x.db",
     "postgresql+asyncpg://x/y", "postgresql+psycopg2://x/y", "postgresql+psycopg://x:port/y"],
)  # fmt: skip
def test_a_database_that_cannot_be_used_is_a_fault(tmp_path: Path, address: str):
    (told,) = faults(DATABASE_URL=address, INSTANCE=str(tmp_path))
    assert told.startswith("LEADMATCH_DATABASE_URL ")


@pytest.mark.parametrize("address", ["sqlite:///x.db", "postgresql://x/y", "postgresql+psycopg://x/y"])
def test_a_database_that_can_be_used_is_taken(tmp_path: Path, address: str):
    assert read(tmp_path, DATABASE_URL=address).database_url == address


@pytest.mark.parametrize(
    "address", ["", "guide.example.org", "ftp://x", "http://", "https:///x", "http://a b", "http://x?y"]
)
def test_an_address_that_is_none_is_a_fault(tmp_path: Path, address: str):
    (told,) = faults(BASE_URL=address, INSTANCE=str(tmp_path))
    assert told.startswith("LEADMATCH_BASE_URL ")


@pytest.mark.parametrize("address", ["guide", "guide@example", "a@b@example.org", "<x>@example.org", "a b@example.org"])
def test_a_contact_that_nobody_can_write_to_is_a_fault(tmp_path: Path, address: str):
    assert faults(CONTACT_EMAIL=address, INSTANCE=str(tmp_path)) == [
        "LEADMATCH_CONTACT_EMAIL is no address such as guide@example.org"
    ]


def test_a_contact_is_taken_and_need_not_be(tmp_path: Path):
    assert read(tmp_path, CONTACT_EMAIL="guide@example.org").contact_email == "guide@example.org"
    assert read(tmp_path).contact_email == ""


def test_slashes_at_the_end_of_the_address_do_not_count(tmp_path: Path):
    assert read(tmp_path, BASE_URL="https://guide.example.org//").base_url == "https://guide.example.org"


@pytest.mark.parametrize("secret", ["", "short", "x" * 31])
def test_production_needs_a_secret_of_its_own(tmp_path: Path, secret: str):
    (told,) = faults(ENV="production", SECRET_KEY=secret, INSTANCE=str(tmp_path))
    assert told.startswith("LEADMATCH_SECRET_KEY ")
    assert read(tmp_path, ENV="production", SECRET_KEY="x" * 32).secret_key == "x" * 32
    assert [*tmp_path.iterdir()] == []


def test_development_makes_a_secret_once_that_only_its_owner_reads(tmp_path: Path):
    first = read(tmp_path).secret_key
    assert len(first) >= 32
    assert read(tmp_path).secret_key == first
    assert (tmp_path / "secret-key").stat().st_mode & 0o777 == 0o600
    assert read(tmp_path / "other").secret_key != first


def test_an_empty_name_of_the_instance_folder_is_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.chdir(tmp_path)
    assert Settings.from_env({"LEADMATCH_INSTANCE": ""}).instance == tmp_path / "instance"
