"""Every list of the house can be taken away, and its rows can be said in words."""

from inspect import signature

from tests.house.conftest import by_room
from tests.house.operations import OPERATIONS


def paged(route) -> bool:
    """Cut into pages by `paging.page`; a few rows that come whole are no list to take away."""
    return "paging" in signature(route.endpoint).parameters


@by_room(lambda operation: operation.startswith("GET ") and "{name}" not in operation)
def test_every_list_can_be_taken_away(operations, world, client, routes, undone, run_jobs):
    for operation in operations:
        if not paged(routes[operation]):
            continue
        browser = client(OPERATIONS[operation].owner)
        with undone():
            answer = browser.post("/exports", json={"list": world.path(operation)})
            assert answer.status_code == 202, (operation, answer.text)
            run_jobs()
            done = browser.get(f"/jobs/{answer.json()['id']}").json()
            assert done["state"] == "succeeded", (operation, done)
