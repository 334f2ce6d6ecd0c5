"""What a run was made on: machine, versions, revision, date, load."""

import os
import platform
import subprocess
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from bench.paths import ROOT

_PACKAGES = (
    "flask",
    "granian",
    "marshmallow",
    "numpy",
    "orjson",
    "pandas",
    "pgeocode",
    "psycopg",
    "pysqlite3",
    "sqlalchemy",
    "werkzeug",
)


def describe() -> dict[str, Any]:
    """Return what a reader needs to judge the figures of a run that begins now."""
    return {
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "revision": _revision(),
        "cpu": _cpu(),
        "cores": os.cpu_count(),
        "memory_gb": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9, 1),
        "system": f"{_system()}, Linux {platform.release().split('-')[0]}",
        "python": platform.python_version(),
        "packages": {name: found for name in _PACKAGES if (found := _version(name))},
        "load_average_before": load(),
    }


def load() -> list[float]:
    """Return the load averages over 1, 5 and 15 minutes."""
    return [round(each, 2) for each in os.getloadavg()]


def _revision() -> str:
    found = _git("rev-parse", "--short", "HEAD")
    # What is measured, not the results or the measurements themselves.
    changed = _git("status", "--porcelain", "--", "leadmatch")
    return f"{found} with uncommitted changes in leadmatch/" if changed else found


def _git(*words: str) -> str:
    done = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout.strip()


def _cpu() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.processor()


def _system() -> str:
    try:
        return platform.freedesktop_os_release()["PRETTY_NAME"]
    except (OSError, KeyError):
        return platform.system()


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None
