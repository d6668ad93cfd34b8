"""Two people before one paper, each with a Chromium of their own, and a real server process."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from duizhao.server.concepts import Concepts
from duizhao.server.papers import Papers
from duizhao.tmx.store.office import OfficeStore
from tests.app.desk_running import EN, ZH, Watched
from tests.app.server.papers import add_paper
from tests.app.server.running import token
from tests.app.server.served import Served

WAIT = 20_000


def peopled(place: str) -> dict[str, str]:
    """Tokens by name."""
    return {name: token(place, name, "read" if name == "Guest" else "write") for name in ("Liu", "王芳", "Guest")}


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Served, dict[str, str]]]:
    """A server on SQLite, and tokens by name."""
    folder = tmp_path_factory.mktemp("served")
    place = str(folder / "m.db")
    tokens = peopled(place)
    found = Served(place, folder)
    yield found, tokens
    found.kill()


def emptied(place: str) -> None:
    """As if no test before had been."""
    with OfficeStore(place) as store:
        papers, concepts = Papers(store.database), Concepts(store.database)
        for paper in papers.all():
            papers.remove(paper.paper)
        for concept in concepts.glossary():
            concepts.delete(concept.id, "test")
        for document, _, _ in store.documents():
            store.remove(document)


@pytest.fixture
def served(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[tuple[Served, dict[str, str], int]]:
    """A server with a paper, tokens by name, and the paper's number; on SQLite where a test does not say otherwise."""
    if "place" not in request.fixturenames or request.node.callspec.params["place"] == "sqlite":
        found, tokens = request.getfixturevalue("shared")
        emptied(found.place)
        yield found, tokens, add_paper(found.place, tmp_path / "paper")
        return
    place = request.getfixturevalue("place")
    paper = add_paper(place, tmp_path / "paper")
    tokens = peopled(place)
    found = Served(place, tmp_path)
    yield found, tokens, paper
    found.kill()


class Person:
    """Somebody with a browser, who has given their token."""

    def __init__(self, browser: Any, served: Served, given: str, **more: Any) -> None:
        self.context = browser.new_context(
            viewport={"width": 1400, "height": 900}, http_credentials={"username": "x", "password": given}, **more
        )
        self.page = self.context.new_page()
        self.page.set_default_timeout(WAIT)
        self.seen = Watched(self.page)
        self.served = served

    def open(self, paper: int) -> Person:
        """Open a paper."""
        self.page.goto(f"{self.served.address}/desk#m/{paper}")
        self.page.wait_for_selector(".row[aria-selected=true]")
        return self

    def row(self, words: str) -> Any:
        """The row that holds some words."""
        return self.page.locator(".row", has_text=words)

    def at(self, words: str) -> None:
        """Go to a row."""
        self.row(words).locator(".mid").click()

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)

    def saved(self) -> None:
        """Until the server has everything."""
        self.page.wait_for_function("() => !/Saving|kept here/.test(document.querySelector('.saved').textContent)")


@pytest.fixture
def people(browser: Any, served: tuple[Served, dict[str, str], int]) -> Iterator[tuple[Person, Person]]:
    """Liu and 王芳 with the paper before them."""
    server, tokens, paper = served
    both = Person(browser, server, tokens["Liu"]).open(paper), Person(browser, server, tokens["王芳"]).open(paper)
    yield both
    for person in both:
        person.context.close()


@pytest.mark.usefixtures("place")
def test_what_one_decides_the_other_sees_and_who_is_where(people: tuple[Person, Person]) -> None:
    liu, wang = people
    liu.at("The river rose")
    liu.press("y")
    wang.row("The river rose").locator(".c", has_text="✓").wait_for()
    wang.at("The river rose")
    assert "Liu" in wang.page.inner_text(".panel .about")
    liu.at("Trade stopped")
    wang.row("Trade stopped").locator(".there", has_text="L").wait_for()
    assert wang.page.get_by_text("Here: Liu").count() == 1
    # merged, split and taken back: the other has the same rows
    liu.press("m")
    wang.row("Trade stopped. It began again").wait_for()
    liu.saved()
    liu.press("z")
    wang.page.wait_for_function("() => document.querySelectorAll('.row').length === 10")
    liu.seen.check()
    wang.seen.check()


