"""The desk on 10,000 pairs, in a real browser: until it can be used, how long a command takes, how smoothly it scrolls.

The pairs are the sample's, again and again with other numbers. Times are the browser's own (performance.now), and what
the page's main thread worked, in processor time, as the browser's tracing has it: that does not depend on what else the
machine does. Beside them the static review page of the same pairs: the ratio says more than the seconds of a machine.

    python -m scripts.bench_desk [--pairs 10000]
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import Any

from duizhao import alignment_json
from duizhao.cli.main import RARELY
from duizhao.corpora import samples
from duizhao.corpora.model import Locator, Pair, Segment
from duizhao.desk.desk import Desk
from duizhao.inputs import at_the_door
from duizhao.options import Options
from duizhao.pipeline import run
from scripts.build_desk_pictures import served


def many(pairs: tuple[Pair, ...], count: int) -> Iterator[Pair]:
    """The pairs again and again, each round in paragraphs of its own."""
    for k in range(count):
        turn, pair = divmod(k, len(pairs))
        yield _moved(pairs[pair], turn)


def _moved(pair: Pair, turn: int) -> Pair:
    def at(place: Locator) -> Locator:
        return replace(place, unit=f"{place.unit}x{turn}", path="")

    def segments(found: tuple[Segment, ...]) -> tuple[Segment, ...]:
        return tuple(replace(segment, unit=f"{segment.unit}x{turn}") for segment in found)

    return replace(
        pair,
        source_at=at(pair.source_at),
        target_at=at(pair.target_at),
        source_segments=segments(pair.source_segments),
        target_segments=segments(pair.target_segments),
    )


FRAMES = """(where) => new Promise(done => {
  const scroller = document.querySelector(where) || document.scrollingElement, times = [];
  let last = performance.now(), n = 0;
  (function step() {
    scroller.scrollTop += 120;
    requestAnimationFrame(now => {
      times.push(now - last);
      last = now;
      if (++n < 120) step(); else done(times.slice(5));
    });
  })();
})"""

COMMAND = """key => new Promise(done => {
  const begin = performance.now();
  document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true}));
  requestAnimationFrame(() => { const shown = performance.now() - begin;
    (function wait() {
      if (!/Saving/.test(document.querySelector('.saved').textContent)) done([shown, performance.now() - begin]);
      else setTimeout(wait, 1);
    })(); });
})"""


def traced(browser: Any, page: Any, act: Callable[[], Any]) -> tuple[Any, list[float]]:
    """What `act` gives, and the processor time in ms of each task of the page's main thread meanwhile."""
    browser.start_tracing(page=page, categories=["toplevel", "devtools.timeline", "__metadata"])
    found = act()
    events = json.loads(browser.stop_tracing())["traceEvents"]
    main = {
        (e["pid"], e["tid"]) for e in events if e["name"] == "thread_name" and e["args"].get("name") == "CrRendererMain"
    }
    tasks = [e for e in events if e.get("ph") == "X" and e["name"].endswith("RunTask") and (e["pid"], e["tid"]) in main]
    busiest = Counter[tuple[int, int]]()
    for task in tasks:
        busiest[task["pid"], task["tid"]] += task.get("tdur", 0)
    (own, _), *_ = busiest.most_common(1)
    return found, [e.get("tdur", 0) / 1000 for e in tasks if (e["pid"], e["tid"]) == own]


def scrolling(browser: Any, page: Any, where: str) -> float:
    """Print how smoothly something scrolls; what the page works a frame, in ms."""
    frames, tasks = traced(browser, page, lambda: page.evaluate(FRAMES, where))
    late = sum(each > 34 for each in frames)
    work = sum(tasks) / len(frames)
    print(
        f"scrolling    {median(frames):6.1f} ms a frame, {late} of {len(frames)} late; the page works {work:5.1f} ms a "
        f"frame, {max(tasks):5.1f} ms at most at a time"
    )
    return work


def commands(browser: Any, page: Any) -> None:
    """Print what commands take until they are shown, until they are on disk, and the page's work."""
    for name, keys in (("confirm", "yj"), ("merge", "mj"), ("undo", "z"), ("split off", "lj")):
        shown, saved, work = [], [], []
        for _ in range(15):
            for key in keys:
                found, tasks = traced(browser, page, lambda key=key: page.evaluate(COMMAND, key))
                if key != "j":
                    shown.append(found[0])
                    saved.append(found[1])
                    work.append(sum(tasks))
        print(
            f"{name:12}shown {median(shown):6.1f} ms, greatest {max(shown):6.1f}; on disk {median(saved):6.1f} ms; the "
            f"page works {median(work):5.1f} ms"
        )


def measure(browser: Any, page: Any, address: str) -> None:
    """Print what the desk takes."""

    def load() -> float:
        page.goto(address)
        page.wait_for_selector(".row[aria-selected=true]")
        usable: float = page.evaluate("() => new Promise(d => requestAnimationFrame(() => d(performance.now())))")
        return usable

    usable, tasks = traced(browser, page, load)
    print(f"usable after                {usable:8.0f} ms; the page works {sum(tasks):.0f} ms")
    page.wait_for_timeout(1000)
    commands(browser, page)


def main() -> None:
    from playwright.sync_api import sync_playwright

    from duizhao.page import html, make_view

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pairs", type=int, default=10_000)
    options = parser.parse_args()
    sample = run(at_the_door(samples.path("en.md"), samples.path("zh.md")), Options()).alignment
    pairs = tuple(many(sample.pairs, options.pairs))
    chromium = os.environ.get("DUIZHAO_CHROMIUM") or shutil.which("chromium") or "chromium"
    with tempfile.TemporaryDirectory() as name, sync_playwright() as running:
        out = Path(name) / "out"
        out.mkdir()
        (out / "alignment.json").write_text(alignment_json.dump(pairs, (), str(sample.recipe)), encoding="utf-8")
        (out / "static.html").write_text(html(make_view(pairs)), encoding="utf-8")
        desk = Desk(Path(name) / "workspace", "bench")
        gc.set_threshold(*RARELY)  # as the command line does
        begin = time.process_time()
        desk.open({"folder": str(out)})
        opened = time.process_time()
        size = len(desk.page({}))
        print(
            f"the desk opens the folder in {opened - begin:.2f} s of processor time, and makes its page of "
            f"{size / 2**20:.1f} MB in {time.process_time() - opened:.2f} s"
        )
        address = served(desk)
        browser = running.chromium.launch(
            executable_path=chromium, args=["--headless", "--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(viewport={"width": 1400, "height": 900})

        def load() -> float:
            page.goto((out / "static.html").as_uri())
            shown: float = page.evaluate("() => new Promise(d => requestAnimationFrame(() => d(performance.now())))")
            return shown

        static, tasks = traced(browser, page, load)
        print(f"the static page takes       {static:8.0f} ms; the page works {sum(tasks):.0f} ms")
        still = scrolling(browser, page, "html")
        measure(browser, page, address)
        own = scrolling(browser, page, ".scroller")
        print(f"the desk works {own / still:.2f} times what the static page does a frame")
        browser.close()
        desk.close()


if __name__ == "__main__":
    main()
