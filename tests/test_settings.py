"""Settings are read once, whole, and all their faults are told together."""

import base64
from pathlib import Path

import pytest
from instances import leadmatch

from leadmatch.kernel.keyed_hash import KeyedHash
from leadmatch.kernel.valkey_windows import ValkeyWindows
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


def own_secrets(**instead: str) -> dict[str, str]:
    keys = f"k2:{base64.b64encode(b'2' * 32).decode()},k1:{base64.urlsafe_b64encode(b'1' * 32).decode()}"
    return {"SECRET_KEY": "x" * 32, "INDEX_KEY": "y" * 32, "CHECKPOINT_KEY": "z" * 32, "PII_KEYS": keys} | instead


def test_production_takes_its_secrets_from_outside_and_writes_none(tmp_path: Path):
    settings = read(tmp_path, ENV="production", **own_secrets())
    assert settings.secret_key == "x" * 32
    assert settings.checkpoint_secret() == "z" * 32
    assert settings.key_ring().active == "k2"
    assert settings.keyed_hash().of("email", "a") == KeyedHash(b"y" * 32).of("email", "a")
    assert [*tmp_path.iterdir()] == []


@pytest.mark.parametrize("name", ["SECRET_KEY", "INDEX_KEY", "CHECKPOINT_KEY"])
@pytest.mark.parametrize("secret", ["", "short", "x" * 31])
def test_production_needs_secrets_of_its_own(tmp_path: Path, name: str, secret: str):
    (told,) = faults(ENV="production", INSTANCE=str(tmp_path), **own_secrets(**{name: secret}))
    assert told == f"LEADMATCH_{name} needs 32 characters or more in production"
    assert [*tmp_path.iterdir()] == []


GOOD_KEY = "MTExMTExMTExMTExMTExMTExMTExMTExMTExMTExMTE"


@pytest.mark.parametrize(
    "keys",
    ["k1", "k1:", f":{GOOD_KEY}", GOOD_KEY, f"k1:{GOOD_KEY[:-1]}", f"k1:{GOOD_KEY}A", f"k1:{GOOD_KEY}!",
     f"k-1:{GOOD_KEY}",
     f"k1:{GOOD_KEY},k1:{GOOD_KEY}", f"k1:{GOOD_KEY},k2:short", f"é:{GOOD_KEY}", f"{'k' * 33}:{GOOD_KEY}", ",", "k1:é",
     f"k1:!{GOOD_KEY}"],
)  # fmt: skip
@pytest.mark.parametrize("environment", ["development", "production"])
def test_keys_that_seal_nothing_are_a_fault_that_does_not_hold_them(tmp_path: Path, environment: str, keys: str):
    (told,) = faults(ENV=environment, INSTANCE=str(tmp_path), **own_secrets(PII_KEYS=keys))
    assert told.startswith("LEADMATCH_PII_KEYS ")
    assert GOOD_KEY[:8] not in told


def test_production_needs_keys_of_personal_data(tmp_path: Path):
    (told,) = faults(ENV="production", INSTANCE=str(tmp_path), **own_secrets(PII_KEYS=""))
    assert told == "LEADMATCH_PII_KEYS names no key"


def test_no_fault_and_no_settings_in_words_hold_a_secret(tmp_path: Path):
    words = {"SECRET_KEY": "first-secret", "INDEX_KEY": "second-secret", "CHECKPOINT_KEY": "third-secret",
             "PII_KEYS": "fourth-secret", "DATABASE_URL": "mysql://x:fifth-secret@y/z"}  # fmt: skip
    told = faults(ENV="production", INSTANCE=str(tmp_path), **words)
    assert len(told) == 5
    assert "-secret" not in "".join(told)
    secret = own_secrets(DATABASE_URL="postgresql://x:sixth-secret@y/z")
    shown = repr(read(tmp_path, **secret))
    assert not any(each in shown for each in secret.values())


def test_development_makes_a_secret_once_that_only_its_owner_reads(tmp_path: Path):
    instance = tmp_path / "instance"
    first = read(instance).secret_key
    assert len(first) >= 32
    assert read(instance).secret_key == first
    assert (instance / "secret-key").stat().st_mode & 0o777 == 0o600
    (tmp_path / "plain").mkdir()
    assert instance.stat().st_mode == (tmp_path / "plain").stat().st_mode
    assert read(tmp_path / "other").secret_key != first


