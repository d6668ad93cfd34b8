"""`duizhao sample`: two documents to try things on."""

from __future__ import annotations

from pathlib import Path

import click

from duizhao.cli.common import examples, put_line, quiet_option, tell
from duizhao.corpora.saying import say


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
    from duizhao.corpora.storage.files import make_folder, write_together

    place = make_folder(folder)
    files = {place / name: path(name).read_bytes() for name in ("en.md", "zh.md")}
    for target, data in files.items():
        # What is the same already may be of a run that was cut off.
        if target.exists() and not (target.is_file() and target.read_bytes() == data):
            raise OutputError("is there already", path=target, cure="Give another folder")
    write_together(files)
    for target in files:
        put_line(str(target))
    named = [f'"{one}"' if " " in str(one) else str(one) for one in (place / "en.md", place / "zh.md", place / "out")]
    tell(say("Now: duizhao align {en} {zh} -o {out}", en=named[0], zh=named[1], out=named[2]), quiet=quiet)
    return 0
