"""The only module that imports pgeocode (and with it pandas); runs as a script, in a process of its own.

Reads ZIP codes from standard input, a line each; writes latitude and longitude to standard output, two
little-endian float64 each, NaN where unknown.
"""

import sys

import pgeocode


def main() -> None:
    """Answer one batch from the cache that PGEOCODE_DATA_DIR names; never from the network."""
    pgeocode.DOWNLOAD_URL.clear()
    pgeocode.Nominatim("US")  # writes US-index.txt where it is missing
    nominatim = pgeocode.Nominatim("US")  # and answers from it, as it will for everyone who comes later
    answer = nominatim.query_postal_code(sys.stdin.read().split())[["latitude", "longitude"]]
    sys.stdout.buffer.write(answer.to_numpy(dtype="<f8").tobytes())


if __name__ == "__main__":
    main()