def test_two_at_one_pair_choose_and_nothing_is_lost(people: tuple[Person, Person]) -> None:
    liu, wang = people
    for person, text in ((wang, "三月里，河水上涨。"), (liu, "三月河水大涨。")):
        person.at("The river rose")
        person.press("e")
        person.page.fill("dialog textarea", text)
    # both have the dialog open; the first to save wins
    wang.page.keyboard.press("Control+Enter")
    wang.saved()
    with liu.page.expect_response("**/watch"):  # the news comes while Liu still writes
        pass
    assert liu.page.input_value("dialog textarea") == "三月河水大涨。"
    liu.page.keyboard.press("Control+Enter")
    box = liu.page.locator("dialog[open]", has_text="王芳 was quicker")
    box.wait_for()
    assert "三月里，河水上涨。" in box.inner_text()
    assert "三月河水大涨。" in box.inner_text()
    for key in ("Escape", "Enter", "Control+Enter"):  # it is no dialog that a key of before answers
        liu.press(key)
    assert box.is_visible()
    box.get_by_role("button", name="Do mine on top").click()
    wang.row("三月河水大涨。").wait_for()
    liu.saved()
    # the other way round: take what the other made
    wang.at("Trade stopped")
    liu.at("Trade stopped")
    wang.press("x")
    liu.press("y")
    pressed = liu.page.locator("dialog[open]")
    pressed.or_(liu.row("Trade stopped").locator(".flag[title='Not for the memory']")).first.wait_for()
    if pressed.count():
        pressed.get_by_role("button", name="Leave it as").click()
    liu.row("Trade stopped").locator(".flag", has_text="⊘").wait_for()


def test_a_server_that_goes_away_loses_nothing(
    people: tuple[Person, Person], served: tuple[Served, dict[str, str], int]
) -> None:
    liu, wang = people
    server, _, paper = served
    liu.at("Trade stopped")
    liu.press("y")
    liu.saved()
    server.kill()
    liu.at("The river rose")
    liu.press("y")
    liu.at("Boats waited")
    liu.press("e")
    liu.page.fill("dialog textarea", "Boats waited for twelve days.")
    liu.page.keyboard.press("Control+Enter")
    liu.page.get_by_text("2 steps are kept here and sent when it does").wait_for()
    liu.seen.wrong.clear()  # the browser tells of each question that nobody answers
    server.start()
    liu.saved()
    wang.row("Boats waited for twelve days.").wait_for()
    assert wang.row("The river rose").locator(".c").inner_text() == "✓"
    assert wang.row("Trade stopped").locator(".c").inner_text() == "✓"
    # also where the browser was closed meanwhile
    liu.context.set_offline(True)
    liu.at("It began again")
    liu.press("y")
    liu.page.get_by_text("kept here and sent when it does").wait_for()
    liu.page.goto("about:blank")
    liu.context.set_offline(False)
    liu.open(paper)
    liu.saved()
    wang.row("It began again").locator(".c", has_text="✓").wait_for()


def test_confirming_all_leaves_what_others_changed(people: tuple[Person, Person]) -> None:
    liu, wang = people
    liu.page.evaluate("() => { window.fetch_ = window.fetch; window.fetch = async () => { throw new Error('cut') }; }")
    wang.at("Boats waited")
    wang.press("c")
    wang.page.fill("dialog input", "12 or 13?")
    wang.page.keyboard.press("Enter")
    wang.saved()
    liu.press("Shift+Y")
    liu.page.fill("dialog input[name=least], dialog #ask-least", "0")
    liu.page.keyboard.press("Enter")
    liu.page.evaluate("() => { window.fetch = window.fetch_; }")
    liu.page.get_by_text("1 pairs were changed by others meanwhile").wait_for()
    liu.saved()
    wang.row("Trade stopped").locator(".c", has_text="✓").wait_for()
    assert wang.row("Boats waited").locator(".c").inner_text() != "✓"
    assert liu.row("Boats waited").locator(".flag[title='12 or 13?']").count() == 1


def test_two_documents_are_dropped_and_become_a_paper(browser: Any, served: tuple[Served, dict[str, str], int]) -> None:
    server, tokens, _ = served
    liu = Person(browser, server, tokens["Liu"])
    liu.page.goto(f"{server.address}/desk")
    liu.page.get_by_role("button", name="river.md").wait_for()
    files = [
        {"name": f"理事会 {n}.md", "mimeType": "text/markdown", "buffer": t.encode()}
        for n, t in (("zh", ZH), ("en", EN))
    ]
    liu.page.set_input_files("#files", files)
    liu.page.select_option("dialog select", "1")
    liu.page.keyboard.press("Enter")
    liu.page.get_by_role("button", name="Align").click()
    liu.page.wait_for_selector(".row[aria-selected=true]", timeout=120_000)
    assert liu.page.inner_text("#title") == "理事会 en.md"
    assert liu.row("The river rose").count() == 1
    liu.page.get_by_role("button", name="History").click()
    liu.page.get_by_text("Nothing was decided yet").wait_for()
    guest = Person(browser, server, tokens["Guest"])
    guest.page.goto(f"{server.address}/desk")
    guest.page.get_by_role("button", name="理事会 en.md").click()
    guest.at("The river rose")
    guest.page.get_by_role("complementary").get_by_text("You may read this paper").wait_for()
    assert guest.page.get_by_role("button", name="Confirm").count() == 0
    guest.press("y")
    guest.page.locator("#said").get_by_text("You may read this paper").wait_for()
    guest.seen.check()
    liu.seen.check()
    for person in (liu, guest):
        person.context.close()


