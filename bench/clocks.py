"""Two clocks for one piece of work: wall time, and the processor time that other programs cannot stretch."""

import time
from collections.abc import Callable
from typing import Any, NamedTuple

_PROCESS_CLOCK = 2  # CPUCLOCK_SCHED of include/linux/posix-timers.h


class Taken(NamedTuple):
    """Nanoseconds; `cpu_ns` of this thread and of the process that works for it."""

    wall_ns: int
    cpu_ns: int


def timed(work: Callable[..., Any], *arguments: Any, server_pid: int | None = None) -> tuple[Any, Taken]:  # noqa: ANN401  # whatever the work is
    """Do some work; return its answer and what it took.

    Args:
        work: what to do.
        arguments: for it.
        server_pid: of a process that works for this one meanwhile.
    """
    served = process_cpu_ns(server_pid) if server_pid else 0
    begun_cpu = time.thread_time_ns()
    begun = time.perf_counter_ns()
    answer = work(*arguments)
    wall = time.perf_counter_ns() - begun
    cpu = time.thread_time_ns() - begun_cpu
    return answer, Taken(wall, cpu + (process_cpu_ns(server_pid) - served if server_pid else 0))


def process_cpu_ns(pid: int) -> int:
    """Return the processor time that all threads of a process have used so far."""
    # What clock_getcpuclockid(3) returns, which Python does not offer for processes.
    return time.clock_gettime_ns((~pid << 3) | _PROCESS_CLOCK)
