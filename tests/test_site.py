"""The documentation site: it builds strictly, loads from nowhere else, finds Chinese."""

from __future__ import annotations

import functools
import http.server
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from scripts import make_site
from tests.app.desk_running import ARGUMENTS, chromium


def test_each_link_holds_where_the_pages_are_laid_out(tmp_path: Path) -> None:
    make_site.lay_out(tmp_path)
    links = [(page, link) for page in make_site.pages(tmp_path) for link in make_site.linked(page)]
    assert len(links) > 100
    wrong = [f"{page.relative_to(tmp_path)}: {link}" for page, link in links if not link.is_file()]
    assert not wrong, "\n".join(wrong)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    for name in ("mkdocs", "material"):
        pytest.importorskip(name, reason="the extra site is not installed")
    return make_site.build(tmp_path_factory.mktemp("site"))


@pytest.mark.slow
def test_a_strict_build_stops_at_a_link_that_leads_nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    base = pytest.importorskip("mkdocs.exceptions", reason="the extra site is not installed")
    lay_out = make_site.lay_out

    def with_a_fault(into: Path) -> None:
        lay_out(into)
        page = into / "docs" / "words.md"
        page.write_text(page.read_text(encoding="utf-8") + "\n[nowhere](words.md#no-such-heading)\n", encoding="utf-8")

    monkeypatch.setattr(make_site, "lay_out", with_a_fault)
    with pytest.raises(base.Abort):
        make_site.build(tmp_path)


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:
            pass

    handler = functools.partial(Quiet, directory=str(site))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("asked", "page"),
    [
        ("记忆库", "docs/zh/translator/"),
        ("术语", "docs/zh/terminologist/"),
        ("公正过渡", "docs/zh/terminologist/"),
        ("退出代码", "docs/zh/ci/"),
        ("baseline", "docs/tutorials/ci/"),
    ],
)
def test_the_search_finds_chinese_and_asks_nobody_else(address: str, asked: str, page: str) -> None:
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    path = chromium()
    elsewhere: list[str] = []
    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(executable_path=path, args=ARGUMENTS)
        tab = browser.new_page()
        tab.on("request", lambda request: None if request.url.startswith(address) else elsewhere.append(request.url))
        tab.goto(f"{address}?q={asked}")
        tab.wait_for_selector(".md-search-result__link", state="attached", timeout=60_000)
        found = tab.eval_on_selector_all(".md-search-result__link", "all => all.map(one => one.href)")
        browser.close()
    assert any(page in link for link in found), found
    assert not [url for url in elsewhere if not url.startswith(("data:", "blob:"))]
