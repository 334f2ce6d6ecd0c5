"""Loading and publishing a catalogue: the time and the memory that each command takes."""

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench import instances
from bench.paths import ROOT, SEED_FILE, WORK

_BEFORE = (["database", "upgrade"], ["geodata", "build"])


def measure(federal: Path | None, *, quick: bool, say: Callable[[str], None]) -> dict[str, Any]:
    """Return what each command took: first the seed is loaded and published, then all federal programs over it."""
    seed = (
        ("import, seed", ["catalogue", "import", str(SEED_FILE)]),
        ("publish, seed", ["catalogue", "publish"]),
    )
    full = (
        ("import, federal", ["catalogue", "import", "--ipeds", str(federal)]),
        ("diff, seed to federal", ["catalogue", "diff"]),
        ("publish, federal", ["catalogue", "publish"]),
        ("rollback to seed", ["catalogue", "rollback"]),
    )
    left_out = [] if federal else ["publishing 'federal': the federal files are not there (see BENCH_FEDERAL)"]
    folder = Path(tempfile.mkdtemp(prefix="publishing-", dir=WORK))
    try:
        for words in _BEFORE:
            _taken(folder, words)
        steps = {}
        for name, words in seed if quick or federal is None else (*seed, *full):
            say(name)
            steps[name] = _taken(folder, words)
        return {"steps": steps, "left_out": left_out}
    finally:
        shutil.rmtree(folder)


def _taken(folder: Path, words: list[str]) -> dict[str, float]:
    """Run one command of the service on an instance; return its seconds and the most memory that it held."""
    command = [str(instances.LEADMATCH), "--instance", str(folder), *words]
    with (WORK / "publishing.log").open("ab") as log:
        done = subprocess.run(
            [sys.executable, "-m", "bench.command_cost", *command],
            cwd=ROOT,
            env=instances.environment_of(folder),
            stdout=subprocess.PIPE,
            stderr=log,
            check=True,
        )
    answer = json.loads(done.stdout)
    if answer["status"]:
        raise RuntimeError(f"leadmatch {' '.join(words)} failed; see publishing.log in the work folder")
    taken: dict[str, float] = answer["taken"]
    return taken
