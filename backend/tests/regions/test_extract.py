import csv

import pytest

from yihu.regions.extract import write_county

PARENTS = {
    "provinces": {"51": "四川省", "62": "甘肃省"},
    "cities": {"5119": "巴中市"},
    "areas": {"511921": "通江县", "511922": "南江县"},
}


def release(folder, day, streets, villages):
    (folder / "dist").mkdir(parents=True)
    (folder / "README.md").write_text(f"* 2023年代码（截止时间：{day}，发布时间：2023-09-11）", "utf-8")
    for table, rows in (PARENTS | {"streets": streets, "villages": villages}).items():
        text = "code,name\n" + "".join(f'{code},"{name}"\n' for code, name in rows.items())
        (folder / "dist" / f"{table}.csv").write_text(text, "utf-8")
    return folder


@pytest.fixture
def releases(tmp_path):
    town = {"511921119": "杨柏镇", "511922100": "南江镇"}
    older = {"511921119201": "仙人嵌村民委员会", "511921119202": "沙泥坪村委会", "511921119203": "罗坪村委会"}
    newer = {"511921119202": "沙泥坪村民委员会", "511921119203": "锣坪村民委员会", "511921119214": "新桥河村民委员会"}
    return [
        release(tmp_path / "new", "2020-06-30", town, newer | {"511922100200": "别县村"}),
        release(tmp_path / "old", "2019-10-31", town, older),
    ]


def test_releases_become_periods_and_aliases(releases, tmp_path):
    target = tmp_path / "out" / "511921.csv"
    assert write_county("511921", releases, target) == 8
    with target.open(encoding="utf-8") as file:
        rows = {row["code"]: row for row in csv.DictReader(file)}
    assert list(rows) == sorted(rows)
    assert {"51", "5119", "511921", "511921119"} < set(rows)
    assert rows["511921119201"]["valid_to"] == "2020-06-30"
    assert rows["511921119201"]["successor_code"] == ""
    assert rows["511921119214"]["valid_from"] == "2020-06-30"
    assert rows["511921119202"] | {"aliases": ""} == rows["511921119202"], "another ending is not another name"
    assert rows["511921119203"]["name"] == "锣坪村民委员会"
    assert rows["511921119203"]["aliases"] == "罗坪村"
    assert rows["511921119"]["parent_code"] == "511921"


def test_what_is_amiss_is_said(releases, tmp_path):
    with pytest.raises(ValueError, match="622926"):
        write_county("622926", releases, tmp_path / "x.csv")
    (releases[0] / "README.md").write_text("no day", "utf-8")
    with pytest.raises(ValueError, match="截止时间"):
        write_county("511921", releases, tmp_path / "x.csv")
