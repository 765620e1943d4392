"""The command line speaks plainly about what an operator can mend."""

import os
import subprocess
import sys

import pytest


def yihu(*words, **environment):
    return subprocess.run(
        [sys.executable, "-m", "yihu.cli", *words],
        check=False, capture_output=True, text=True, timeout=60, env={**os.environ, **environment},
    )  # fmt: skip


def test_help_lists_every_command():
    shown = yihu("--help").stdout
    for command in ("run", "serve", "work", "migrate", "seed", "init", "openapi", "regions", "backup", "restore"):
        assert f"\n    {command} " in shown


@pytest.mark.parametrize(
    ("words", "environment", "message"),
    [
        (["run"], {"YIHU_PORT": "eighty"}, "配置错误 YIHU_PORT"),
        (["migrate"], {"YIHU_DATABASE_URL": "postgresql+psycopg://yihu@127.0.0.1:1/yihu"}, "无法连接数据库"),
        (["backup"], {"YIHU_DATABASE_URL": "postgresql+psycopg://yihu@127.0.0.1:1/yihu"}, "无法连接数据库"),
        (["regions", "extract", "622926", "--from", "/nowhere"], {}, "找不到文件：/nowhere"),
    ],
)
def test_what_is_amiss_is_one_line_of_chinese(words, environment, message):
    done = yihu(*words, **environment)
    assert done.returncode == 1
    assert message in done.stderr
    assert "Traceback" not in done.stderr
