"""Configuration: environment variables in, one typed, frozen `Settings` out; all faults reported together."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from leadmatch.kernel.keyed_hash import KeyedHash
from leadmatch.kernel.sealing import KeyRing
from leadmatch.kernel.secret_files import SecretError, own_keys, own_secret, read_keys

_ENVIRONMENTS = ("development", "production")
# Names that the specification reserves for parts still to come: accepted, without effect until then.
_RESERVED = ("WEBHOOK_ALLOW", "RETRY_SCHEDULE_S")
_NAMES = (
    "ENV",
    "INSTANCE",
    "DATABASE_URL",
    "BASE_URL",
    "CONTACT_EMAIL",
    "RATE_LIMITS",
    "PUBLIC_SEARCHES_PER_MINUTE",
    "PUBLIC_INQUIRIES_PER_MINUTE",
    "PARTNER_SEARCHES_PER_MINUTE",
    "PARTNER_INQUIRIES_PER_MINUTE",
    "VALKEY_URL",
    "CONSENT_RETENTION_YEARS",
    "PROXY_HOPS",
)
_SECRETS = ("SECRET_KEY", "PII_KEYS", "INDEX_KEY", "CHECKPOINT_KEY")
SETTINGS = tuple(f"LEADMATCH_{name}" for name in (*_NAMES, *_SECRETS))
_DRIVERS = ("sqlite", "postgresql", "postgresql+psycopg")
_MIN_SECRET_LENGTH = 32
_PER_MINUTE = range(1, 100_001)
_DEFAULTS_PER_MINUTE = {
    "public_searches_per_minute": 120,
    "public_inquiries_per_minute": 10,
    "partner_searches_per_minute": 3000,
    "partner_inquiries_per_minute": 120,
}
_VALKEY_URL = re.compile(
    r"(?:(?:valkeys?|rediss?)://[^\s/?#]+(?:/[0-9]*)?|unix:///[^\s?#]+)"
    r"(?:\?{timeout}(?:&{timeout})?)?".replace("{timeout}", r"socket_(?:connect_)?timeout=[0-9]+(?:\.[0-9]+)?")
)


class SettingsError(Exception):
    """One or more settings are missing or wrong; the message names each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything that can be set from outside; docs/settings.md describes each.

    Args:
        instance: folder of this installation's own data.
        database_url: SQLAlchemy address of the one database.
        environment: ``development`` or ``production``.
        secret_key: signs cookies and tokens.
        base_url: public address of the site, without a slash at the end; for absolute links.
        contact_email: where visitors and schools can write to; empty where nowhere.
        pii_keys: what personal data is sealed with, ``name:key,name:key``, the one in use first; empty: in a file.
        index_key: makes the hashes by which personal data and keys are found; empty: in a file.
        checkpoint_key: signs checkpoints of the chain of consents; empty: in a file.
        consent_retention_years: how long evidence of a shared lead stays after its erasure.
        rate_limits: whether searches and inquiries are limited at all.
        public_searches_per_minute: of one network address without a key.
        public_inquiries_per_minute: likewise.
        partner_searches_per_minute: of one partner with all its keys, where it has no limit of its own.
        partner_inquiries_per_minute: likewise.
        valkey_url: where workers count together; empty: each counts by itself.
        proxy_hops: how many proxies of our own stand before the service and name the visitor's address.
    """

    instance: Path
    database_url: str = field(repr=False)  # may hold a password
    environment: str
    secret_key: str = field(repr=False)
    base_url: str
    contact_email: str = ""
    pii_keys: str = field(default="", repr=False)
    index_key: str = field(default="", repr=False)
    checkpoint_key: str = field(default="", repr=False)
    consent_retention_years: int = 5
    rate_limits: bool = True
    public_searches_per_minute: int = _DEFAULTS_PER_MINUTE["public_searches_per_minute"]
    public_inquiries_per_minute: int = _DEFAULTS_PER_MINUTE["public_inquiries_per_minute"]
    partner_searches_per_minute: int = _DEFAULTS_PER_MINUTE["partner_searches_per_minute"]
    partner_inquiries_per_minute: int = _DEFAULTS_PER_MINUTE["partner_inquiries_per_minute"]
    valkey_url: str = field(default="", repr=False)  # may hold a password
    proxy_hops: int = 0

    @property
    def pii_keys_file(self) -> Path:
        """Where a development installation keeps the keys of personal data."""
        return self.instance / "secrets" / "pii-keys"

    @property
    def checkpoints_file(self) -> Path:
        """Where the signed checkpoints of the chain of consents are kept, outside the database."""
        return self.instance / "consent-checkpoints.jsonl"

    def key_ring(self) -> KeyRing:
        """Return the keys of personal data."""
        if self.pii_keys:
            return KeyRing(lambda: read_keys(self.pii_keys))
        own_keys(self.pii_keys_file)  # made here or never: a file that is lost later must not come back with other keys
        return KeyRing(lambda: read_keys(self.pii_keys_file.read_text()))

    def keyed_hash(self) -> KeyedHash:
        """Return what makes the hashes of personal data and of keys."""
        return KeyedHash((self.index_key or own_secret(self.instance / "secrets" / "index-key")).encode())

    def checkpoint_secret(self) -> str:
        """Return what the signing key of checkpoints is derived from."""
        return self.checkpoint_key or own_secret(self.instance / "secrets" / "checkpoint-key")

    @property
    def geodata_folder(self) -> Path:
        """Where set-up keeps the table of places."""
        return self.instance / "geodata"

    @property
    def index_folder(self) -> Path:
        """Where published releases are kept as search indexes; may be deleted, is rebuilt."""
        return self.instance / "index"

    @classmethod
    def from_env(cls, env: Mapping[str, str] | None = None) -> Self:
        """Read the settings from the environment.

        Raises:
            SettingsError: names every setting that is missing or wrong.
        """
        env = os.environ if env is None else env
        faults: list[str] = []
        environment = env.get("LEADMATCH_ENV", "development")
        if environment not in _ENVIRONMENTS:
            faults.append(f"LEADMATCH_ENV is {environment!r}; say one of {', '.join(_ENVIRONMENTS)}")
        instance = Path(env.get("LEADMATCH_INSTANCE") or "instance").absolute()
        database_url = env.get("LEADMATCH_DATABASE_URL", f"sqlite:///{instance / 'leadmatch.db'}")
        faults += _database_faults(database_url)
        base_url = env.get("LEADMATCH_BASE_URL", "http://127.0.0.1:8000").rstrip("/")
        if not re.fullmatch(r"https?://[^\s/?#]+(/[^\s?#]*)?", base_url):
            faults.append("LEADMATCH_BASE_URL is no address such as https://guide.example.org")
        contact_email = env.get("LEADMATCH_CONTACT_EMAIL", "")
        if contact_email and not re.fullmatch(r"[^\s@<>?&\"]+@[^\s@<>?&\"]+\.[^\s@<>?&\"]+", contact_email):
            faults.append("LEADMATCH_CONTACT_EMAIL is no address such as guide@example.org")
        secret = {name: env.get(f"LEADMATCH_{name}", "") for name in _SECRETS}
        faults += _secret_faults(secret, required=environment == "production")
        rate_limits = env.get("LEADMATCH_RATE_LIMITS", "on")
        if rate_limits not in {"on", "off"}:
            faults.append("LEADMATCH_RATE_LIMITS is neither on nor off")
        valkey_url = env.get("LEADMATCH_VALKEY_URL", "")
        if valkey_url and not _is_valkey_url(valkey_url):
            faults.append("LEADMATCH_VALKEY_URL is no address such as valkey://127.0.0.1:6379")
        known = {*SETTINGS, *(f"LEADMATCH_{name}" for name in _RESERVED)}
        faults += [
            f"{name} is not a setting" for name in sorted(env) if name.startswith("LEADMATCH_") and name not in known
        ]
        retention_years = _whole_number(env, "LEADMATCH_CONSENT_RETENTION_YEARS", 5, range(1, 51), faults)
        proxy_hops = _whole_number(env, "LEADMATCH_PROXY_HOPS", 0, range(6), faults)
        per_minute = {
            name: _whole_number(env, f"LEADMATCH_{name.upper()}", most, _PER_MINUTE, faults)
            for name, most in _DEFAULTS_PER_MINUTE.items()
        }
        if faults:
            raise SettingsError("\n".join(faults))
        if not secret["SECRET_KEY"]:
            instance.mkdir(parents=True, exist_ok=True)  # unlike a folder of secrets, open to others than its owner
        return cls(
            instance=instance,
            database_url=database_url,
            environment=environment,
            secret_key=secret["SECRET_KEY"] or own_secret(instance / "secret-key"),
            base_url=base_url,
            contact_email=contact_email,
            pii_keys=secret["PII_KEYS"],
            index_key=secret["INDEX_KEY"],
            checkpoint_key=secret["CHECKPOINT_KEY"],
            consent_retention_years=retention_years,
            rate_limits=rate_limits == "on",
            **per_minute,
            valkey_url=valkey_url,
            proxy_hops=proxy_hops,
        )


def _database_faults(url: str) -> list[str]:
    try:
        address = make_url(url)
    except (ArgumentError, ValueError):
        return ["LEADMATCH_DATABASE_URL is not a database address"]
    if address.drivername not in _DRIVERS:
        return [f"LEADMATCH_DATABASE_URL names {address.drivername}; say sqlite:///… or postgresql+psycopg://…"]
    if address.drivername == "sqlite" and address.database in {None, "", ":memory:"}:
        return ["LEADMATCH_DATABASE_URL names no file; say sqlite:///…"]
    return []


def _is_valkey_url(url: str) -> bool:
    try:
        has_port = urlsplit(url).port != 0
    except ValueError:
        return False
    return has_port and _VALKEY_URL.fullmatch(url) is not None


def _secret_faults(secrets: Mapping[str, str], *, required: bool) -> list[str]:
    faults = [
        f"LEADMATCH_{name} needs {_MIN_SECRET_LENGTH} characters or more in production"
        for name in ("SECRET_KEY", "INDEX_KEY", "CHECKPOINT_KEY")
        if required and len(secrets[name]) < _MIN_SECRET_LENGTH
    ]
    if required or secrets["PII_KEYS"]:
        try:
            read_keys(secrets["PII_KEYS"])
        except SecretError as error:
            faults.append(f"LEADMATCH_PII_KEYS {error}")
    return faults


def _whole_number(env: Mapping[str, str], name: str, default: int, allowed: range, faults: list[str]) -> int:
    text = env.get(name, str(default))
    if text.isascii() and text.isdigit() and len(text) <= len(str(allowed.stop)) and int(text) in allowed:
        return int(text)
    faults.append(f"{name} is no whole number from {allowed.start} to {allowed.stop - 1}")
    return default
