"""The documents say what the code does."""

import re
from pathlib import Path

import pytest

import yihu
from yihu.accounts.models import ROLE_LABELS
from yihu.kernel.settings import Section
from yihu.seed.accounts import ACCOUNTS

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted(
    path
    for folder in (ROOT, ROOT / "backend", ROOT / "backend" / "decisions", ROOT / "openapi")
    for path in folder.glob("*.md")
)


def read(name):
    return (ROOT / name).read_text("utf-8")


def test_the_settings_table_is_complete():
    told = {
        found[1]: found[2] for found in re.finditer(r"^\| `(YIHU_\w+)` \| (.*?) \|", read("README.md"), re.MULTILINE)
    }
    fields = {
        f"YIHU_{name.upper()}": field for kind in Section.__subclasses__() for name, field in kind.model_fields.items()
    }
    assert list(told) == list(fields), "in the order of kernel/settings.py"
    for name, field in fields.items():
        if isinstance(field.default, str | int) and field.default:
            assert told[name] == f"`{field.default}`", name


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_every_demo_account_is_named(name):
    for username, _, role, *_ in ACCOUNTS:
        assert f"`{username}`" in read(name)
        assert ROLE_LABELS[role] in read("README.md")


def test_the_map_shows_every_room():
    for room in Path(yihu.__file__).parent.iterdir():
        if (room / "__init__.py").exists():
            assert f"`backend/yihu/{room.name}`" in read("README.md"), room.name
            assert re.search(rf"^.*\b{room.name}\b.* {{4}}", read("backend/ARCHITECTURE.md"), re.MULTILINE), room.name


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(document):
    text = document.read_text("utf-8")
    links = [*re.findall(r"\]\(([^)\s]+)\)", text), *re.findall(r'src="([^"]+)"', text)]
    for link in links:
        if not link.startswith(("http://", "https://")):
            path, _, place = link.partition("#")
            target = document.parent / path if path else document
            assert target.exists(), link
            if place:
                titles = re.findall(r"^#+ (.+)$", target.read_text("utf-8"), re.MULTILINE)
                anchors = {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}
                assert place in anchors, link


def test_every_decision_is_listed():
    folder = ROOT / "backend" / "decisions"
    pages = {path.name for path in folder.glob("0*.md")}
    assert pages == set(re.findall(r"\]\((0\S+\.md)\)", (folder / "README.md").read_text("utf-8")))
    for page in pages:
        text = (folder / page).read_text("utf-8")
        assert re.match(rf"# {page[:4]} ", text)
        assert re.findall(r"^## (\w+)", text, re.MULTILINE) in (
            ["Context", "Decision", "Consequences"],
            ["Context", "Decision", "Measured", "Consequences"],
        )
