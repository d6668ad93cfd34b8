"""The desk in a real Chromium: every command by key and by mouse, undo, reload, input methods, accessibility."""

from __future__ import annotations

import base64
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from duizhao.corpora.errors import InputError
from duizhao.desk.desk import Desk
from duizhao.outcome import STRANGERS_WARNING
from duizhao.page.review_data import key_of
from duizhao.review import read_journal, replay
from duizhao.review_folder import Folder
from tests.app.desk_running import EN, Watched, make_paper, serving

WAIT = 20_000


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return make_paper(tmp_path / "a folder 报告")


@pytest.fixture
def desk(out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setattr("duizhao.alignment.encoders.default_encoder", lambda: None)
    found = Desk(tmp_path / "workspace", "Liu")
    found.open({"folder": str(out)})
    return found


@pytest.fixture
def watched(desk: Desk, browser: Any) -> Iterator[Watched]:
    with serving(desk) as address:
        context = browser.new_context(viewport={"width": 1400, "height": 900})
        page = context.new_page()
        page.set_default_timeout(WAIT)
        seen = Watched(page)
        page.goto(address)
        page.wait_for_selector(".row[aria-selected=true]")
        yield seen
        context.close()
    seen.check()


def texts(page: Any) -> list[list[str]]:
    """Both texts of the rows that are shown."""
    found: list[list[str]] = page.eval_on_selector_all(
        ".row", "rows => rows.map(r => [...r.querySelectorAll('.cell')].map(c => c.classList.contains('void') ? '' : "
        "(c.querySelector('ins') || c.querySelector('p')).textContent))"
    )  # fmt: skip
    return found


def settled(page: Any) -> None:
    """Until everything that was done is saved."""
    page.wait_for_function("() => !/Saving/.test(document.querySelector('.saved').textContent)")


def on_disk(out: Path) -> list[tuple[str, str, str]]:
    """Texts and marks as the journal leaves them."""
    place = Folder.open(out)
    rows = replay(place.base, read_journal(place.journal)).sheet.rows
    return [(*place.base.shown(row), row.mark) for row in rows]


def test_a_decision_by_key_is_saved_undone_and_there_after_a_reload(watched: Watched, out: Path) -> None:
    page = watched.page
    page.keyboard.press("j")
    page.keyboard.press("y")
    page.keyboard.press("j")
    page.keyboard.press("m")
    settled(page)
    assert on_disk(out)[1] == ("The river rose in March.", "三月河水上涨。", "confirmed")
    assert on_disk(out)[2][0] == "Boats waited for 12 days. Trade stopped."
    page.reload()
    page.wait_for_selector(".row[aria-selected=true]")
    assert texts(page)[2][0] == "Boats waited for 12 days. Trade stopped."
    page.keyboard.press("z")
    page.keyboard.press("Control+z")
    page.wait_for_function("() => document.querySelector('.status').textContent.startsWith('0 of')")
    settled(page)
    assert [row[2] for row in on_disk(out)] == [""] * len(on_disk(out))
    page.keyboard.press("Shift+Z")
    page.wait_for_function("() => document.querySelector('.status').textContent.startsWith('1 of')")


# key, what the panel's button is called, what becomes of rows 3 and 4 (from 1: "Boats waited …", "Trade stopped.")
BOATS, TRADE, AGAIN = "Boats waited for 12 days.", "Trade stopped.", "It began again in June."
SHIPS, STOPS, JUNE = "船只等候了 12 天。", "贸易停止。", "六月恢复。"
COMMANDS = [
    ("y", "Confirm", [(TRADE, STOPS, "confirmed")]),
    ("Enter", "Confirm, go on", [(TRADE, STOPS, "confirmed")]),
    ("M", "Merge up", [(f"{BOATS} {TRADE}", f"{SHIPS}{STOPS}", "")]),
    ("m", "Merge down", [(f"{TRADE} {AGAIN}", f"{STOPS}{JUNE}", "")]),
    ("w", "Swap translations with the next", [(TRADE, JUNE, ""), (AGAIN, STOPS, "")]),
    ("[", "First sentence up", [(BOATS, f"{SHIPS}{STOPS}", ""), (TRADE, "", "")]),
    ("]", "Last sentence down", [(TRADE, "", ""), (AGAIN, f"{STOPS}{JUNE}", "")]),
    ("{", "Whole side up", [(BOATS, f"{SHIPS}{STOPS}", ""), (TRADE, "", "")]),
    ("}", "Whole side down", [(TRADE, "", ""), (AGAIN, f"{STOPS}{JUNE}", "")]),
    ("l", "Left out in translation", [(TRADE, "", "confirmed"), ("", STOPS, "")]),
    ("a", "Added in translation", [(TRADE, "", ""), ("", STOPS, "confirmed")]),
    ("x", "Not for the memory", [(TRADE, STOPS, "")]),
]


@pytest.mark.slow
def test_every_command_by_key_and_by_mouse(watched: Watched, out: Path) -> None:
    page = watched.page
    start = on_disk(out)
    for key, name, wanted in COMMANDS:
        for way in ("key", "mouse"):
            page.locator(".row", has_text=TRADE).first.locator(".side1").click()
            if way == "key":
                page.keyboard.press(key)
            else:
                page.get_by_role("button", name=name, exact=True).click()
            page.wait_for_function("() => !document.querySelector('.bar .btn[title^=\"Take back\"]').disabled")
            settled(page)
            found = on_disk(out)
            assert set(wanted) <= set(found), (key, way)
            page.get_by_role("button", name="Undo", exact=True).click()
            page.wait_for_function("() => document.querySelector('.bar .btn[title^=\"Take back\"]').disabled")
            settled(page)
            assert on_disk(out) == start, (key, way)


@pytest.mark.slow
def test_what_may_belong_to_a_row_is_offered_and_taken(watched: Watched, out: Path) -> None:
    page = watched.page
    start = on_disk(out)
    page.locator(".row", has_text=TRADE).first.locator(".side1").click()
    page.keyboard.press("l")
    settled(page)
    page.keyboard.press("u")
    offered = page.locator(".candidate", has_text=STOPS)
    offered.wait_for()
    assert "[object" not in page.locator(".panel").inner_text()
    offered.click()
    settled(page)
    assert on_disk(out) == start


@pytest.mark.slow
def test_split_at_the_caret_by_mouse_and_by_keys(watched: Watched, out: Path) -> None:
    page = watched.page
    row = page.locator(".row", has_text="Nobody objected").first
    text = "没有人反对；没有人发言。"
    # Playwright waits until rows have come to rest: they are drawn again when findings come.
    row.locator(".side1 p").click(position={"x": 6 * 15 + 1, "y": 12})
    page.wait_for_selector(".caret")
    for _ in range(30):
        page.keyboard.press("ArrowLeft")
    for _ in range(6):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("o")
    page.keyboard.press("ArrowRight")
    for _ in range(2):
        page.keyboard.press("Control+ArrowRight")
    page.keyboard.press("s")
    settled(page)
    found = [row[:2] for row in on_disk(out)]
    assert ("Nobody objected;", text[:6]) in found
    assert ("nobody spoke.", text[6:]) in found


@pytest.mark.slow
def test_words_in_dialogs_and_input_methods(watched: Watched, out: Path) -> None:
    page = watched.page
    page.locator(".row", has_text=TRADE).first.locator(".side1").click()
    # While an input method composes, no key is a command.
    page.evaluate(
        "() => { for (const key of ['m', 'y', 'x']) document.activeElement.dispatchEvent("
        "new KeyboardEvent('keydown', {key, isComposing: true, bubbles: true})); document.activeElement.dispatchEvent("
        "new KeyboardEvent('keydown', {key: 'm', keyCode: 229, bubbles: true})); }"
    )
    page.wait_for_timeout(100)
    assert not (out / "review.jsonl").exists()
    page.keyboard.press("e")
    area = page.get_by_label("For the memory")
    area.fill("")
    page.keyboard.insert_text("贸易停顿。")
    area.evaluate(
        "el => el.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', isComposing: true, bubbles: true}))"
    )
    assert page.locator("dialog[open]").count() == 1
    area.press("Control+Enter")
    page.wait_for_selector("ins")
    page.keyboard.press("c")
    page.get_by_label("For yourself").fill("询问作者")
    page.keyboard.press("Enter")
    page.wait_for_selector(".panel .note")
    settled(page)
    place = Folder.open(out)
    row = replay(place.base, read_journal(place.journal)).sheet.rows[3]
    assert (row.edit, row.note) == ((None, "贸易停顿。"), "询问作者")


@pytest.mark.slow
def test_going_about(watched: Watched) -> None:
    page = watched.page
    page.keyboard.press("g")
    page.get_by_label("Number, as printed").fill("4")
    page.keyboard.press("Enter")
    page.wait_for_function(
        "() => document.querySelector('.row[aria-selected=true]').textContent.includes('Decent work')"
    )
    for wanted, of, says in (
        ("#4", "", "Trade stopped"), ("5", "1", "17 million"), ("row 99", "", "no row 99"), ("§ 6", "0", "bridge"),
        ("77", "", "There is no paragraph 77"), ("河流的", "", "on the river"), ("9", "", "For the row write #9"),
    ):  # fmt: skip
        page.keyboard.press("g")
        page.get_by_label("Number, as printed").fill(wanted)
        page.get_by_label("Of", exact=True).select_option(of)
        page.get_by_role("button", name="Go", exact=True).click()
        page.wait_for_function(
            "says => (document.getElementById('said').textContent + "
            "document.querySelector('.row[aria-selected=true]').textContent).includes(says)", arg=says
        )  # fmt: skip
        page.evaluate("() => { document.getElementById('said').textContent = ''; }")
    page.keyboard.press("/")
    page.keyboard.insert_text("１７ million")
    page.wait_for_function("() => document.querySelectorAll('.row').length === 1")
    page.keyboard.press("Escape")
    page.wait_for_function("() => document.querySelectorAll('.row').length > 5")
    page.keyboard.press("?")
    page.wait_for_selector("dialog[open] dl")
    page.keyboard.press("Escape")
    for name in ("Terms", "Findings", "Memory", "Out", "Start", "Pairs"):
        page.get_by_role("button", name=name, exact=True).first.click()
        page.wait_for_function("name => document.title.startsWith(name)", arg=name)


@pytest.mark.slow
def test_findings_are_mended_and_waived(watched: Watched, out: Path) -> None:
    page = watched.page
    page.get_by_role("button", name="Findings", exact=True).click()
    other = page.locator(".item", has_text="300")
    other.get_by_role("button", name="Waive").click()
    page.get_by_label("Reason").fill("agreed with the author")
    page.get_by_role("button", name="Waive", exact=True).click()
    page.wait_for_function("() => document.getElementById('said').textContent.startsWith('Written to')")
    assert "agreed with the author" in (out.parent / "duizhao.toml").read_text(encoding="utf-8")
    other.wait_for(state="detached")
    page.get_by_role("button", name="Waived 1").click()
    other.wait_for()
    assert "agreed with the author" in other.inner_text()
    other.get_by_role("button", name="Take back").click()
    page.wait_for_function("() => document.getElementById('said').textContent.startsWith('Taken out of')")
    page.get_by_role("button", name="Waived").wait_for(state="hidden")
    other.get_by_role("button", name="Waive").wait_for()
    assert "waivers" not in (out.parent / "duizhao.toml").read_text(encoding="utf-8")
    page.get_by_label("Choose all that are shown").check()
    page.get_by_role("button", name="Waive 2 chosen").click()
    page.get_by_label("Reason").fill("later")
    page.get_by_role("button", name="Waive", exact=True).click()
    page.get_by_text("Nothing is open").wait_for()
    page.get_by_role("button", name="Waived 2").click()
    page.get_by_label("Choose all that are shown").check()
    page.get_by_role("button", name="Take back 2 chosen").click()
    page.get_by_text("2 open").wait_for()
    item = page.locator(".item", has_text="17 million")
    item.get_by_role("button", name="Correct the text").click()
    page.get_by_label("Translation, for the memory").fill("理事会在体面工作方面花费了 1,700 万美元。")
    page.get_by_role("button", name="Correct", exact=True).click()
    item.wait_for(state="detached")


@pytest.mark.slow
def test_confirming_all_that_are_sure_leaves_open_what_the_checks_found(watched: Watched, out: Path) -> None:
    page = watched.page
    page.get_by_role("button", name="With findings").wait_for()
    for choice, wanted in (("stay to be decided", ["", ""]), ("are confirmed too", ["confirmed", "confirmed"])):
        page.keyboard.press("Y")
        page.get_by_label("Percent", exact=True).fill("0")
        page.get_by_label("Rows with an error or a warning").select_option(label=choice)
        page.locator("dialog[open] .main").click()
        page.wait_for_function("() => document.getElementById('said').textContent.includes(' confirmed.')")
        settled(page)
        marks = {row[0]: row[2] for row in on_disk(out)}
        assert marks[BOATS] == "confirmed"
        assert [mark for text, mark in marks.items() if "17 million" in text or "300" in text] == wanted
        page.evaluate("() => { document.getElementById('said').textContent = ''; }")
        page.locator(".row").first.locator(".side1").click()
        if not wanted[0]:
            # Once more, there is nothing left but those.
            page.keyboard.press("Y")
            page.get_by_label("Percent", exact=True).fill("0")
            page.locator("dialog[open] .main").click()
            page.wait_for_function("() => /have findings: decide/.test(document.getElementById('said').textContent)")


@pytest.mark.slow
def test_terms_are_selected_in_both_texts(watched: Watched, out: Path) -> None:
    page = watched.page
    for side, words in ((0, "river"), (1, "河水")):
        page.evaluate(
            "([side, words]) => { const all = [...document.querySelectorAll(`.row .side${side} p`)];"
            "const p = all.find(p => p.textContent.includes(words)), r = document.createRange();"
            "const node = [...p.childNodes].find(n => n.nodeType === 3 && n.data.includes(words));"
            "const at = node.data.indexOf(words); r.setStart(node, at); r.setEnd(node, at + words.length);"
            "getSelection().removeAllRanges(); getSelection().addRange(r); }",
            [side, words],
        )
        page.wait_for_timeout(50)
    page.locator(".row[aria-selected=true]").focus()
    page.keyboard.press("T")
    page.get_by_role("button", name="Add", exact=True).click()
    page.wait_for_function("() => document.getElementById('said').textContent.includes('is in the glossary')")
    assert "河水" in (out / "glossary.csv").read_text(encoding="utf-8-sig")


@pytest.mark.slow
def test_documents_are_dropped_on_the_page(watched: Watched, out: Path) -> None:
    page = watched.page
    page.get_by_role("button", name="Start", exact=True).click()
    page.set_input_files("#files", [str(out.parent / "zh.md"), str(out.parent / "en.md")])
    page.wait_for_function("() => document.body.dataset.view === 'pairs'", timeout=120_000)
    page.wait_for_selector(".row")
    assert len(texts(page)) > 5


@pytest.mark.slow
def test_what_is_to_be_said_of_dropped_documents_stands_over_their_pairs(watched: Watched, tmp_path: Path) -> None:
    page = watched.page
    (tmp_path / "en.md").write_text(EN, encoding="utf-8")
    instruments = "琵琶", "二胡", "古筝", "笛子", "唢呐", "扬琴"
    (tmp_path / "中文.md").write_text(
        "\n\n".join(f"{name}是一种乐器，{name}的声音很动听。" for name in instruments), "utf-8"
    )
    page.get_by_role("button", name="Start", exact=True).click()
    page.set_input_files("#files", [str(tmp_path / "中文.md"), str(tmp_path / "en.md")])
    page.wait_for_function("() => document.body.dataset.view === 'pairs'", timeout=120_000)
    page.wait_for_function(
        "words => document.getElementById('said').textContent.includes(words)", arg=STRANGERS_WARNING
    )


@pytest.mark.slow
def test_a_review_table_is_dropped_on_the_pairs(watched: Watched, out: Path) -> None:
    """Another person's table, in which a text was put right and a row confirmed."""
    openpyxl = pytest.importorskip("openpyxl")
    page = watched.page
    page.get_by_role("button", name="Out", exact=True).click()
    page.get_by_role("button", name="Write: Review table, XLSX", exact=False).click()
    page.wait_for_function("() => document.getElementById('said').textContent === 'Written.'")
    path = out / "out.review.xlsx"
    book = openpyxl.load_workbook(path)
    sheet = book.active
    sheet["D6"], sheet["E3"], sheet["D9"] = "六月重新开始。", "confirmed", None
    book.save(path)
    page.get_by_role("button", name="Pairs", exact=True).click()
    data = base64.b64encode(path.read_bytes()).decode()
    transfer = page.evaluate_handle(
        "data => { const t = new DataTransfer(); t.items.add(new File([Uint8Array.from(atob(data), c => "
        "c.charCodeAt(0))], 'out.review.xlsx')); return t; }", data)  # fmt: skip
    page.dispatch_event(".row", "drop", {"dataTransfer": transfer})
    box = page.locator("dialog[open]")
    box.wait_for()
    said = box.inner_text()
    assert "2 pairs were taken over: 1 confirmed, 1 corrected" in said
    assert "1 could not be applied" in said
    page.get_by_role("button", name="Close").click()
    assert ("It began again in June.", "六月重新开始。", "") in on_disk(out)
    assert on_disk(out)[1][2] == "confirmed"
    page.keyboard.press("z")
    page.wait_for_function("() => document.querySelector('.status').textContent.startsWith('0 of')")


@pytest.mark.slow
def test_python_and_javascript_do_the_same(watched: Watched, out: Path) -> None:
    """A random walk of commands, done by `rows.js` and by `review/`, leaves the same rows after each step."""
    from duizhao.review import ReviewSheet
    from duizhao.review.journal import patch_data
    from tests.review.walking import any_command

    page = watched.page
    place = Folder.open(out)
    sheet = ReviewSheet(place.base)
    pick = random.Random(5)
    page.evaluate(
        "async () => { const m = await import('/rows.js');"
        "const token = sessionStorage.getItem('duizhao-token');"
        "const headers = {'Content-Type': 'application/json', 'X-Desk-Token': token};"
        "const data = await fetch('/api/page', {method: 'POST', headers, body: '{}'});"
        "window.walk = {m, rows: new m.Rows(await data.json())}; }"
    )
    names = {
        "Confirm": "confirm", "Unconfirm": "unconfirm", "ConfirmAll": "confirm_all", "Merge": "merge",
        "Split": "split", "Give": "give", "OneSided": "one_sided", "Swap": "swap", "Correct": "edit",
        "Remark": "note", "Exclude": "exclude",
    }  # fmt: skip
    done = refused = 0
    while done < 300:
        command = any_command(sheet, pick)
        arguments = [getattr(command, name) for name in command.__dataclass_fields__]
        mine: dict[str, Any] | None
        try:
            patch = command.patch(sheet)
            patch.check()
            mine = patch_data(sheet.apply(patch))
        except InputError:
            mine = None
        theirs = page.evaluate(
            "([name, args]) => { const {m, rows} = window.walk; let patch;"
            "try { patch = m.commands[name](rows, ...args); }"
            "catch (e) { if (e instanceof m.Refused) return null; throw e; } rows.apply(patch);"
            "return {name: patch.name, keys: rows.list.map(m.keyOf), after: patch.after}; }",
            [names[type(command).__name__], arguments],
        )
        assert (mine is None) == (theirs is None), (command, mine, theirs)
        if mine is None:
            refused += 1
            continue
        done += 1
        assert theirs["name"] == mine["name"]
        assert theirs["keys"] == [key_of(row) for row in sheet.rows], command
        assert sorted(map(repr, map(plain, theirs["after"]))) == sorted(map(repr, map(plain, mine["after"]))), command
    assert refused


def plain(row: dict[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in sorted(row)}


@pytest.mark.slow
@pytest.mark.parametrize("view", ["Pairs", "Terms", "Findings", "Memory", "Out", "Start", "Documents"])
def test_axe_finds_no_serious_fault(watched: Watched, desk: Desk, view: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")
    page = watched.page
    if view == "Terms":
        desk.extract({})
    if view == "Documents":
        assert desk.opened is not None
        desk.start = desk.opened.folder.path.parent
        page.reload()
    page.get_by_role("button", name=view, exact=True).first.click()
    page.wait_for_timeout(1500)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found = axe.Axe().run(page).response["violations"]
        grave = [
            (v["id"], [n["html"][:120] for n in v["nodes"][:3]])
            for v in found
            if v["impact"] in ("serious", "critical")
        ]
        assert not grave, grave
