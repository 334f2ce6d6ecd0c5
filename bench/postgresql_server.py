"""A private PostgreSQL of Debian's binaries: its own cluster in the work folder, reached through a socket only."""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from bench.paths import WORK

SETTINGS = {
    "listen_addresses": "''",
    "shared_buffers": "1GB",
    "work_mem": "64MB",
    "maintenance_work_mem": "512MB",
    "effective_cache_size": "4GB",
    "random_page_cost": "1.1",
    "jit": "off",
    "max_wal_size": "4GB",
    "fsync": "off",
    "autovacuum": "off",
}

_BINARIES = Path("/usr/lib/postgresql")
_EXTENSIONS = Path("/usr/share/postgresql")
_USER = "bench"
_PATIENCE_S = 30.0


class ServerError(Exception):
    """PostgreSQL is missing, or did not start; the message says why."""


def binaries() -> Path | None:
    """Return the folder of the newest PostgreSQL of Debian's packages; None where there is none."""
    found = sorted(_BINARIES.glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    return found[-1].parent if found else None


def has_postgis() -> bool:
    """Tell whether PostGIS is installed for that PostgreSQL."""
    folder = binaries()
    return folder is not None and (_EXTENSIONS / folder.parent.name / "extension" / "postgis.control").exists()


@contextmanager
def server() -> Iterator[str]:
    """Run the server; give the address of its maintenance database.

    It refuses to be run by root, so root runs it as the user ``postgres`` of the packages.

    Raises:
        ServerError: it is missing or did not start.
    """
    folder = binaries()
    if folder is None:
        raise ServerError("PostgreSQL is not installed")
    data = WORK / "postgresql"
    # The path of a socket must be short.
    sockets = Path(tempfile.mkdtemp(prefix="leadmatch-bench-"))
    try:
        data.mkdir(parents=True, exist_ok=True)
        if os.geteuid() == 0:
            shutil.chown(data, "postgres")
            shutil.chown(sockets, "postgres")
        if not (data / "PG_VERSION").exists():
            _run([folder / "initdb", "-D", data, "-U", _USER, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"])
        options = [part for name, value in SETTINGS.items() for part in ("-c", f"{name}={value.strip(chr(39))}")]
        # A process group of its own: Ctrl-C is for the measurements, which then stop it in order.
        postgres = subprocess.Popen(
            [*_as_user(), str(folder / "postgres"), "-D", str(data), "-k", str(sockets), *options],
            stdout=subprocess.DEVNULL,
            stderr=(WORK / "postgresql.log").open("w"),
            cwd="/",
            start_new_session=True,
        )
        try:
            address = f"host={sockets} user={_USER} dbname=postgres"
            _await(address, postgres)
            yield address
        finally:
            postgres.send_signal(2)  # SIGINT: a fast shutdown
            postgres.wait(timeout=_PATIENCE_S)
    finally:
        shutil.rmtree(sockets, ignore_errors=True)


def _as_user() -> list[str]:
    if os.geteuid() != 0:
        return []
    return ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", "--"]


def _run(command: list[str | Path]) -> None:
    done = subprocess.run([*_as_user(), *map(str, command)], capture_output=True, text=True, check=False, cwd="/")
    if done.returncode:
        raise ServerError(done.stderr.strip())


def _await(address: str, postgres: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + _PATIENCE_S
    while time.monotonic() < deadline and postgres.poll() is None:
        try:
            psycopg.connect(address).close()
        except psycopg.OperationalError:
            time.sleep(0.1)
        else:
            return
    raise ServerError("PostgreSQL did not start; see postgresql.log in the work folder")
