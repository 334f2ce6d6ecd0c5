"""Configuration: environment variables in, one typed, frozen `Settings` out; all faults reported together."""

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from leadmatch.kernel.atomic_file import atomic_file

_ENVIRONMENTS = ("development", "production")
# Names that the specification reserves for parts still to come: accepted, without effect until then.
_RESERVED = ("RATE_LIMITS", "WEBHOOK_ALLOW", "RETRY_SCHEDULE_S", "CONSENT_RETENTION_YEARS")
_DRIVERS = ("sqlite", "postgresql", "postgresql+psycopg")
_MIN_SECRET_LENGTH = 32


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
    """

    instance: Path
    database_url: str
    environment: str
    secret_key: str
    base_url: str
    contact_email: str = ""

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
        secret_key = env.get("LEADMATCH_SECRET_KEY", "")
        if environment == "production" and len(secret_key) < _MIN_SECRET_LENGTH:
            faults.append(f"LEADMATCH_SECRET_KEY needs {_MIN_SECRET_LENGTH} characters or more in production")
        names = ("ENV", "INSTANCE", "DATABASE_URL", "BASE_URL", "CONTACT_EMAIL", "SECRET_KEY", *_RESERVED)
        known = {f"LEADMATCH_{name}" for name in names}
        faults += [
            f"{name} is not a setting" for name in sorted(env) if name.startswith("LEADMATCH_") and name not in known
        ]
        if faults:
            raise SettingsError("\n".join(faults))
        return cls(
            instance=instance,
            database_url=database_url,
            environment=environment,
            secret_key=secret_key or _development_secret(instance),
            base_url=base_url,
            contact_email=contact_email,
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


def _development_secret(instance: Path) -> str:
    path = instance / "secret-key"
    if not path.exists():
        with atomic_file(path) as file:
            file.write(secrets.token_urlsafe(_MIN_SECRET_LENGTH).encode())
        path.chmod(0o600)
    return path.read_text()
