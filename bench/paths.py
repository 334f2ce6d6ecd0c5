"""Where things are: the work folder, the results, the files that are read."""

import os
from pathlib import Path

ROOT = Path(__file__).parents[1]
WORK = ROOT / "bench" / ".work"
RESULTS = ROOT / "bench" / "results"
QUICK_RESULTS = WORK / "quick-results"
SEED_FILE = ROOT / "seed_programs.csv"
PYTHON_BIN = ROOT / ".venv" / "bin"


def federal_folder(named: Path | None) -> Path | None:
    """Return the folder of the federal files: the one named, else BENCH_FEDERAL, else beside the checkout; or None."""
    folder = named or Path(os.environ.get("BENCH_FEDERAL") or ROOT.parent / "shared" / "data" / "federal")
    return folder if any(folder.glob("hd*.csv*")) else None
