"""Fresh clone to first served search: `git clone`, `make serve`, a search; uses the package index."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

from bench import instances
from bench.http_speed import SEARCH_PATH
from bench.paths import ROOT, WORK


def measure() -> dict[str, Any]:
    """Return the seconds that a fresh clone of what is committed takes to answer its first search."""
    folder = Path(tempfile.mkdtemp(prefix="leadmatch-clone-"))
    port = instances.free_port()
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("LEADMATCH_", "VIRTUAL"))}
    begun = time.perf_counter()
    try:
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(folder / "clone")], check=True)
        cloned = time.perf_counter()
        with (WORK / "make-serve.log").open("wb") as log:
            making = subprocess.Popen(
                ["make", "serve", f"PORT={port}", f"INSTANCE={folder / 'instance'}"],
                cwd=folder / "clone",
                env=environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
            try:
                _await(f"http://127.0.0.1:{port}{SEARCH_PATH}?zip=60601", making)
                took = time.perf_counter() - begun
            finally:
                os.killpg(making.pid, signal.SIGTERM)
                making.wait(timeout=60)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return {"first_search_s": took, "clone_s": cloned - begun}


def _await(address: str, making: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 900
    while time.monotonic() < deadline and making.poll() is None:
        try:
            instances.await_answer(address, making)
        except RuntimeError:
            continue
        return
    raise RuntimeError("make serve did not come to a first answer; see make-serve.log in the work folder")