def test_findings_and_terms_are_decided_together(people: tuple[Person, Person]) -> None:
    liu, wang = people
    bridge = liu.row("The bridge is 300")
    bridge.locator(".flag").wait_for()
    liu.page.get_by_role("button", name="Findings", exact=True).click()
    item = liu.page.locator(".item", has_text="300")
    item.get_by_role("button", name="Waive …").click()
    liu.page.fill("#ask-reason", "as built")
    liu.press("Control+Enter")
    liu.page.get_by_text("as built").or_(liu.page.get_by_role("button", name="Waived")).first.wait_for()
    wang.row("The bridge is 300").locator(".flag").wait_for(state="detached")
    # a term, and what the other is told who decides it otherwise
    for person, target in ((liu, "体面劳动"), (wang, "体面工作")):
        if person is liu:
            person.page.get_by_role("button", name="Pairs", exact=True).click()
        person.at("Decent work on board")
        person.press("Shift+T")
        person.page.fill("#ask-source", "decent work")
        person.page.fill("#ask-target", target)
        person.press("Control+Enter")
        if person is liu:
            person.page.get_by_text("is in the glossary.").wait_for()
    told = wang.page.locator("dialog[open]", has_text="The glossary says otherwise")
    assert "体面劳动 (preferred)" in told.inner_text()
    wang.press("Control+Enter")
    wang.page.get_by_text("is in the glossary.").wait_for()
    liu.page.goto(f"{liu.served.address}/terms?text=decent+work")
    assert "体面劳动" in liu.page.inner_text("main")
    assert "体面工作" in liu.page.inner_text("main")


def test_terms_are_extracted_once_and_decided_for_both(people: tuple[Person, Person]) -> None:
    liu, wang = people
    for person in people:
        person.page.get_by_role("button", name="Terms", exact=True).click()
        person.page.get_by_role("button", name="Extract terms of this paper").wait_for()
    liu.page.get_by_role("button", name="Extract terms of this paper").click()
    council = wang.page.locator(".concept", has_text="理事会")
    council.first.wait_for()
    liu.page.get_by_label("Council", exact=True).get_by_role("button", name="Add").click()
    wang.page.get_by_text("1 are in the glossary").wait_for()
    left = wang.page.locator(".concept").count()
    wang.page.get_by_role("button", name="No term").first.click()
    liu.page.get_by_text("2 are in the glossary").wait_for()
    assert liu.page.locator(".concept").count() == left - 1
    liu.seen.check()


def test_files_go_out(people: tuple[Person, Person]) -> None:
    liu, _ = people
    liu.at("The river rose")
    liu.press("y")
    liu.saved()
    liu.page.get_by_role("button", name="Out", exact=True).click()
    with liu.page.expect_download() as loading:
        liu.page.get_by_role("link", name="Download: Memory, TMX").click()
    assert loading.value.suggested_filename == "river.tmx"
    assert "三月河水上涨。" in Path(loading.value.path()).read_text(encoding="utf-8")
    liu.seen.check()


SHOWN = {
    "Papers": "button:has-text('river.md')",
    "Pairs": ".row[aria-selected=true]",
    "Terms": "button:has-text('Extract terms')",
    "Findings": ".item",
    "History": "text=Liu",
    "Out": "role=link[name=/Memory, TMX/]",
}
"""What there is to see in each view."""


def test_axe_finds_no_serious_fault(people: tuple[Person, Person]) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")
    liu, wang = people
    wang.at("Trade stopped")
    liu.at("The river rose")
    liu.press("y")
    liu.row("Trade stopped").locator(".there").wait_for()
    for view in SHOWN:
        liu.page.get_by_role("button", name=view, exact=True).first.click()
        liu.page.locator(SHOWN[view]).first.wait_for()
        for scheme in ("light", "dark"):
            liu.page.emulate_media(color_scheme=scheme)
            found = axe.Axe().run(liu.page).response["violations"]
            grave = [
                (view, v["id"], [n["html"][:120] for n in v["nodes"][:3]])
                for v in found
                if v["impact"] in ("serious", "critical")
            ]
            assert not grave, grave


def test_who_administers_removes_a_paper(
    browser: Any, served: tuple[Served, dict[str, str], int], people: tuple[Person, Person]
) -> None:
    server, _, paper = served
    liu, _ = people
    boss = Person(browser, server, token(server.place, "Boss", "admin")).open(paper)
    boss.page.get_by_role("button", name="Papers", exact=True).click()
    boss.page.get_by_role("button", name="Remove: river.md").click()
    boss.page.locator("dialog").get_by_role("button", name="Remove").click()
    boss.page.get_by_text("No paper is here yet").wait_for()
    liu.page.get_by_text("there is no paper").wait_for()  # who has it open is told
    assert boss.page.get_by_role("button", name="Pairs", exact=True).count() == 0
    boss.context.close()
