"""`duizhao sample`: two documents to try things on."""

from __future__ import annotations

import shutil
from pathlib import Path

import click

from duizhao.cli.common import examples, put_line, quiet_option, say


@click.command(epilog=examples("duizhao sample try-it", "duizhao align try-it/en.md try-it/zh.md -o try-it/out"))
@click.argument("folder", metavar="FOLDER", type=click.Path(path_type=Path))
@quiet_option
def command(folder: Path, quiet: bool) -> int:
    """Write a sample paper in English and Chinese into FOLDER, to try things on.

    It is an institutional paper of our own, with the faults that such papers have: a term that varies, a number that
    differs, a sentence that was left out.
    """
    from duizhao.corpora.errors import OutputError
    from duizhao.corpora.samples import path
    from duizhao.corpora.storage.files import make_folder

    place = make_folder(folder)
    for name in ("en.md", "zh.md"):
        target = place / name
        if target.exists():
            raise OutputError("is there already", path=target, cure="Give another folder")
    for name in ("en.md", "zh.md"):
        shutil.copyfile(path(name), place / name)
        put_line(str(place / name))
    named = [f'"{one}"' if " " in str(one) else str(one) for one in (place / "en.md", place / "zh.md", place / "out")]
    say("Now: duizhao align {} {} -o {}".format(*named), quiet=quiet)
    return 0
