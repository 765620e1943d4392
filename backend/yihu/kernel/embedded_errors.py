"""Why the embedded PostgreSQL cannot run, said so that the person at the keyboard can mend it."""

import errno
from pathlib import Path

# What PostgreSQL's own words mean for the person who runs it, and whether waiting cannot help.
KNOWN = (
    ("No space left on device", "磁盘已满，数据库无法写入。请清理磁盘空间后重试，已保存的数据不会丢失。"),
    (
        "not compatible with this version",
        "数据目录由另一个版本的 PostgreSQL 建立，请先用原版本备份（yihu backup），再用新版本恢复。",
    ),
    ("has wrong ownership", "数据目录属于另一个系统用户，请用原来的用户运行。"),
    ("has invalid permissions", "数据目录的权限被改动，应为 0700。"),
    ("could not map anonymous shared memory", "内存不足，数据库无法启动。请关闭其他程序，或增加内存。"),
    ("Permission denied", "数据库服务没有权限读写数据目录。请检查目录的所有者和权限。"),
    ("Read-only file system", "数据目录所在的磁盘是只读的。"),
)


class EmbeddedPostgresError(Exception):
    """The embedded PostgreSQL cannot start or serve; the text is Chinese and meant for people."""


def known(output: str) -> str | None:
    """The message for a failure that waiting cannot mend, else None."""
    return next((message for words, message in KNOWN if words in output), None)


def explain(output: str, log: Path) -> EmbeddedPostgresError:
    """`output` is what the program printed; its last line goes along for whoever looks deeper."""
    lines = output.strip().splitlines()
    detail = f"（{lines[-1].strip()}）" if lines else ""
    return EmbeddedPostgresError(f"内置数据库无法启动：{known(output) or '原因见日志。'}{detail} 日志：{log}")


def explain_os(error: OSError) -> EmbeddedPostgresError:
    where = f"：{error.filename}" if error.filename else ""
    match error.errno:
        case errno.ENOSPC | errno.EDQUOT:
            return EmbeddedPostgresError("内置数据库无法启动：磁盘已满，请清理磁盘空间后重试。")
        case errno.EACCES | errno.EPERM:
            return EmbeddedPostgresError(
                f"内置数据库无法启动：当前用户没有权限访问数据目录{where}。"
                "它可能由另一个系统用户建立：请用原来的用户运行，或用 YIHU_HOME 另选一个目录。"
            )
        case errno.EROFS:
            return EmbeddedPostgresError(f"内置数据库无法启动：磁盘是只读的{where}。")
        case _:
            return EmbeddedPostgresError(f"内置数据库无法启动：{error}")
