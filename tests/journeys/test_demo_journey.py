"""What the demonstration promises: sponsored listings to see, an inquiry to send, and a school that fetches it."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from instances import Answer, Server, leadmatch, serving, shared_demo_instance

pytestmark = pytest.mark.xdist_group("demo journey")
Told = dict[str, Any]


@pytest.fixture(scope="module")
def instance(tmp_path_factory: pytest.TempPathFactory) -> Path:
    shared = shared_demo_instance(tmp_path_factory)
    return Path(shutil.copytree(shared, tmp_path_factory.mktemp("demo-journey") / "instance"))


@pytest.fixture(scope="module")
def server(instance: Path) -> Iterator[Server]:
    with serving(instance, wait_for="/readyz", RATE_LIMITS="off") as running:
        yield running


@pytest.fixture(scope="module")
def told(instance: Path, server: Server) -> Told:
    said = leadmatch("demo", "--json", instance=instance)
    assert said.returncode == 0, said.stderr
    told: Told = json.loads(said.stdout)
    assert told["base_url"] == f"http://127.0.0.1:{server.port}"
    return told


def as_school(server: Server, key: str, path: str, **sent: Any) -> Answer:  # noqa: ANN401  # of `Server.request`
    return server.request(path, headers={"Authorization": f"Bearer {key}"}, **sent)


def inquiry_about(server: Server, slot: Told, *, email: str) -> Told:
    """Return an inquiry about a sponsored program, which agrees to what the API says there is to agree to."""
    (wording,) = server.get(f"/api/v1/disclosures?program={slot['program_id']}").json["disclosures"]
    assert wording["school"]["id"] == slot["school_id"]
    return {
        "program_ids": [slot["program_id"]],
        "person": {
            "first_name": "Ada",
            "last_name": "Example",
            "email": email,
            "phone": f"(312) 555-01{sum(email.encode()) % 100:02}",
            "zip": slot["zip"],
            "education_level": "hs_or_ged",
            "start_timeframe": "now",
            "is_adult": True,
        },
        "consents": [
            {
                "school_id": wording["school"]["id"],
                "disclosure_id": wording["disclosure_id"],
                "sha256": wording["sha256"],
                "text": wording["text"],
                "channels": wording["channels"],
                "agreed": True,
            }
        ],
    }


def ask(server: Server, inquiry: Told, key: str) -> Answer:
    return server.request("/api/v1/inquiries", body=inquiry, headers={"Idempotency-Key": key})


def test_every_place_shows_the_school_as_sponsored_and_lets_visitors_ask_it(server: Server, told: Told):
    for slot in told["sponsored"]:
        for query in ("", "&field=billing-coding", "&credential=certificate"):
            page = server.get(f"/api/v1/programs?zip={slot['zip']}{query}").json
            shown = {item["id"]: item for item in page["sponsored"]}
            assert slot["program_id"] in shown, (slot["zip"], query)
            item = shown[slot["program_id"]]
            assert item["school"]["is_demo"]
            assert item["placement"]["label"] == "Sponsored"
            assert item["organic_rank"] > 1
            assert slot["program_id"] in page["inquiry_links"]
            assert {each["school"]["is_demo"] for each in page["sponsored"]} == {True}
        assert server.get(f"/programs?zip={slot['zip']}").status == 200
        assert server.get(f"/inquire?program={slot['program_id']}&zip={slot['zip']}").status == 200


def test_an_inquiry_reaches_the_school_that_was_consented_to_and_no_other(server: Server, told: Told):
    sent = ask(server, inquiry_about(server, told["sponsored"][1], email="journey@example.org"), "journey-1")
    assert sent.status == 201, sent.body
    (lead,) = sent.json["leads"]
    assert (lead["status"], lead["school"]["id"]) == ("accepted", told["school"]["id"])
    receipt = sent.json["receipt_url"].removeprefix(told["base_url"])
    before = server.get(receipt)
    assert before.status == 200
    assert "Example Career College" in before.body.decode()

    key, path = told["school"]["api_key"], f"/api/v1/leads/{lead['id']}"
    fetched = as_school(server, key, path)
    assert fetched.status == 200
    assert fetched.json["person"]["email"] == "journey@example.org"
    assert lead["id"] in {each["id"] for each in as_school(server, key, "/api/v1/leads").json["leads"]}
    assert lead["id"] in as_school(server, key, "/api/v1/leads.csv").body.decode()
    assert as_school(server, told["other_school"]["api_key"], path).status == 404
    assert lead["id"] not in as_school(server, told["other_school"]["api_key"], "/api/v1/leads.csv").body.decode()
    assert server.get(path).status == 401

    seen = as_school(server, key, f"{path}/acknowledgements", body={"event": "created"})
    assert seen.status == 200, seen.body
    assert as_school(server, key, path).json["status"] == "delivered"
    after = server.get(receipt)
    assert after.status == 200
    assert after.body != before.body


def test_the_ready_inquiry_can_be_sent_as_it_lies_there(server: Server, told: Told, instance: Path):
    ready = json.loads((instance / "demo-inquiry.json").read_text())
    first = ask(server, ready, "ready-1")
    assert first.status == 201, first.body
    assert [each["status"] for each in first.json["leads"]] == ["accepted"]
    again = ask(server, ready, "ready-1")
    assert (again.body, again.headers["idempotency-replayed"]) == (first.body, "true")
    assert told["sponsored"][0]["program_id"] == ready["program_ids"][0]


def test_the_cap_holds_and_the_next_demonstration_has_a_fresh_one(server: Server, told: Told, instance: Path):
    capped = told["capped"]
    assert capped["program_id"] in {each["id"] for each in near(server, capped)["sponsored"]}
    said = []
    for number in range(capped["cap"] + 2):
        inquiry = inquiry_about(server, capped, email=f"capped-{number}@example.org")
        inquiry["person"]["phone"] = f"(404) 555-01{number:02}"
        answer = ask(server, inquiry, f"capped-{number}").json
        said += [(each["status"], each["reason_code"]) for each in answer["leads"]]
    assert said == [("accepted", None)] * capped["cap"] + [("rejected", "cap_reached")] * 2
    fresh = json.loads(leadmatch("demo", "--json", instance=instance).stdout)["capped"]
    assert {name: fresh[name] for name in ("zip", "program_id", "school_id", "cap")} == {
        name: capped[name] for name in ("zip", "program_id", "school_id", "cap")
    }
    assert fresh["campaign_id"] != capped["campaign_id"]
    said = []
    for number in range(fresh["cap"] + 1):
        inquiry = inquiry_about(server, fresh, email=f"fresh-{number}@example.org")
        inquiry["person"]["phone"] = f"(404) 555-01{50 + number}"
        answer = ask(server, inquiry, f"fresh-{number}").json
        said += [(each["status"], each["reason_code"]) for each in answer["leads"]]
    assert said == [("accepted", None)] * fresh["cap"] + [("rejected", "cap_reached")]


def near(server: Server, slot: Told) -> Told:
    page: Told = server.get(f"/api/v1/programs?zip={slot['zip']}&field=billing-coding").json
    return page


def test_no_key_and_nobody_is_named_in_what_the_server_logs(server: Server, told: Told):
    log = server.log.read_text()
    for secret in (told["school"]["api_key"], told["other_school"]["api_key"], "journey@example.org", "Robin"):
        assert secret not in log
