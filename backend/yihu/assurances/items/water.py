from typing import Any

from yihu.assurances import parameters as p
from yihu.assurances.item import Figures, Terms, Verdict, failing, figure, item

HARMED = {"cellar"}
"""Sources whose water is not drunk without treatment."""


class Water(Figures):
    """Amount, quality, access and reliability of what the household drinks."""

    source: str | None = figure("水源类型", codes="water_source_kind", max_length=40)
    litres: int | None = figure("每人每天可用水量", unit="升", ge=0, le=1000)
    quality: bool | None = figure("水质合格（有化验报告，分散供水可望闻问尝）")
    treated: bool | None = figure("饮用前经过处理")
    piped: bool | None = figure("供水入户")
    minutes: int | None = figure("单次取水往返", unit="分钟", ge=0, le=600)
    metres: int | None = figure("取水水平距离", unit="米", ge=0, le=20_000)
    height: int | None = figure("取水垂直高差", unit="米", ge=0, le=2000)
    short_days: int | None = figure("一年供水不足", unit="天", ge=0, le=366)
    supply_normal: bool | None = figure("目前供水正常")


@item(
    "water", Water, version=p.WATER_RULE,
    parameters=(
        p.WATER_AREA, p.WATER_LITRES, p.WATER_LITRES_DRY, p.WATER_MINUTES, p.WATER_METRES, p.WATER_HEIGHT,
        p.WATER_SHORT_DAYS,
    ),
)  # fmt: skip
def judge(figures: Water, terms: Terms) -> Verdict:
    """Each of the four must hold; what has no figure or no threshold is left to the person."""
    least = terms["water_litres_dry" if terms["water_area"] == "dry" else "water_litres"]
    short = _more(figures.short_days, terms["water_short_days"])
    return failing(
        {
            "water_short": _less(figures.litres, least),
            "water_quality": _bad_quality(figures),
            "water_far": _far(figures, terms),
            "water_unreliable": True if figures.supply_normal is False else short,
        }
    )


def _less(value: int | None, least: Any) -> bool | None:
    return None if value is None or least is None else value < least


def _more(value: int | None, most: Any) -> bool | None:
    return None if value is None or most is None else value > most


def _bad_quality(figures: Water) -> bool | None:
    if figures.source in HARMED and figures.treated is False:
        return True
    return None if figures.quality is None else not figures.quality


def _far(figures: Water, terms: Terms) -> bool | None:
    """Near enough by pipe, by time, by distance or by height: one suffices."""
    if figures.piped:
        return False
    ways = (
        _more(figures.minutes, terms["water_minutes"]),
        _more(figures.metres, terms["water_metres"]),
        _more(figures.height, terms["water_height"]),
    )
    if False in ways:
        return False
    return True if True in ways else None