def test_development_makes_the_other_secrets_when_they_are_asked_for(tmp_path: Path):
    settings = read(tmp_path)
    folder = tmp_path / "secrets"
    assert not folder.exists()
    ring, hashes, checkpoint = settings.key_ring(), settings.keyed_hash(), settings.checkpoint_secret()
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {file.name: file.stat().st_mode & 0o777 for file in folder.iterdir()} == dict.fromkeys(
        ("pii-keys", "index-key", "checkpoint-key"), 0o600
    )
    again = read(tmp_path)
    assert again.key_ring().open(ring.seal(b"x", row="r"), row="r") == b"x"
    assert again.keyed_hash().of("email", "a") == hashes.of("email", "a")
    assert again.checkpoint_secret() == checkpoint
    assert len({(folder / name).read_text() for name in ("pii-keys", "index-key", "checkpoint-key")}) == 3


def test_a_file_of_keys_that_is_lost_does_not_come_back_with_other_keys(tmp_path: Path):
    settings = read(tmp_path)
    ring = settings.key_ring()
    settings.pii_keys_file.unlink()
    with pytest.raises(FileNotFoundError):
        ring.reload()
    assert not settings.pii_keys_file.exists()


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [("CONSENT_RETENTION_YEARS", "1", 1), ("CONSENT_RETENTION_YEARS", "50", 50), ("PROXY_HOPS", "0", 0),
     ("PROXY_HOPS", "5", 5)],
)  # fmt: skip
def test_a_number_in_its_range_is_taken(tmp_path: Path, name: str, text: str, value: int):
    assert getattr(read(tmp_path, **{name: text}), name.lower()) == value


@pytest.mark.parametrize(
    ("name", "text"),
    [("CONSENT_RETENTION_YEARS", "0"), ("CONSENT_RETENTION_YEARS", "51"), ("PROXY_HOPS", "6"), ("PROXY_HOPS", "-1"),
     ("PROXY_HOPS", ""), ("PROXY_HOPS", "1.0"), ("PROXY_HOPS", "٣"), ("PROXY_HOPS", "9" * 5000)],
)  # fmt: skip
def test_a_number_out_of_its_range_is_a_fault(tmp_path: Path, name: str, text: str):
    (told,) = faults(INSTANCE=str(tmp_path), **{name: text})
    assert told.startswith(f"LEADMATCH_{name} is no whole number from ")


def test_rate_limits_are_on_unless_they_are_off(tmp_path: Path):
    assert read(tmp_path).rate_limits
    assert read(tmp_path, RATE_LIMITS="on").rate_limits
    assert not read(tmp_path, RATE_LIMITS="off").rate_limits
    for text in ("", "no", "OFF", "0"):
        assert faults(INSTANCE=str(tmp_path), RATE_LIMITS=text) == ["LEADMATCH_RATE_LIMITS is neither on nor off"]


def test_an_empty_name_of_the_instance_folder_is_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.chdir(tmp_path)
    assert Settings.from_env({"LEADMATCH_INSTANCE": ""}).instance == tmp_path / "instance"


def test_limits_are_whole_numbers_of_a_minute(tmp_path: Path):
    plain = read(tmp_path)
    assert (plain.public_searches_per_minute, plain.public_inquiries_per_minute) == (120, 10)
    assert (plain.partner_searches_per_minute, plain.partner_inquiries_per_minute) == (3000, 120)
    assert read(tmp_path, PARTNER_INQUIRIES_PER_MINUTE="100000").partner_inquiries_per_minute == 100_000
    for text in ("0", "-1", "1.5", "", "100001", "many"):
        (told,) = faults(INSTANCE=str(tmp_path), PUBLIC_SEARCHES_PER_MINUTE=text)
        assert told == "LEADMATCH_PUBLIC_SEARCHES_PER_MINUTE is no whole number from 1 to 100000"


@pytest.mark.parametrize(
    "url",
    ["", "valkey://127.0.0.1:6379", "valkeys://u:p%2F@cache.example.org/2", "redis://h", "rediss://[::1]:7",
     "unix:///run/valkey.sock", "valkey://h?socket_timeout=0.2&socket_connect_timeout=1"],
)  # fmt: skip
def test_a_valkey_that_can_be_asked_is_taken(tmp_path: Path, url: str):
    settings = read(tmp_path, VALKEY_URL=url)
    assert settings.valkey_url == url
    assert not url or url not in repr(settings)
    if url:
        ValkeyWindows(url).close()


@pytest.mark.parametrize(
    "url",
    ["127.0.0.1:6379", "http://h", "valkey://", "valkey:///1", "valkey://h:x", "valkey://h:99999", "valkey://h:0",
     "valkey://h/a", "valkey://h?db=1", "valkey://h?socket_timeout=x", "unix://", "valkey://a b", "memory://"],
)  # fmt: skip
def test_a_valkey_that_cannot_be_asked_is_a_fault(tmp_path: Path, url: str):
    (told,) = faults(INSTANCE=str(tmp_path), VALKEY_URL=url)
    assert told == "LEADMATCH_VALKEY_URL is no address such as valkey://127.0.0.1:6379"
