"""A full disk: nothing is half-stored, nothing acknowledged is lost, searches go on; with space, inquiries do too."""

import os
import resource
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from books import disagreements, stored_leads
from databases import Databases
from instances import Server, shared_geodata, wait_until
from sponsored_service import OPEN, OTHER, SmallService, ask, make_service_on_sqlite
from storm import storm, told

SEARCH = "/api/v1/programs?zip=60601"
Room = Callable[[Server], None]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Give a file system with room for a database and little more, where this user may make one."""
    folder = tmp_path / "small-disk"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=6m", "leadmatch-test", folder], check=False, capture_output=True
    )
    if mounted.returncode:
        pytest.skip("this user may not mount a file system")
    yield folder
    subprocess.run(["umount", "--lazy", folder], check=True)


def processes_of(server: Server) -> list[int]:
    """Return the ids of a server and its workers."""
    listed = subprocess.run(["ps", "-eo", "pid=,pgid="], check=True, capture_output=True, text=True).stdout
    pairs = [line.split() for line in listed.splitlines()]
    return [int(process) for process, group in pairs if int(group) == server.process.pid]


def limit_files(server: Server, size: int) -> None:
    for process in processes_of(server):
        resource.prlimit(process, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


def test_a_full_file_system_refuses_inquiries_until_there_is_space_again(
    small_disk: Path, sqlite_files: Databases, tmp_path_factory: pytest.TempPathFactory
):
    service = make_service_on_sqlite(small_disk / "instance", sqlite_files, shared_geodata(tmp_path_factory))
    ballast = small_disk / "ballast"

    def fill(_server: Server) -> None:
        with ballast.open("wb") as file, suppress(OSError):  # the server writes meanwhile
            file.write(bytes(shutil.disk_usage(small_disk).free))
        os.truncate(ballast, max(0, ballast.stat().st_size - 200_000))

    def free(_server: Server) -> None:
        ballast.unlink()

    assert_full_disk_is_survived(service, fill, free)


def test_a_file_that_may_not_grow_refuses_inquiries_until_it_may(service_on_sqlite: SmallService):
    service = service_on_sqlite
    limit = max(file.stat().st_size for file in service.instance.glob("leadmatch.db*")) + 300_000

    def fill(server: Server) -> None:
        limit_files(server, limit)

    def free(server: Server) -> None:
        limit_files(server, resource.RLIM_INFINITY)

    assert_full_disk_is_survived(service, fill, free)


def assert_full_disk_is_survived(service: SmallService, fill: Room, free: Room) -> None:
    engine = service.engine()
    with service.serving() as server:
        with storm(service, server, "before", is_patient=True) as sent:
            wait_until(lambda: len(sent.acknowledged) > 20)
            fill(server)
            wait_until(lambda: sent.statuses[503] > 20, lambda: str(sent.statuses))
        assert sent.complaints == []
        assert sent.statuses.keys() <= {201, 409, 503}
        refused = ask(server, service.body("refused@example.org", OPEN, OTHER), "refused")
        assert (refused.status, refused.json["type"].rpartition("/")[2]) == (503, "storage-unavailable")
        assert int(refused.headers["retry-after"]) > 0
        assert server.get(SEARCH).status == 200
        assert server.get(SEARCH).json["pagination"]["total"] == 4
        free(server)
        after = ask(server, service.body("refused@example.org", OPEN, OTHER), "refused")
        assert (after.status, "idempotency-replayed" in after.headers) == (201, False)
        stored = stored_leads(engine)
        for key, body in sent.acknowledged.items():
            assert told(body).leads.keys() <= stored.keys()
            assert ask(server, sent.bodies[key], key).body == body
        assert disagreements(engine) == {}
        assert service.command("consent", "verify")["findings"] == []
