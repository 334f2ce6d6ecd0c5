"""The workers of a server that was killed end by themselves, and leave its port to the next one."""

import os
import signal

import pytest
from instances import serving, shared_instance, wait_until

from leadmatch.cli.serve import _refuse_taken_port


def test_workers_end_with_the_server_that_started_them(tmp_path_factory: pytest.TempPathFactory):
    with serving(shared_instance(tmp_path_factory), options=("--workers", 2)) as server:
        group = os.getpgid(server.process.pid)
        try:
            os.kill(server.process.pid, signal.SIGKILL)
            server.process.wait()
            wait_until(lambda: not has_members(group), timeout_s=20)
        finally:
            if has_members(group):
                os.killpg(group, signal.SIGKILL)
        _refuse_taken_port("127.0.0.1", server.port)


def has_members(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True
