"""Words that promise nothing: the county's own dated list."""

from tests.conftest import TODAY
from tests.plans.make import Author, home

WORD = {"name": "狠抓落实", "valid_from": "2026-01-01", "source": "县农业农村局通知"}


def test_a_county_adds_a_word_and_ends_one(session, client):
    row, _ = home(session)
    author, county = Author(client("cunganbu")), client("xianji")
    author.start(row.id)

    def vague() -> bool:
        author.change(wish=f"想法{author.plan['version']}")
        return "measure_vague" in {gap["code"] for gap in author.plan["gaps"]}

    author.add(text="养牛3头，狠抓落实")
    assert not vague()
    made = county.post("/vague-words", json=WORD)
    assert made.status_code == 201, made.text
    assert county.post("/vague-words", json=WORD).json()["code"] == "word_taken"
    assert client("xiangzhen").post("/vague-words", json=WORD).status_code == 403
    assert vague()
    assert "狠抓落实" in client("cunganbu").get("/field-kit").json()["vague_words"]
    path = f"/vague-words/{made.json()['id']}:end"
    assert county.post(path, json={"valid_to": str(TODAY)}, headers={"If-Match": '"1"'}).json()["valid_to"] == str(
        TODAY
    )
    assert not vague()
    listed = client("cunganbu").get("/vague-words", params={"current": False}).json()["items"]
    assert [one["name"] for one in listed] == ["狠抓落实"]
