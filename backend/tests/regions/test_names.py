import pytest

from yihu.regions.names import Level, level_of, parent_of, short_name, significant, spelling, stem


@pytest.mark.parametrize(
    ("formal", "spoken", "proper"),
    [
        ("贾村观村民委员会", "贾村观村", "贾村观"),
        ("大堡村村委会", "大堡村", "大堡"),
        ("杨柏河社区居民委员会", "杨柏河社区", "杨柏河"),
        ("太平乡社区居委会", "太平乡社区", "太平乡"),
        ("东街居民委员会", "东街居委会", "东街"),
        ("巴彦嘎查村民委员会", "巴彦嘎查", "巴彦"),
        ("杨柏镇", "杨柏镇", "杨柏"),
        ("诺水河镇", "诺水河镇", "诺水河"),
        ("东村", "东村", "东村"),
    ],
)
def test_formal_name_spoken_name_and_proper_name(formal, spoken, proper):
    assert short_name(formal) == spoken
    assert spelling(formal) == spoken
    assert stem(formal) == proper


def test_spelling_forgives_width_spaces_and_punctuation():
    assert spelling(" 贾村观 村(村委会) ") == spelling("贾村观村（村委会）")
    assert spelling("新桥河 村民委员会") == "新桥河村"


def test_codes_tell_level_and_parent():
    codes = {"51": Level.PROVINCE, "5119": Level.PREFECTURE, "511921": Level.COUNTY, "511921119": Level.TOWNSHIP}
    assert {code: level_of(code) for code in codes} == codes
    assert level_of("511921119213") is Level.VILLAGE
    assert level_of("511921119213001") is Level.GROUP
    assert parent_of("511921119213001") == "511921119213"
    assert parent_of("51") is None
    with pytest.raises(ValueError, match="长度"):
        level_of("5119211")


def test_twelve_digits_are_cut_to_what_is_significant():
    assert significant("511921119000") == "511921119"
    assert significant("511921000000") == "511921"
    assert significant("510000000000") == "51"
    assert significant("511921119213") == "511921119213"
    assert significant("511921") == "511921"
