"""A real county's first day: its regions, the code lists and sourced parameters, and one administrator."""

import re
from pathlib import Path

from pydantic import ValidationError
from sqlalchemy import create_engine, select, tuple_
from sqlalchemy.exc import DataError, IntegrityError
from sqlalchemy.orm import Session

from yihu.accounts import service as accounts
from yihu.accounts.models import Role, User
from yihu.accounts.problems import UsernameTaken
from yihu.kernel.installation import CannotSetUpError
from yihu.plans import vague
from yihu.policy import service as policy
from yihu.regions import service as regions
from yihu.regions.extract import COLUMNS
from yihu.regions.service import RegionRow
from yihu.seed.accounts import ACCOUNTS


def begin(url: str, county: str, regions_file: Path | None = None, admin: tuple[str, str] | None = None) -> list[str]:
    """Set up `county` (six digits) in a migrated database, all or nothing; returns lines for the operator.

    `url` is the owner's, `regions_file` defaults to the shipped one, `admin` is a username and a person's name. What is
    there already stays, an administrator's password too, so it may be run again. CannotSetUpError says what is unfit.
    """
    rows = _read(county, regions_file or regions.county_file(county))
    engine = create_engine(url)
    try:
        with Session(engine) as session, session.begin():
            _refuse_demo(session)
            _load(session, county, rows)
            policy.load_defaults(session)
            vague.load_defaults(session, county)
            told = _administrator(session, county, admin)
    finally:
        engine.dispose()
    name = next(row.name for row in rows if row.code == county)
    return [f"{name}：已载入 {len(rows)} 个区划、代码表和有出处的政策参数。", *told]


def _read(county: str, path: Path) -> list[RegionRow]:
    if not re.fullmatch(r"\d{6}", county, re.ASCII):
        raise CannotSetUpError(f"县级代码应为 6 位数字：{county}")
    if not path.is_file():
        raise CannotSetUpError(
            f"找不到区划文件 {path}。请先用 yihu regions extract {county} --from … 生成，再用 --regions 指定。"
        )
    try:
        rows = list(regions.read_file(path))
    except (KeyError, UnicodeDecodeError) as error:
        raise CannotSetUpError(f"{path} 不是区划文件：应为 UTF-8 编码的 CSV，列为 {','.join(COLUMNS)}。") from error
    if not any(row.code == county for row in rows):
        raise CannotSetUpError(f"{path} 中没有县级代码 {county}。")
    return rows


def _refuse_demo(session: Session) -> None:
    """Accounts that all share one password have no place beside real households."""
    demo = [(username, phone) for username, *_, phone in ACCOUNTS]
    found = session.scalars(select(User.username).where(tuple_(User.username, User.phone).in_(demo))).all()
    if found:
        raise CannotSetUpError(
            f"这个数据库里有演示账号（{'、'.join(found)}），不能用于正式工作：请换一个空的数据库，或换一个 YIHU_HOME。"
        )


def _load(session: Session, county: str, rows: list[RegionRow]) -> None:
    try:
        regions.load_county(session, county, rows)
    except ValueError as error:
        raise CannotSetUpError(f"区划文件有误：{error}") from error
    except (DataError, IntegrityError) as error:
        detail = getattr(error.orig, "diag", None)
        raise CannotSetUpError(
            f"区划文件有误：{detail and (detail.message_detail or detail.message_primary)}"
        ) from error


def _administrator(session: Session, county: str, admin: tuple[str, str] | None) -> list[str]:
    mine = select(User.username).where(User.role == Role.ADMINISTRATOR, User.region_code == county)
    held = session.scalars(mine).all()
    if admin is None:
        if not held:
            raise CannotSetUpError("这个县还没有系统管理员：请加上 --admin 用户名 --name 姓名。")
        return []
    username, name = admin
    if username.lower() in held:
        return [f"系统管理员 {username.lower()} 已经有了，密码不变。"]
    try:
        made = accounts.first_administrator(session, county, username, name)
    except UsernameTaken as error:
        raise CannotSetUpError(f"用户名 {username} 已被别人使用，请换一个。") from error
    except ValidationError as error:
        raise CannotSetUpError("用户名应为 3 到 40 位字母、数字、点、下划线或短横线，姓名为 1 到 40 个字。") from error
    return [
        f"系统管理员：用户名 {made.user.username}，初始密码 {made.password}",
        "密码只显示这一次，首次登录时必须修改。",
    ]
