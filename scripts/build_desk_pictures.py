"""The pictures of the desk in docs/: each view on the bundled sample, 1400 and 900 pixels wide, light and dark; and
those in the Chinese manual: the report and two views of the desk.

Needs playwright and a Chromium (DUIZHAO_CHROMIUM names it). Pictures are reduced to 128 colours with Pillow, where it
is installed.

    python scripts/build_desk_pictures.py [FOLDER] [--only VIEW…]
"""

from __future__ import annotations

import argparse
import os
import shutil
import socket
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

from duizhao.corpora import samples
from duizhao.desk.desk import Desk
from duizhao.desk.serving import application, new_token
from duizhao.inputs import at_the_door
from duizhao.options import Options
from duizhao.outputs import write_outcome
from duizhao.pipeline import run
from duizhao.review import ConfirmAll
from duizhao.review_folder import Folder

ROOT = Path(__file__).resolve().parent.parent
VIEWS = ("Pairs", "Terms", "Findings", "Memory", "Out", "Documents", "Start")


def served(desk: Desk) -> str:
    """The desk's address."""
    import uvicorn

    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    host = f"127.0.0.1:{listening.getsockname()[1]}"
    token = new_token()
    app = application(desk, token, frozenset((host,)))
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off"))  # type: ignore[arg-type]
    threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True).start()
    return f"http://{host}/#{token}"


def work(page: Any) -> None:
    """Some decisions, so that there is something to see."""
    for key in ("y", "j", "y", "j", "y", "j", "y", "j", "x"):
        page.keyboard.press(key)
    page.keyboard.press("g")
    page.get_by_label("Number, as printed").fill("3")
    page.keyboard.press("Enter")
    for key in ("j", "j", "m", "ArrowRight", *["Control+ArrowRight"] * 8):
        page.keyboard.press(key)


def small(path: Path) -> None:
    """Fewer colours, where Pillow is there."""
    try:
        from PIL import Image
    except ImportError:
        return
    with Image.open(path) as picture:
        picture.convert("RGB").quantize(128, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(
            path, optimize=True
        )


def chinese(browser: Any, address: str, report: Path, folder: Path) -> None:
    """The report, the pairs and the terms as somebody sees them whose browser is Chinese."""
    context = browser.new_context(viewport={"width": 1400, "height": 860}, locale="zh-CN")
    page = context.new_page()
    page.goto(report.as_uri())
    page.wait_for_selector("html[lang=zh-Hans]")
    page.screenshot(path=folder / "report-zh.png")
    page.goto(address)
    page.get_by_role("button", name="有发现").wait_for(timeout=60_000)
    page.keyboard.press("n")
    time.sleep(1.5)
    page.screenshot(path=folder / "desk-zh.png")
    page.get_by_role("button", name="术语", exact=True).first.click()
    page.wait_for_selector(".concept")
    page.screenshot(path=folder / "terms-zh.png")
    context.close()
    for name in ("report-zh.png", "desk-zh.png", "terms-zh.png"):
        small(folder / name)


def main() -> None:
    from playwright.sync_api import sync_playwright

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "docs")
    parser.add_argument("--only", nargs="+", choices=VIEWS, default=VIEWS, help="these views alone")
    options = parser.parse_args()
    chromium = os.environ.get("DUIZHAO_CHROMIUM") or shutil.which("chromium") or "chromium"
    with tempfile.TemporaryDirectory() as name, sync_playwright() as running:
        out = Path(name) / "papers" / "sample"
        out.mkdir(parents=True)
        given = at_the_door(samples.path("en.md"), samples.path("zh.md"))
        write_outcome(run(given, Options()), out)
        for other in ("IINO-C60-2", "IINO-C60-3"):
            shutil.copytree(out, out.parent / other)
        for other, least in (("IINO-C60-2", 0.5), ("IINO-C60-3", 0.97)):
            session = Folder.open(out.parent / other).session("Wang")
            session.do(ConfirmAll(least))
        os.environ["DUIZHAO_MEMORY"] = str(Path(name) / "memory.db")
        desk = Desk(Path(name) / "workspace", "Liu", out.parent)
        desk.open({"folder": str(out)})
        desk.extract({})
        address = served(desk)
        browser = running.chromium.launch(
            executable_path=chromium, args=["--headless", "--no-sandbox", "--disable-gpu"]
        )
        first = True
        for width in (1400, 900):
            for scheme in ("light", "dark"):
                context = browser.new_context(viewport={"width": width, "height": 860}, color_scheme=scheme)
                page = context.new_page()
                page.goto(address)
                page.wait_for_selector(".row")
                page.get_by_role("button", name="With findings").wait_for(timeout=60_000)
                if first:
                    work(page)
                    time.sleep(1.5)
                    desk.remember({})
                    first = False
                else:
                    page.keyboard.press("n")
                time.sleep(1.5)
                for view in VIEWS:
                    if view not in options.only:
                        continue
                    page.get_by_role("button", name=view, exact=True).first.click()
                    if view == "Documents":
                        page.locator("tbody tr").nth(2).wait_for(timeout=60_000)
                        page.get_by_text("being counted").first.wait_for(state="detached", timeout=60_000)
                    if view == "Memory":
                        page.get_by_role("button", name="Of the paper that is open").click()
                        page.locator(".covered").wait_for(timeout=60_000)
                    time.sleep(1.5)
                    path = options.folder / f"desk-{view.lower()}-{width}-{scheme}.png"
                    page.screenshot(path=path)
                    small(path)
                context.close()
        chinese(browser, address, out / "report.html", options.folder)
        browser.close()
        desk.close()


if __name__ == "__main__":
    main()
