"""kill -9 at any moment: visitors get whole answers of one release, and the next command finds nothing broken.

A few kills each; with LEADMATCH_FAULTS=full (`make faults`) many.
"""

import hashlib
import itertools
import json
import os
import random
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from instances import Server, command, environment, leadmatch, serving, wait_until

KILLS = 30 if os.environ.get("LEADMATCH_FAULTS") == "full" else 4
SEARCHES = (
    "/api/v1/programs?zip=35010&radius_miles=500&per_page=100",
    "/api/v1/programs?zip=99501&sort=graduates&per_page=100&facets=true",
    "/api/v1/programs?zip=09001&sort=name",
)


@dataclass
class Seen:
    """What visitors got: how often which status, and per release and search the digest of each body."""

    statuses: set[int] = field(default_factory=set)
    bodies: dict[tuple[str, str], set[str]] = field(default_factory=dict)
    count: int = 0

    @property
    def releases(self) -> set[str]:
        return {release for release, _ in self.bodies}


@contextmanager
def visitors(server: Server) -> Iterator[Seen]:
    """Search all the time until the block ends."""
    seen, ended = Seen(), threading.Event()

    def search() -> None:
        for path in itertools.cycle(SEARCHES):
            if ended.is_set():
                return
            answer = server.get(path)
            seen.statuses.add(answer.status)
            page = answer.json
            assert len(page["programs"]) == min(page["pagination"]["total"], page["pagination"]["per_page"])
            digest = hashlib.sha256(answer.body).hexdigest()
            seen.bodies.setdefault((page["release"], path), set()).add(digest)
            seen.count += 1

    running = [threading.Thread(target=search) for _ in range(2)]
    for each in running:
        each.start()
    try:
        yield seen
    finally:
        ended.set()
        for each in running:
            each.join()


def start_import(file: Path, instance: Path) -> "subprocess.Popen[bytes]":
    words = command("catalogue", "import", file, "--publish", instance=instance)
    return subprocess.Popen(
        words, env=environment(), cwd=instance.parent, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


def published(instance: Path) -> tuple[str, int]:
    listed = leadmatch("catalogue", "releases", "--json", instance=instance)
    (one,) = (each for each in json.loads(listed.stdout)["releases"] if each["state"] == "published")
    return one["id"], one["counts"]["programs"]


def served(server: Server) -> str:
    release: str = server.get(SEARCHES[2]).json["release"]
    return release


def test_imports_killed_while_visitors_search_are_never_seen(instance: Path, catalogue_files: list[Path]):
    chance = random.Random(2)  # noqa: S311  # moments, not secrets
    files = itertools.cycle(catalogue_files)
    were_published = {published(instance)[0]}
    with serving(instance, wait_for="/readyz") as server, visitors(server) as seen:
        began = time.monotonic()
        assert start_import(next(files), instance).wait() == 0
        whole_s = time.monotonic() - began
        were_published.add(published(instance)[0])
        for _ in range(KILLS):
            with start_import(next(files), instance) as killed:
                time.sleep(chance.uniform(0.2, 1.05) * whole_s)
                killed.kill()
            release = published(instance)[0]
            were_published.add(release)
            wait_until(lambda release=release: served(server) == release)
        last = start_import(catalogue_files[0], instance)
        assert last.wait() == 0
        release, programs = published(instance)
        assert programs == 1_100
        wait_until(lambda: served(server) == release)
        wait_until(lambda count=seen.count: seen.count > count + 10)
    assert seen.statuses == {200}
    assert seen.releases <= were_published | {release}
    assert all(len(digests) == 1 for digests in seen.bodies.values()), "one release answered a search in two ways"


def test_a_server_killed_during_a_publication_comes_back_whole(instance: Path, catalogue_files: list[Path]):
    chance = random.Random(3)  # noqa: S311  # moments, not secrets
    for file in itertools.islice(itertools.cycle(catalogue_files), max(2, KILLS // 2)):
        with serving(instance, wait_for="/readyz") as server:
            importing = start_import(file, instance)
            while importing.poll() is None:
                assert server.get(SEARCHES[2]).status == 200
                if chance.random() < 0.02:
                    break
            server.kill()
            assert importing.wait() == 0
        with serving(instance, wait_for="/readyz") as server:
            assert (served(server), file.stem) == (published(instance)[0], f"first-{published(instance)[1]}")
            assert server.get(SEARCHES[0]).status == 200


def test_a_server_killed_while_it_builds_an_index_builds_it_again(instance: Path):
    for after_s in (0.05, 0.15, 0.3):
        for each in (instance / "index").glob("rel_*"):
            each.rename(instance / "index" / f"gone-{after_s}")
        with serving(instance) as server:
            asking = threading.Thread(target=lambda server=server: _ask_in_vain(server))
            asking.start()
            time.sleep(after_s)
            server.kill()
            asking.join()
    with serving(instance, wait_for="/readyz") as server:
        assert server.get(SEARCHES[0]).json["pagination"]["total"] > 100
    assert len([*(instance / "index").glob("rel_*")]) == 1


def _ask_in_vain(server: Server) -> None:
    try:
        server.get(SEARCHES[0])
    except OSError:
        return


def test_a_server_that_is_told_to_end_finishes_the_request_under_way(instance: Path):
    for each in (instance / "index").glob("rel_*"):
        each.rename(instance / "index" / "gone")
    with serving(instance) as server:
        answers = []
        asking = threading.Thread(target=lambda: answers.append(server.get(SEARCHES[0])))
        asking.start()  # it has the index built, which takes a while
        wait_until(lambda: any((instance / "index").glob(".rel_*")))
        server.process.send_signal(signal.SIGTERM)
        asking.join()
        assert [answer.status for answer in answers] == [200]
        assert answers[0].json["pagination"]["total"] > 100
        assert server.process.wait(timeout=20) == 0
