"""A search with faults names all of them at the top and beside their inputs, and keeps what was typed."""

import pytest
from flask.testing import FlaskClient
from reading import Element, Open


def summary(page: Element) -> dict[str, str | None]:
    """Return the words of each fault and the input that it links to."""
    found = {}
    for line in page.one("div", role="alert").every("li"):
        links = [each.attributes["href"] for each in line.every("a")]
        found[line.text] = links[0] if links else None
    return found


def test_all_faults_are_named_at_once_with_links_to_their_inputs(open_page: Open):
    page = open_page("/programs?zip=606&max_cost_usd=lots&bogus=1&max_months=0&field=law-of-it", 422)
    found = summary(page)
    assert list(found.values()) == ["#in-zip", "#in-max_cost_usd", None, "#in-max_months", "#in-field"]
    assert "“bogus”" in [*found][2]
    for target in filter(None, found.values()):
        assert page.one(id=target[1:])
    assert page.one("h1", id=page.one("div", role="alert").attributes["aria-labelledby"]).attributes["tabindex"] == "-1"


@pytest.mark.parametrize("name", ["zip", "max_months", "radius_miles", "school"])
def test_each_message_stands_beside_its_input_and_what_was_typed_is_kept(open_page: Open, name: str):
    typed = {"zip": "60601", name: "x" * 101 if name == "school" else "<b>6 1"}
    page = open_page("/programs?" + "&".join(f"{each}={value}" for each, value in typed.items()), 422)
    control = page.one(id=f"in-{name}")
    message = page.one("p", id=f"fault-{name}")
    assert control.attributes["aria-invalid"] == "true"
    assert control.attributes["aria-describedby"] == message.attributes["id"]
    assert message.text in summary(page)
    if control.tag == "input":
        assert control.attributes["value"] == typed[name]
    else:
        assert [each.attributes["value"] for each in control.every("option") if "selected" in each.attributes] == [
            typed[name]
        ]


@pytest.mark.parametrize("query", ["", "?", "?zip=", "?zip=&field=billing-coding"])
def test_no_zip_code_asks_for_one(open_page: Open, query: str):
    assert summary(open_page(f"/programs{query}", 422)) == {
        "Type your ZIP code: five digits, such as 60601.": "#in-zip"
    }


def test_a_zip_code_without_a_place_is_said_to_be_that(open_page: Open):
    (words,) = summary(open_page("/programs?zip=00000", 422))
    assert words.startswith("We know no place for this ZIP code.")


def test_the_filters_are_open_where_one_of_them_has_a_fault(open_page: Open):
    assert "open" in open_page("/programs?zip=60601&max_months=x", 422).one("details").attributes
    assert "open" not in open_page("/programs?zip=6060", 422).one("details").attributes


def test_a_list_that_was_updated_meanwhile_leads_to_its_first_page(client: FlaskClient, open_page: Open):
    page = open_page("/programs?zip=60601&page=3&release=rel_gone", 422)
    (link,) = page.one("div", role="alert").every("a")
    assert "updated" in page.one("div", role="alert").text
    assert link.attributes["href"] == "/programs?zip=60601"
    assert client.get(link.attributes["href"]).status_code == 200


def test_what_nobody_knows_or_could_read_is_not_sent_again(open_page: Open):
    name = "y" * 90
    page = open_page(f"/programs?zip=60601&{name}=1&bogus=1&school=%ff&per_page=0&sub_id=abc", 422)
    hidden = {each.attributes["name"]: each.attributes["value"] for each in page.every("input", type="hidden")}
    assert hidden == {"sub_id": "abc"}
    assert page.one("input", id="in-school").attributes["value"] == ""


@pytest.mark.parametrize(
    "query",
    [
        "credential=x",
        "format=x",
        "accreditor=x",
        "certification=x",
        "max_cost_usd=lots",
        "sort=x",
        "include_unknown=x",
        "self_paced=x",
        "financial_aid=x",
    ],
)
def test_faults_of_choices_link_to_the_choices(open_page: Open, query: str):
    page = open_page(f"/programs?zip=60601&{query}", 422)
    ((words, target),) = summary(page).items()
    assert page.one(id=target[1:])
    assert page.one("p", class_="fault").text == words


def test_a_repeated_parameter_is_a_fault_like_any_other(open_page: Open):
    page = open_page("/programs?zip=60601&zip=60602&sort=cost", 422)
    assert list(summary(page).values()) == ["#in-zip"]
    assert page.one("input", id="in-zip").attributes["value"] == "60601"
