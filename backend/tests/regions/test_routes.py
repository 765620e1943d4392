import pytest


@pytest.fixture
def browser(client):
    return client("xiangzhen")


def codes(answer):
    assert answer.status_code == 200, answer.text
    return [item["code"] for item in answer.json()["items"]]


def test_children_of_a_region(browser):
    found = codes(browser.get("/regions", params={"parent": "511921119"}))
    assert len(found) == 18
    current = codes(browser.get("/regions", params={"parent": "511921119", "on": "2026-11-23"}))
    assert len(current) == 10
    assert set(found) - set(current) >= {"511921119201", "511921119205"}


def test_without_parent_the_provinces(browser):
    assert codes(browser.get("/regions")) == ["51"]


def test_search_by_name_below_a_region(browser):
    found = codes(browser.get("/regions", params={"parent": "511921", "q": "朽石", "on": "2026-11-23"}))
    assert "511921119213" in found
    assert all(code.startswith("511921") for code in found)
    assert codes(browser.get("/regions", params={"q": "百盘梁村"})) == ["511921101210"], "found by its alias"


def test_wildcards_are_letters(browser):
    assert codes(browser.get("/regions", params={"q": "%"})) == []


def test_level_of_the_whole_county(browser):
    assert (
        len(codes(browser.get("/regions", params={"parent": "511921", "level": "township", "on": "2026-11-23"}))) == 33
    )


def test_one_region(browser):
    ended = browser.get("/regions/511921119201").json()
    assert ended["short_name"] == "仙人嵌村"
    assert ended["valid_to"] == "2020-06-30"
    assert ended["successor_code"] is None
    assert browser.get("/regions/511921119299").status_code == 404
    assert browser.get("/regions/x").status_code == 422


def test_strangers_are_sent_to_sign_in(client):
    assert client().get("/regions").status_code == 401
