"""A search with a partner's key is counted and says whose it was; what it lists is what everybody is shown."""

from partner_site import PartnerSite

from leadmatch.access.attribution import Attribution
from leadmatch.kernel.clock import utc_now


def programs(body: bytes) -> bytes:
    return body[body.index(b'"programs":[') : body.index(b'],"query":')]


def test_an_answer_to_a_key_carries_a_token_and_lists_the_same_to_the_byte(site: PartnerSite):
    plain, with_key = site.search(None), site.search("publishable", "&placement=sidebar&sub_id=fall.1")
    assert (plain.status_code, with_key.status_code) == (200, 200)
    assert programs(with_key.data) == programs(plain.data)
    assert "attribution" not in plain.json
    said = site.attributions.read(with_key.json["attribution"], utc_now().date())
    assert said == Attribution(
        partner_id=site.partner.id, placement="sidebar", sub_id="fall.1", day=utc_now().date(), is_test=False
    )


def test_answers_of_one_day_are_the_same_to_the_byte_and_are_found_unchanged(site: PartnerSite):
    first, second = site.search("secret"), site.search("secret")
    assert first.data == second.data
    known = site.search("secret", **{"If-None-Match": first.headers["ETag"]})
    assert known.status_code == 304
    assert "Sec-GPC" in known.vary
    assert site.search("other secret", **{"If-None-Match": first.headers["ETag"]}).status_code == 200


def test_with_global_privacy_control_there_is_no_token(site: PartnerSite):
    plain, private = site.search("publishable"), site.search("publishable", **{"Sec-GPC": "1"})
    assert "attribution" not in private.json
    assert programs(private.data) == programs(plain.data)
    assert "Sec-GPC" in plain.vary
    assert "Sec-GPC" in private.vary
    assert "Sec-GPC" not in site.search(None).vary
    assert plain.headers.getlist("Vary") == [plain.headers["Vary"]]


def test_names_that_are_none_stay_out_of_the_token_and_the_search_is_answered(site: PartnerSite):
    answer = site.search("secret", "&placement=left%20column&sub_id=ada@example.org")
    assert answer.json["query"]["placement"] == "left column"
    said = site.attributions.read(answer.json["attribution"], utc_now().date())
    assert (said.placement, said.sub_id) == (None, None)


def test_each_partner_has_idempotency_keys_of_its_own(site: PartnerSite):
    bodies = {key: site.body() for key in ("secret", "other secret", None)}
    receipts = {key: site.send(key, body, idempotency_key="inquiry-1") for key, body in bodies.items()}
    assert [each.status_code for each in receipts.values()] == [201] * 3
    again = site.send("publishable", bodies["secret"], idempotency_key="inquiry-1")
    assert again.json == receipts["secret"].json
    copied = site.send("other secret", bodies["secret"], idempotency_key="inquiry-1")
    assert copied.json["type"].endswith("/idempotency-key-reused")


def test_a_token_given_to_a_test_key_says_so(site: PartnerSite):
    said = site.attributions.read(site.search("test secret").json["attribution"], utc_now().date())
    assert said.is_test


def test_searches_with_live_keys_are_counted_where_they_stand(site: PartnerSite):
    first = site.search("publishable", "&placement=sidebar")
    shown = len(first.json["sponsored"])
    assert shown > 0
    site.search("publishable", "&placement=sidebar", **{"If-None-Match": first.headers["ETag"]})
    site.search("secret", "&placement=sidebar", **{"Sec-GPC": "1"})
    site.search("secret", "&placement=sidebar&sponsored=false")
    site.search("secret", "&placement=left%20column")
    site.search("secret")
    site.search("test secret", "&placement=sidebar")
    site.search(None, "&placement=sidebar")
    assert site.search("secret", "&page=0").status_code == 422
    assert site.used() == [("", 1, shown), ("other", 1, shown), ("sidebar", 4, 3 * shown)]
