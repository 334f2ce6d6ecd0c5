"""Runs one command and tells what it took: `python -m bench.command_cost WORD …` prints a line of JSON.

It is a process of its own because the most memory that a child ever held counts from before its first instruction, when
it still was a copy of its parent; this parent is small.
"""

import json
import os
import subprocess
import sys
import time


def main() -> None:
    """Run the words as a command; print seconds, CPU seconds, the most memory held, and the exit status."""
    begun = time.perf_counter()
    process = subprocess.Popen(sys.argv[1:], stdout=sys.stderr)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    taken = {
        "seconds": time.perf_counter() - begun,
        "cpu_s": used.ru_utime + used.ru_stime,
        "peak_mb": used.ru_maxrss * 1024 / 1e6,
    }
    print(json.dumps({"status": process.returncode, "taken": taken}))


if __name__ == "__main__":
    main()
