"""The desk on 10,000 pairs, in a real browser: until it can be used, how long a command takes, how smoothly it scrolls.

The pairs are the sample's, again and again with other numbers. Times are the browser's own (performance.now); beside
them the static review page of the same pairs: the ratio says more than the seconds of a machine.

    python scripts/bench_desk.py [--pairs 10000]
"""

from __future__ import annotations

import argparse
import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import Any

from duizhao import alignment_json
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


FRAMES = """() => new Promise(done => {
  const scroller = document.querySelector('.scroller'), times = [];
  let last = performance.now(), n = 0;
  (function step() {
    scroller.scrollTop += 900;
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


def measure(page: Any, address: str) -> None:
    """Print what the desk takes."""
    page.goto(address)
    page.wait_for_selector(".row[aria-selected=true]")
    usable = page.evaluate("() => new Promise(d => requestAnimationFrame(() => d(performance.now())))")
    print(f"usable after                {usable:8.0f} ms")
    page.wait_for_timeout(1000)
    for name, keys in (("confirm", "yj"), ("merge", "mj"), ("undo", "z"), ("split off", "lj")):
        shown, saved = [], []
        for _ in range(15):
            for key in keys:
                found = page.evaluate(COMMAND, key)
                if key != "j":
                    shown.append(found[0])
                    saved.append(found[1])
        print(f"{name:12}shown {median(shown):6.1f} ms, greatest {max(shown):6.1f}; on disk {median(saved):6.1f} ms")
    frames = page.evaluate(FRAMES)
    late = sum(each > 34 for each in frames)
    print(f"scrolling    {median(frames):6.1f} ms a frame, {late} of {len(frames)} frames late")


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
        desk.open({"folder": str(out)})
        address = served(desk)
        browser = running.chromium.launch(
            executable_path=chromium, args=["--headless", "--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(viewport={"width": 1400, "height": 900})
        page.goto((out / "static.html").as_uri())
        static = page.evaluate("() => new Promise(d => requestAnimationFrame(() => d(performance.now())))")
        print(f"the static page takes       {static:8.0f} ms")
        measure(page, address)
        browser.close()
        desk.close()


if __name__ == "__main__":
    main()
