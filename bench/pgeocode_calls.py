"""Runs as a script: asks pgeocode for each ZIP code on standard input, one per call, and writes how long that took."""

import json
import statistics
import sys
import time

import pgeocode


def main() -> None:
    """Answer from the cache that PGEOCODE_DATA_DIR names; never from the network."""
    pgeocode.DOWNLOAD_URL.clear()
    nominatim = pgeocode.Nominatim("us")
    zip_codes = sys.stdin.read().split()
    nominatim.query_postal_code(zip_codes[0])
    taken, points = [], []
    for zip_code in zip_codes:
        begun = time.perf_counter_ns()
        answer = nominatim.query_postal_code(zip_code)
        taken.append(time.perf_counter_ns() - begun)
        points.append((float(answer.latitude), float(answer.longitude)))
    json.dump({"median_us": statistics.median(taken) / 1000, "points": points}, sys.stdout)


if __name__ == "__main__":
    main()
