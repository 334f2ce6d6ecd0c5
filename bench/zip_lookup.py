"""ZIP look-up: our gazetteer against pgeocode with the same points, one ZIP code per call, in its own process."""

import json
import os
import statistics
import subprocess
import sys
import time
from typing import Any

from bench.gazetteer import GEODATA, open_gazetteer
from bench.paths import ROOT
from bench.query_mix import places
from leadmatch.geo.table import read_pointer

CALLS = 150  # of pgeocode per round; a call takes milliseconds
OUR_CALLS = 20_000
ROUNDS = 5


def measure(*, quick: bool) -> dict[str, Any]:
    """Return microseconds per call of both, round by round."""
    gazetteer = open_gazetteer()
    zip_codes = [place.zip_code for place in places(gazetteer)]
    ours: list[float] = []
    theirs: list[dict[str, Any]] = []
    for number in range(1 if quick else ROUNDS):
        chosen = zip_codes[number * CALLS : (number + 1) * CALLS]
        theirs.append(_ask_pgeocode(chosen))
        begun = time.perf_counter_ns()
        for zip_code in zip_codes[:OUR_CALLS]:
            gazetteer.locate(zip_code)
        ours.append((time.perf_counter_ns() - begun) / len(zip_codes[:OUR_CALLS]) / 1000)
        for zip_code, point in zip(chosen, theirs[-1]["points"], strict=True):
            place = gazetteer.locate(zip_code)
            if (place.latitude, place.longitude) != tuple(point):
                raise AssertionError(f"the answers for {zip_code} differ")
    pgeocode_us = statistics.median(each["median_us"] for each in theirs)
    return {
        "our_calls": OUR_CALLS,
        "pgeocode_calls": CALLS * len(theirs),
        "rounds": len(theirs),
        "locate_us": statistics.median(ours),
        "pgeocode_us": pgeocode_us,
        "ratio": statistics.median(ours) / pgeocode_us,
        "agreeing": CALLS * len(theirs),
    }


def _ask_pgeocode(zip_codes: list[str]) -> dict[str, Any]:
    # Seen from inside its cache, as the build does: pgeocode rewrites ".txt" in the whole path.
    done = subprocess.run(
        [sys.executable, "-P", str(ROOT / "bench" / "pgeocode_calls.py")],
        input="\n".join(zip_codes),
        capture_output=True,
        text=True,
        check=True,
        cwd=GEODATA / read_pointer(GEODATA).pgeocode_cache,
        env={**os.environ, "PGEOCODE_DATA_DIR": "."},
    )
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer
