"""A torn table of places: the service says that it is not ready, the commands say what mends it, and set-up does."""

from pathlib import Path

import pytest
from instances import leadmatch, serving, wait_until

SEARCH = "/api/v1/programs?zip=60601"


@pytest.mark.parametrize("torn", ["the table", "the pointer"])
def test_a_server_with_torn_places_says_so_until_set_up_has_mended_them(instance: Path, torn: str):
    (table,) = (instance / "geodata").glob("places-*.npy")
    damaged = table if torn == "the table" else instance / "geodata" / "geodata.json"
    damaged.write_bytes(damaged.read_bytes()[:100])
    with serving(instance) as server:
        answer = server.get(SEARCH)
        assert answer.status == 503
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json["type"].endswith("/problems/not-ready")
        assert int(answer.headers["retry-after"]) > 0
        assert str(instance) not in answer.body.decode()
        ready = server.get("/readyz")
        assert (ready.status, "catalogue" in ready.json["detail"]) == (503, True)
        assert "geodata build" in server.log.read_text()
        checked = leadmatch("geodata", "check", instance=instance)
        assert (checked.returncode, "table of places" in checked.stderr) == (1, True)
        mended = leadmatch("setup", instance=instance)
        assert "Table of places built." in mended.stdout
        wait_until(lambda: server.get(SEARCH).status == 200)
        assert server.get("/readyz").status == 200
