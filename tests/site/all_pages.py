"""Every kind of page that the site can show, as requests."""

from collections.abc import Iterator

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.exceptions import Conflict, RequestEntityTooLarge, TooManyRequests, UnprocessableEntity

from leadmatch.web.problem_pages import problem_texts

ADDRESSES = (
    "/",
    "/how-results-are-ordered",
    "/privacy",
    "/for-schools",
    "/for-schools?school=example",
    "/for-schools?school=no+such+school",
    "/for-schools/programs.xlsx?unitid=0",
    "/problems/",
    *(f"/problems/{slug}" for slug in problem_texts()),
    "/programs?zip=60601",
    "/programs?zip=60601&per_page=10&page=2",
    "/programs?zip=60601&page=99",
    "/programs?zip=09001",
    "/programs?zip=60600&radius_miles=75.5",
    "/programs?zip=53202&field=billing-coding&sort=cost",
    "/programs?zip=60601&max_cost_usd=1",
    "/programs?zip=60601&max_cost_usd=1&max_months=1",
    "/programs?zip=99950&format=on_campus",
    "/programs?zip=53202&radius_miles=10&format=on_campus",
    "/programs?zip=60601&field=medical-assisting&radius_miles=10",
    (
        "/programs?zip=60601&max_cost_usd=9000&max_months=12&self_paced=true&financial_aid=true&radius_miles=100"
        "&include_unknown=cost&include_unknown=length&include_unknown=format&include_unknown=accreditation"
        "&include_unknown=self_paced&school=example&format=on_campus,online&credential=certificate,associate"
    ),
    "/programs?zip=60601&self_paced=false&financial_aid=false&certification=CPC&accreditor=hlc,abhes",
    "/programs?zip=60601&certification=CPC&accreditor=hlc&format=on_campus,hybrid,online&include_unknown=format",
    "/programs?zip=60601&self_paced=false&financial_aid=false&format=online&include_unknown=format",
    "/programs?zip=60601&certification=CPC&max_months=18&self_paced=true&max_cost_usd=9000&format=online",
    "/programs?zip=606&radius_miles=900&field=x&credential=x&format=x&accreditor=x&self_paced=x&financial_aid=x",
    "/programs?zip=00000&max_cost_usd=x&max_months=x&sort=x&include_unknown=x&page=x&release=x&bogus=1&per_page=x",
    "/programs?school=%20&field=billing-coding",
    "/programs?%ff",
    "/compare",
    "/compare?ids=prg_x,prg_x",
    "/shortlist",
    "/shortlist?ids=prg_x&zip=606",
    "/inquire",
    "/inquire?program=prg_x&zip=606",
    "/nope",
    "/programs/prg_aaaaaaaaaaaaaaaa",
    *(f"/fail/{status}" for status in (413, 422, 429, 500)),
)


def add_failing_pages(app: Flask) -> None:
    """Give an application pages that end in the errors that no page of the site ends in by itself."""
    app.config["PROPAGATE_EXCEPTIONS"] = False

    def fail(status: int) -> str:
        errors = {409: Conflict, 413: RequestEntityTooLarge, 422: UnprocessableEntity, 429: TooManyRequests}
        raise errors.get(status, RuntimeError)

    app.add_url_rule("/fail/<int:status>", view_func=fail)


def every_page(client: FlaskClient) -> Iterator[tuple[str, str]]:
    """Yield the address and the HTML of every kind of page."""
    everything = "zip=60601&radius_miles=500&include_unknown=accreditation&per_page=100"
    programs = client.get(f"/api/v1/programs?{everything}").json["programs"]
    titles = {each["title"]: each["links"]["page"] for each in programs}
    with_exams = [
        f"{page}?exam={exam}"
        for title, page in titles.items()
        if title.startswith(("Estimated", "Nothing known", "Tuition only"))
        for exam in ("CCS", "CMC", "CPB", "404")
    ]
    ids = [each["id"] for each in programs]
    picks = [
        f"{path}?ids={','.join(ids[:number])}&zip=60601"
        for path in ("/compare", "/shortlist")
        for number in (1, 4, 5, 41)
    ]
    for address in (*ADDRESSES, *titles.values(), *with_exams, *picks):
        yield address, client.get(address).text
    yield "POST /programs", client.post("/programs").text
