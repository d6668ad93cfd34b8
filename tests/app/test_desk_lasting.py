"""What lasts at the desk, in a real browser, with a real server: 300 steps and back, a killed desk, a dropped pair."""

from __future__ import annotations

import base64
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from duizhao.review import read_journal, replay
from duizhao.review_folder import Folder
from tests.app.desk_running import EN, ZH, Watched, make_paper

pytestmark = pytest.mark.slow

FIXTURES = Path(__file__).parent.parent / "fixtures" / "readers"
# What changes rows, and what goes about; `s` where the caret was put by the arrows.
KEYS = ["y", "u", "m", "M", "[", "]", "{", "}", "l", "a", "w", "x", "s", "j", "k", "o", "ArrowRight", "ArrowLeft", "n"]


@contextmanager
def desk(workspace: Path, *arguments: str | Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """`duizhao desk ARGUMENTS` as a person starts it: the process and the address that it prints."""
    command = [sys.executable, "-m", "duizhao", "desk", *map(str, arguments)]
    command += ["--no-browser", "--workspace", str(workspace), "--reviewer", "Liu"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout is not None
        try:
            yield process, process.stdout.readline().strip()
        finally:
            process.kill()


def opened(browser: Any, address: str) -> Watched:
    page = browser.new_context(viewport={"width": 1400, "height": 900}).new_page()
    page.set_default_timeout(60_000)
    seen = Watched(page)
    page.goto(address)
    return seen


def settled(page: Any) -> None:
    page.wait_for_function("() => !/Saving/.test(document.querySelector('.saved').textContent)")


def standing(out: Path) -> list[tuple[str, str, str, bool]]:
    """The rows as the journal leaves them."""
    place = Folder.open(out)
    rows = replay(place.base, read_journal(place.journal)).sheet.rows
    return [(*place.base.shown(row), row.mark, row.excluded) for row in rows]


SHOWN = """() => [...document.querySelectorAll('.row')].map(r => [r.className, ...[...r.querySelectorAll('.cell')].map(
  c => c.classList.contains('void') ? '' : c.querySelector('p').textContent)])"""
UNDOABLE = "() => !document.querySelector('.bar .btn[title^=\"Take back\"]').disabled"


def test_three_hundred_steps_and_all_of_them_back(browser: Any, tmp_path: Path) -> None:
    out = make_paper(tmp_path / "paper")
    start = standing(out)
    with desk(tmp_path / "workspace", out) as (_, address):
        seen = opened(browser, address)
        page = seen.page
        page.wait_for_selector(".row[aria-selected=true]")
        page.get_by_role("button", name="With findings").wait_for()
        before = page.evaluate(SHOWN)
        pick = random.Random(11)
        steps = 0
        for turn in range(4000):
            page.keyboard.press(pick.choice(KEYS))
            if turn % 20 == 19:
                settled(page)
                steps = sum(entry.kind == "do" for entry in read_journal(out / "review.jsonl").entries)
                if steps >= 300:
                    break
        assert steps >= 300
        assert page.evaluate(SHOWN) != before
        far = standing(out)
        assert far != start
        page.reload()
        page.wait_for_selector(".row[aria-selected=true]")
        undone = 0
        while page.evaluate(UNDOABLE):
            page.keyboard.press("z")
            undone += 1
            settled(page)
        assert undone >= 300
        assert standing(out) == start
        page.keyboard.press("Home")
        assert [row[1:] for row in page.evaluate(SHOWN)] == [row[1:] for row in before]
        for _ in range(undone):
            page.keyboard.press("Shift+Z")
            settled(page)
        assert standing(out) == far
        seen.check()


def test_a_killed_desk_lost_nothing_that_was_shown_as_saved(browser: Any, tmp_path: Path) -> None:
    out = make_paper(tmp_path / "a paper 报告")
    with desk(tmp_path / "workspace", out) as (process, address):
        page = opened(browser, address).page
        page.wait_for_selector(".row[aria-selected=true]")
        for key in ("j", "y", "j", "m", "j", "x"):
            page.keyboard.press(key)
        settled(page)
        assert page.locator(".saved").inner_text() == "Saved"
        shown = [row[1:] for row in page.evaluate(SHOWN)]
        process.send_signal(signal.SIGKILL)
        process.wait()
        page.keyboard.press("y")
        page.wait_for_function("() => /does not answer/.test(document.getElementById('said').textContent)")
        page.context.close()
    kept = standing(out)
    assert sum(mark == "confirmed" for _, _, mark, _ in kept) == 1
    assert sum(excluded for *_, excluded in kept) == 1
    with desk(tmp_path / "workspace", out) as (_, address):
        seen = opened(browser, address)
        seen.page.wait_for_selector(".row[aria-selected=true]")
        assert [row[1:] for row in seen.page.evaluate(SHOWN)] == shown
        seen.page.keyboard.press("z")
        seen.page.wait_for_function("() => !document.querySelector('.row.out')")
        seen.check()
        seen.page.context.close()


OTHER_EN = """# Minutes of the school board

1. The roof of the gymnasium was mended for 4,300 euros. Pupils may use it again from Monday.

2. Two teachers of music were engaged. The choir sings on 9 May.
"""
OTHER_ZH = """# 学校董事会会议记录

1. 体育馆屋顶的修缮费用为 4,300 欧元。学生从星期一起可以重新使用。

2. 聘用了两名音乐教师。合唱团将于 5 月 9 日演唱。
"""
DROP = """([files]) => {
  const carried = new DataTransfer();
  const bytes = data => Uint8Array.from(atob(data), c => c.charCodeAt(0));
  for (const [name, data] of files) carried.items.add(new File([bytes(data)], name));
  const place = document.querySelector('.drop');
  for (const kind of ['dragenter', 'dragover', 'drop']) {
    place.dispatchEvent(new DragEvent(kind, {dataTransfer: carried, bubbles: true, cancelable: true}));
  }
}"""


def test_a_pair_of_word_files_is_dropped_reviewed_and_found_again(browser: Any, tmp_path: Path) -> None:
    files = [
        (f"中文 {name}", base64.b64encode((FIXTURES / name).read_bytes()).decode())
        for name in ("paper.zh.docx", "paper.en.docx")
    ]
    with desk(tmp_path / "workspace") as (_, address):
        seen = opened(browser, address)
        page = seen.page
        page.wait_for_selector(".drop")
        page.evaluate(DROP, [files])
        page.wait_for_function("() => document.body.dataset.view === 'pairs'", timeout=180_000)
        page.wait_for_selector(".row[aria-selected=true]")
        page.keyboard.press("j")
        page.keyboard.press("y")
        settled(page)
        seen.check()
        page.context.close()
    with desk(tmp_path / "workspace") as (_, address):
        page = opened(browser, address).page
        page.locator(".list .link").first.click()
        page.wait_for_selector(".row.confirmed")
        page.context.close()


def test_a_pile_is_dropped_paired_and_listed(browser: Any, tmp_path: Path) -> None:
    """Five files whose names say nothing: two pairs, and one that has no partner."""
    texts = [EN, ZH, OTHER_EN, OTHER_ZH, "# A letter\n\nDear members, the budget was agreed upon.\n"]
    files = [(f"scan {n}.md", base64.b64encode(text.encode()).decode()) for n, text in enumerate(texts)]
    with desk(tmp_path / "workspace") as (_, address):
        seen = opened(browser, address)
        page = seen.page
        page.wait_for_selector(".drop")
        page.evaluate(DROP, [files])
        page.get_by_text("scan 4.md: there is no counterpart for it").wait_for(timeout=180_000)
        page.get_by_role("button", name="How far all of them are").click(timeout=180_000)
        page.locator("tbody tr").nth(1).wait_for()
        assert page.locator("tbody tr").count() == 2
        page.locator("tbody .link").first.click()
        page.wait_for_selector(".row[aria-selected=true]")
        seen.check()
        page.context.close()


def test_a_second_desk_on_the_folder_says_so(browser: Any, tmp_path: Path) -> None:
    out = make_paper(tmp_path / "paper")
    with desk(tmp_path / "workspace", out), desk(tmp_path / "other") as (_, address):
        page = opened(browser, address).page
        page.get_by_label("Path of a folder").fill(str(out))
        page.get_by_role("button", name="Open folder").click()
        page.wait_for_function("() => /somebody else|another/.test(document.getElementById('said').textContent)")
        page.context.close()
