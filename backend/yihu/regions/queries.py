from datetime import date

from sqlalchemy import ColumnElement, Select, exists, or_, select

from yihu.regions.models import Region, RegionAlias
from yihu.regions.names import LEVEL_OF_LENGTH, Level, spelling, stem


def holding(day: date) -> ColumnElement[bool]:
    """Regions that exist on a day."""
    return or_(Region.valid_from.is_(None), Region.valid_from <= day) & or_(
        Region.valid_to.is_(None), Region.valid_to > day
    )


def below(code: str) -> ColumnElement[bool]:
    """The region itself and everything in it, as a range that an index can follow."""
    return (Region.code >= code) & (Region.code < f"{code}:")


def children(code: str | None) -> Select[Region]:
    """Direct children, ended ones too; of no region: the provinces."""
    parent = Region.parent_code.is_(None) if code is None else Region.parent_code == code
    return select(Region).where(parent).order_by(Region.code)


def lineage(code: str) -> Select[Region]:
    """The region and its ancestors, province first."""
    codes = [code[:length] for length in LEVEL_OF_LENGTH if length <= len(code)]
    return select(Region).where(Region.code.in_(codes)).order_by(Region.code)


def called(text: str) -> ColumnElement[bool]:
    """Regions whose name or alias begins with what was typed."""
    start = stem(text)
    known_as = exists().where(
        RegionAlias.region_code == Region.code, RegionAlias.alias.startswith(start, autoescape=True)
    )
    return Region.short_name.startswith(start, autoescape=True) | known_as


def named(name: str, within: str) -> Select[Region]:
    """Regions inside `within` whose formal name, spoken name or alias is exactly this, whatever its spelling."""
    spoken = spelling(name)
    known_as = exists().where(RegionAlias.region_code == Region.code, RegionAlias.alias.in_((name, spoken)))
    return (
        select(Region)
        .where(below(within), or_(Region.name == name, Region.short_name == spoken, known_as))
        .order_by(Region.code)
    )


def listed(
    parent: str | None = None, level: Level | None = None, q: str | None = None, on: date | None = None
) -> Select[Region]:
    """Regions for pick lists. With `q` or `level` the search covers the whole tree below `parent`."""
    whole_tree = q is not None or level is not None
    query = select(Region).order_by(Region.code) if whole_tree else children(parent)
    if whole_tree and parent is not None:
        query = query.where(below(parent), Region.code != parent)
    if level is not None:
        query = query.where(Region.level == level)
    if q is not None:
        query = query.where(called(q))
    if on is not None:
        query = query.where(holding(on))
    return query
