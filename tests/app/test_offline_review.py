"""The review page without a server: reviewed in a real browser from a file, saved, and brought home."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from duizhao.page import offline
from duizhao.page.rendering import look
from duizhao.review import read_journal, replay
from duizhao.review_folder import Folder
from tests.app.desk_running import Watched, make_paper
from tests.app.running import invoke, run


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_paper(tmp_path_factory.mktemp("offline"))


def test_the_page_holds_what_a_review_needs_and_its_scripts_are_the_policys(made: Path) -> None:
    page = (made / "report.html").read_text(encoding="utf-8")
    data = json.loads(re.findall(r'id="review-data">(.*?)</script>', page)[0])
    assert data["name"] == "en-zh"
    assert "三月河水上涨。" in data["sentences"][1]
    assert len(data["made"]) == len(Folder.open(made).base.rows)
    assert offline.script() in page
    assert look() in page


def test_texts_cannot_end_the_data() -> None:
    text = offline.embedded({"a": "</script><!-- \u2028"})
    assert "<" not in text
    assert json.loads(text) == {"a": "</script><!-- \u2028"}


def test_modules_come_in_the_order_in_which_they_need_each_other() -> None:
    script = offline.script()
    assert not re.search(r"^(import|export) ", script, re.MULTILINE)
    assert set(re.findall(r"= \$(\w+);", script)) <= set(offline.MODULES)


def saved(page: Any, folder: Path) -> Path:
    """Where the review was saved."""
    with page.expect_download() as waiting:
        page.keyboard.press("S")
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path


@pytest.mark.slow
def test_a_review_by_mail(made: Path, browser: Any, tmp_path: Path) -> None:
    context = browser.new_context(viewport={"width": 1300, "height": 900}, offline=True, accept_downloads=True)
    page = context.new_page()
    seen = Watched(page)
    address = (made / "report.html").as_uri()
    page.goto(address)
    page.get_by_role("button", name="Review", exact=True).click()
    page.get_by_label("Name that signs").fill("Wang 敏")
    page.keyboard.press("Enter")
    page.wait_for_selector(".row[aria-selected=true]")
    for key in ("j", "y", "j", "m", "z", "x"):
        page.keyboard.press(key)
    page.wait_for_function("() => /not saved as a file/.test(document.querySelector('.saved').textContent)")
    # The draft is there again after the page was closed.
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto("about:blank")
    page.goto(address + "#review")
    page.wait_for_selector(".row.confirmed")
    page.wait_for_selector(".row.out")
    page.keyboard.press("/")
    page.keyboard.press("Escape")
    file = saved(page, tmp_path)
    assert "Saved as a file" in page.locator(".saved").inner_text()
    page.get_by_role("button", name="Back to the report").click()
    page.wait_for_selector("#q")
    seen.check()
    context.close()

    said = invoke("review", "apply", str(file), str(made), "-q").output
    assert "2 decisions taken over" in said
    place = Folder.open(made)
    rows = replay(place.base, read_journal(place.journal)).sheet.rows
    assert [(row.mark, row.excluded, row.who) for row in rows[1:3]] == [
        ("confirmed", False, "Wang 敏"),
        ("", True, "Wang 敏"),
    ]
    assert "0 decisions taken over" in invoke("review", "apply", str(file), str(made), "-q").output


@pytest.mark.slow
def test_a_review_of_an_older_version_is_applied_in_part(
    browser: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from tests.app.desk_running import EN

    out = make_paper(tmp_path / "old")
    context = browser.new_context(accept_downloads=True)
    page = context.new_page()
    page.goto((out / "report.html").as_uri() + "#review")
    page.get_by_label("Name that signs").fill("Wang")
    page.keyboard.press("Enter")
    page.wait_for_selector(".row[aria-selected=true]")
    for key in ("j", "y", "j", "y"):
        page.keyboard.press(key)
    file = saved(page, tmp_path)
    context.close()
    new = make_paper(tmp_path / "new", EN.replace("Boats waited for 12 days", "Ships lay idle for weeks"))
    assert run("review", "apply", str(file), str(new)) == 1
    told = capsys.readouterr().out
    assert "1 decisions taken over" in told
    assert "lost: Boats waited for 12 days." in told
    other = make_paper(tmp_path / "other", "# A\n\n1. Cats sleep.\n", "# 甲\n\n1. 猫睡觉。\n")
    assert run("review", "apply", str(file), str(other)) == 2
    assert "another document" in capsys.readouterr().err
