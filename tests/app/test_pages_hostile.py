"""Documents, terms and names of files whose text is script or markup: in a real browser, in every page that we write or
serve, with the page's own policy switched off. What is not escaped would run here."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from duizhao.desk.desk import Desk
from tests.app.desk_running import Watched, serving
from tests.app.running import run

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(os.name == "nt", reason="no file can be called so"),
]

SCRIPTS = (
    "</script><script>hit()</script>",
    "<img src=x onerror=hit()>",
    '"><svg onload=hit()>',
    "'onmouseover='hit()' autofocus onfocus='hit()",
    "]]><!--<script>hit()</script>-->",
    "</style><script>hit()</script>",
    "</title></textarea><script>hit()</script>",
    "javascript:hit()",
    "[link](javascript:hit()) <a href=javascript:hit()>x</a>",
    "${hit()} {{hit()}} {% set x = hit() %} `hit()`",
    "\\u003cscript>hit()\\u003c/script> &lt;script&gt;hit()&lt;/script&gt;",
    "line \u2028hit()\u2029 <iframe srcdoc='<script>parent.hit()</script>'>",
)
NAME = "<img src=x onerror=hit()>"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Documents, a glossary and a memory of such texts, and every page that commands make of them."""
    folder = tmp_path_factory.mktemp("hostile") / NAME
    folder.mkdir()
    english = [
        f"{n}. The council paid {n} francs in 2024 for {text} in the harbour." for n, text in enumerate(SCRIPTS, 1)
    ]
    chinese = [f"{n}. 理事会于 2023 年为港口的 {text} 支付了 {n + 1} 法郎。" for n, text in enumerate(SCRIPTS, 1)]
    was = [line.replace("paid", "will pay") for line in english]
    for name, lines in (("en", english), ("zh", chinese), ("was", was)):
        (folder / f"{NAME}.{name}.txt").write_text("\n\n".join(lines) + "\n", encoding="utf-8")
    rows = [
        f'"harbour {text.replace(chr(34), chr(34) * 2)}","港口 {n}"'
        for n, text in enumerate(SCRIPTS)
        if "\u2028" not in text
    ]
    (folder / "terms.csv").write_text("\n".join(("en,zh-CN", "harbour,口岸", *rows)) + "\n", encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setenv("DUIZHAO_CACHE", "off")
        en, zh, before = (f"{NAME}.{name}.txt" for name in ("en", "zh", "was"))
        out = ("-o", NAME, "--embed", "none", "-q")
        for code, line in (
            (0, ("glossary", "convert", "terms.csv", "glossary.csv")),
            (0, ("align", en, zh, *out, "--glossary", "glossary.csv")),
            (1, ("check", en, zh, "--embed", "none", "--glossary", "glossary.csv", "--write", "html=check.html", "-q")),
            (1, ("drift", en, zh, "--was", before, "--write", "html=drift.html", "-q")),
            (0, ("glossary", "page", "glossary.csv", "-o", "glossary.html")),
            (0, ("glossary", "find", en, "-g", "glossary.csv", "--page", "found.html")),
            (0, ("memory", "add", f"{NAME}/memory.tmx", "--store", "m.db", "-q")),
            (0, ("memory", "leverage", en, "--store", "m.db", "--format", "html", "-o", "leverage.html", "-q")),
            (0, ("align", before, zh, "-o", "earlier", "--embed", "none", "-q")),
            (1, ("tmx", "diff", "earlier/memory.tmx", f"{NAME}/memory.tmx", "--format", "html", "-o", "diff.html")),
        ):
            assert run(*line) == code, line
        (folder / NAME / "glossary.csv").write_bytes((folder / "glossary.csv").read_bytes())
        desk = Desk(folder / "workspace", NAME)
        desk.ask("open", {"folder": str(folder / NAME)})
        for kind in ("copy", "epub"):
            desk.ask("out", {"kind": kind})
        desk.close()
    with zipfile.ZipFile(folder / NAME / f"{NAME}.reading.epub") as book:
        book.extractall(folder / "book")
    return folder


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    """A page without a policy, in which whoever calls `hit` is seen."""
    context = browser.new_context(viewport={"width": 1400, "height": 900}, bypass_csp=True)
    context.add_init_script("window.hits = 0; window.hit = () => { window.hits += 1; };")
    found = context.new_page()
    found.set_default_timeout(20_000)
    yield found
    context.close()


# What of a page would act when it is looked at, loaded or pressed.
ACTIVE = """() => [...document.querySelectorAll('*')].filter(e =>
    [...e.attributes].some(a => /^on/i.test(a.name) || /^\\s*javascript:/i.test(a.value))
    || /^(iframe|object|embed|img|base)$/i.test(e.localName)
    || (e.localName === 'script' && /^\\s*hit/.test(e.textContent))
    || (e.localName === 'svg' && e.hasAttribute('onload'))).map(e => e.outerHTML.slice(0, 200))"""


def harmless(page: Any, seen: Watched) -> None:
    assert page.evaluate(ACTIVE) == []
    assert page.evaluate("() => window.hits") == 0
    seen.check()


def test_the_browser_sees_what_acts(page: Any) -> None:
    """The test's own eyes: each of these is found."""
    for text in SCRIPTS[:3]:
        page.set_content(f'<p title="x">{text}</p>')
        assert page.evaluate(ACTIVE), text
    page.set_content(f"<p>{SCRIPTS[1]}</p>")
    page.wait_for_function("() => window.hits > 0")


PAGES = (
    f"{NAME}/report.html", f"{NAME}/{NAME}.reading.html", "check.html", "drift.html", "glossary.html", "found.html",
    "leverage.html", "diff.html", "book/nav.xhtml", "book/text001.xhtml",
)  # fmt: skip


@pytest.mark.parametrize("name", PAGES)
def test_no_page_runs_what_a_document_holds(folder: Path, page: Any, name: str) -> None:
    seen = Watched(page)
    page.goto((folder / name).as_uri())
    text = page.locator("html").text_content()
    assert "hit()" in text
    harmless(page, seen)
    if name.endswith("report.html"):
        page.get_by_role("button", name="Review", exact=True).click()
        page.get_by_label("Name that signs").fill(NAME)
        page.keyboard.press("Enter")
        page.wait_for_selector(".row[aria-selected=true]")
        for key in ("j", "y", "j", "m", "j", "e", "Escape", "j", "u"):
            page.keyboard.press(key)
            harmless(page, seen)


def test_the_desk_runs_nothing_of_a_document(folder: Path, page: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("duizhao.alignment.encoders.default_encoder", lambda: None)
    monkeypatch.setenv("DUIZHAO_MEMORY", str(folder / "m.db"))
    monkeypatch.setenv("DUIZHAO_CACHE", "off")
    desk = Desk(folder / "workspace", NAME, folder)
    desk.ask("open", {"folder": str(folder / NAME)})
    with serving(desk) as address:
        seen = Watched(page)
        page.goto(address)
        page.wait_for_selector(".row[aria-selected=true]")
        for key in ("j", "y", "j", "m", "j", "j", "u"):
            page.keyboard.press(key)
            harmless(page, seen)
        for view in ("Findings", "Terms", "Memory", "Out", "Start", "Pairs"):
            page.locator("#nav").get_by_text(view, exact=True).first.click()
            page.wait_for_timeout(600)
            if view == "Memory":
                page.locator("main input").first.fill("harbour")
                page.keyboard.press("Enter")
                page.wait_for_timeout(600)
            if view in ("Findings", "Terms", "Memory"):
                assert "hit()" in page.locator("main").text_content(), view
            harmless(page, seen)


def test_the_server_runs_nothing_of_a_memory(folder: Path, page: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("fastapi", reason="the extra `server` is not installed")
    from fastapi.testclient import TestClient

    from duizhao.server.application import application
    from duizhao.server.settings import ServerSettings
    from duizhao.server.tokens import People
    from duizhao.tmx.store.office import OfficeStore

    monkeypatch.setenv("DUIZHAO_CACHE", "off")
    with OfficeStore(folder / "m.db") as store:
        people = People(store.database)
        people.prepare()
        token = people.add("Liu", "admin")
    settings = ServerSettings({"m": str(folder / "m.db")}, frozenset(("testserver",)), glossary=folder / "glossary.csv")
    with TestClient(application(settings, warm=False)) as client:
        client.headers["authorization"] = f"Bearer {token}"
        for place in ("/?phrase=harbour", f"/?phrase={NAME}", "/terms", f"/terms?text={NAME}", "/terms/harbour-1"):
            answered = client.get(place)
            assert answered.status_code in (200, 404), place
            assert "hit()" in answered.text or answered.status_code == 404, place
            page.set_content(answered.text)
            harmless(page, Watched(page))


def test_no_page_is_left_out(folder: Path) -> None:
    made = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.suffix in (".html", ".xhtml")}
    assert made == set(PAGES) | {"earlier/report.html"}
