"""The ``jiaoyan`` command: noun first, complete ``--help``, exit status 0, 1 (the input is at fault) or 2 (usage)."""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from jiaoyan.cli.fault import InputFault


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status; usage errors leave through argparse with 2."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a terminal of another alphabet shows ? for a rare character instead of stopping
            stream.reconfigure(errors="replace")
    options = parser().parse_args(argv)
    if options.data:
        os.environ["JIAOYAN_DATA"] = str(options.data)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jiaoyan.config.settings")
    from environs import EnvError

    from jiaoyan.cli import commands  # Django settings read the environment set above

    try:
        commands.run(options)
    except EnvError as wrong:
        print(f"jiaoyan: 环境变量有误，请改正后再启动：{wrong}", file=sys.stderr)
        return 1
    except InputFault as fault:
        print(f"jiaoyan: {fault}", file=sys.stderr)
        return 1
    except OSError as fault:
        print(f"jiaoyan: 读写文件时出错：{fault}", file=sys.stderr)
        return 1
    return 0


def parser() -> argparse.ArgumentParser:
    """The whole command line."""
    top = argparse.ArgumentParser(prog="jiaoyan", description="教研台账：数学教研组与备课组的计划、活动与台账")
    top.add_argument("--data", type=Path, help="数据文件夹（默认 ./data，或环境变量 JIAOYAN_DATA）")
    verbs = top.add_subparsers(dest="command", required=True, metavar="命令")

    serve = verbs.add_parser("serve", help="启动网站")
    serve.add_argument("--port", type=int, default=8000, help="端口（默认 8000）")
    serve.add_argument("--host", default="0.0.0.0", help="监听地址（默认本机所有地址）")  # noqa: S104 - a school server is meant to be reached
    serve.add_argument("--demo", action="store_true", help="第一次启动时载入示例学校")

    verbs.add_parser("demo", help="载入示例学校")

    ledger = verbs.add_parser("ledger", help="导出备课组台账（Word）")
    ledger.add_argument("group", metavar="备课组", help="备课组名称，如 五年级数学备课组")
    ledger.add_argument("--term", metavar="学期", help="如 2023-2024-1；不填为当前学期")
    ledger.add_argument("--school", metavar="学校", help="学校代码；只有一所学校时可不填")
    ledger.add_argument("--evidence", action="store_true", help="导出佐证材料卷（作业清单、平时练习质量分析、证书、签到表等）")
    ledger.add_argument("-o", "--output", type=Path, required=True, metavar="文件", help="写入的 .docx 文件")

    remind = verbs.add_parser("remind", help="周五催办：写出提醒，可发到群机器人或邮箱")
    remind.add_argument("group", metavar="组", help="组的名称，如 五年级数学备课组、数学教研组")
    remind.add_argument("--school", metavar="学校", help="学校代码；只有一所学校时可不填")
    remind.add_argument("--term", metavar="学期", help="如 2023-2024-1；不填为当前学期")
    remind.add_argument("--names", action="store_true", help="写明各位教师缺什么；不加则只写人数")
    remind.add_argument("--send", action="store_true", help="发出去（只发到设置里写明的地方）；不加只在这里显示")

    backup = verbs.add_parser("backup", help="备份到文件夹（加密，写完即验）")
    backup.add_argument("folder", type=Path, metavar="文件夹")

    restore = verbs.add_parser("restore", help="从备份恢复")
    restore.add_argument("file", type=Path, metavar="备份文件")
    restore.add_argument("--key", type=Path, metavar="密钥文件", help="备份密钥（默认用数据文件夹中的 backup.key）")
    restore.add_argument("--replace", action="store_true", help="数据文件夹已有数据时：先把原数据改名保留，再恢复")

    verbs.add_parser("check", help="检查数据：数据库、文件、历史是否完好")

    password = verbs.add_parser("password", help="为某个账号设一次性密码")
    password.add_argument("username", metavar="登录名")

    _privacy(verbs.add_parser("privacy", help="个人信息：导出、抹除、清理过期"))
    for command in verbs.choices.values():
        command.add_argument("--data", type=Path, default=argparse.SUPPRESS, help=argparse.SUPPRESS)
    return top


def _privacy(privacy: argparse.ArgumentParser) -> None:
    deeds = privacy.add_subparsers(dest="deed", required=True, metavar="做什么")
    export = deeds.add_parser("export", help="导出系统里关于某个人的全部信息（Word 和 JSON）")
    erase = deeds.add_parser("erase", help="抹除已离校的某个人的信息；不加 --yes 只说会做什么")
    purge = deeds.add_parser("purge", help="抹除超过保存期限的信息；不加 --yes 只说会做什么")
    for deed in (export, erase):
        who = deed.add_mutually_exclusive_group(required=True)
        who.add_argument("--pupil", metavar="学号")
        who.add_argument("--staff", metavar="工号")
    export.add_argument("-o", "--output", type=Path, required=True, metavar="文件夹")
    for deed in (erase, purge):
        deed.add_argument("--yes", action="store_true", help="确实去做；做了不能恢复")
    for deed in (export, erase, purge):
        deed.add_argument("--school", metavar="学校", help="学校代码；只有一所学校时可不填")


if __name__ == "__main__":
    sys.exit(main())
