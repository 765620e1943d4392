"""Income per head of every household of an area, what it was before, and where it stands to the line. In sets.

Two bases: a year, all its lines; or the twelve months before the running one, of the lines that name their month. What a
household has not on file is unknown, never nought.
"""

from typing import Any

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Date,
    Integer,
    Numeric,
    Select,
    Text,
    Uuid,
    and_,
    bindparam,
    case,
    cast,
    func,
    or_,
    select,
    text,
)
from sqlalchemy.orm import aliased

from yihu.accounts.access import within_binds
from yihu.households.counting import COUNTED
from yihu.households.models import Household
from yihu.households.queries import COUNTY, village_name
from yihu.incomes.parameters import READ
from yihu.kernel.money import as_text
from yihu.kernel.paging import Listing, any_of
from yihu.policy.parameters import by_township
from yihu.regions.models import Region

LINES = text(f"{COUNTED} and i.region_code >= :lo and i.region_code < :hi").columns(
    household_id=Uuid, year=Integer, month=Integer, signed=Numeric, counts=Boolean
)
ASKED, WHICH = bindparam("line", type_=Numeric), bindparam("which", type_=Text)


def day(name: str) -> Any:
    return bindparam(name, type_=Date)


def _net(name: str, basis: str, begin: str, end: str) -> Any:
    """Net income by household of the lines from one day to another (exclusive); a year's own line belongs to its year."""
    i = LINES.subquery(f"{name}_line").c
    first = func.make_date(i.year, func.coalesce(i.month, 1), 1)
    inside = and_(first >= day(begin), first < day(end), *((i.month.is_not(None),) if basis == "rolling" else ()))
    net = func.coalesce(func.sum(i.signed).filter(i.counts), 0).label("net")
    return select(i.household_id, net).where(inside).group_by(i.household_id).subquery(name)


def households(basis: str) -> tuple[Any, dict[str, ColumnElement[Any]], Select[Any]]:
    """The household, what is worked out for it, and the rows. Binds: county, lo, hi, the days, line, which, line_day."""
    h = aliased(Household, name="h")
    now, past = _net("now", basis, "begin", "end"), _net("past", basis, "begin_before", "begin")
    terms = by_township(READ, COUNTY, day("line_day"))
    t = terms.c
    heads = func.nullif(h.member_count, 0)
    figure, before = func.round(now.c.net / heads, 2), func.round(past.c.net / heads, 2)
    line = case((WHICH == "poverty", t.poverty_line), else_=t.monitoring_line)
    then = func.coalesce(ASKED, cast(line, Numeric))
    below, below_then = and_(line.is_not(None), figure < line), figure < then
    near = (figure >= then) & (figure < then * (100 + t.near_percent) / 100)
    fell = (before > 0) & (figure <= before * (100 - t.drop_percent) / 100)
    told = {
        "figure": figure, "before": before, "line": line,
        "standing": case(
            (figure.is_(None), "unknown"), (then.is_(None), "no_line"), (below_then, "below"), (near, "near"), else_="above"
        ),
        "falling": func.coalesce(fell, False),
        "change": case((below_then & ~below, "entering"), (below & ~below_then, "leaving")),
    }  # fmt: skip
    rows = (
        select(h.id)
        .outerjoin(now, now.c.household_id == h.id)
        .outerjoin(past, past.c.household_id == h.id)
        .outerjoin(terms, t.region_code == func.left(h.region_code, 9))
        .where(within_binds(h), or_(h.status.is_(None), h.status != "cancelled"))
    )
    return h, told, rows


def _listing(basis: str) -> Listing:
    h, told, rows = households(basis)
    drop = func.round(100 * (told["before"] - told["figure"]) / func.nullif(told["before"], 0))
    return Listing(
        base=rows.with_only_columns(
            h.id.label("household_id"), h.household_no, h.head_name, h.region_code, village_name(h).label("region_name"),
            h.household_class, h.member_count, as_text(told["figure"]).label("per_head"),
            as_text(told["before"]).label("per_head_before"), cast(drop, Integer).label("drop_percent"),
            told["line"].label("line"), told["standing"].label("standing"), told["falling"].label("falling"),
            told["change"].label("change"),
        ),
        area=h.county == COUNTY,
        filters={
            "standing": any_of(told["standing"], "standing"),
            "falling": told["falling"] == bindparam("falling", type_=Boolean),
            "change": any_of(told["change"], "change"),
            "household_class": any_of(h.household_class, "household_class"),
            "q": func.strpos(h.search_text, bindparam("q", type_=Text)) > 0,
        },
        sorts={
            "per_head": (func.coalesce(told["figure"], 0), h.id),
            "drop": (func.coalesce(drop, 0), h.id),
            "region": (h.region_code, h.head_sort, h.id),
        },
        default_sort="per_head",
    )  # fmt: skip


LISTINGS = {basis: _listing(basis) for basis in ("year", "rolling")}


def _summary(basis: str) -> Select[Any]:
    """Counts by township or village. Binds: those of the rows, and digits."""
    h, told, rows = households(basis)
    place = func.left(h.region_code, bindparam("digits", type_=Integer)).label("region_code")
    each = rows.with_only_columns(
        place,
        h.member_count,
        *(value.label(name) for name, value in told.items() if name in ("standing", "falling", "change")),
    ).subquery("each")
    e = each.c

    def counted(condition: ColumnElement[bool]) -> ColumnElement[int]:
        return func.count().filter(condition)

    named = select(Region.short_name).where(Region.code == e.region_code).scalar_subquery()
    standings = ("unknown", "no_line", "below", "near", "above")
    return (
        select(
            e.region_code, named.label("region_name"), func.count().label("households"),
            *(counted(e.standing == one).label(one) for one in standings), counted(e.falling).label("falling"),
            counted(e.change == "entering").label("entering"), counted(e.change == "leaving").label("leaving"),
            func.coalesce(func.sum(e.member_count).filter(e.standing == "below"), 0).label("persons_below"),
        )
        .group_by(e.region_code)
        .order_by(e.region_code)
    )  # fmt: skip


SUMMARIES = {basis: _summary(basis) for basis in ("year", "rolling")}
