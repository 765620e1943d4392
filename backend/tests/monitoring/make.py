def shown(browser, rule: str) -> list[str]:
    """Ids of a rule's alerts as the office's list has them, in order."""
    answer = browser.get("/alerts", params={"rule": rule, "page_size": 100})
    assert answer.status_code == 200, answer.text
    return sorted(row["id"] for row in answer.json()["items"])
