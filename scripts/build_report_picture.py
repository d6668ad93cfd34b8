"""Take the picture of the review page for the README: align the sample and photograph its report with Chromium.

usage: python -m scripts.build_report_picture [PICTURE.png]
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from duizhao.corpora import samples
from duizhao.inputs import at_the_door
from duizhao.options import Options
from duizhao.outputs import write_outcome
from duizhao.pipeline import run

FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --hide-scrollbars --virtual-time-budget=3000 --window-size=1440,1040"
)


def main(picture: str = "docs/report.png") -> None:
    """Write the picture; needs Chromium."""
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    if browser is None:
        sys.exit("needs chromium or google-chrome on the path")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        outcome = run(at_the_door(samples.path("en.md"), samples.path("zh.md")), Options())
        write_outcome(outcome, folder)
        subprocess.run(
            [
                browser,
                *FLAGS.split(),
                f"--user-data-dir={folder / 'profile'}",
                f"--screenshot={Path(picture).resolve()}",
                f"file://{folder / 'report.html'}#show=finding&tab=terms",
            ],
            check=True,
            capture_output=True,
            timeout=120,
        )


if __name__ == "__main__":
    main(*sys.argv[1:])
