"""The pages in Chinese: all sentences of scripts and templates are translated, and nothing English is left on them but
the texts and names that people brought."""

from __future__ import annotations

import json
import re
from pathlib import Path
from string import Formatter
from typing import Any

import pytest

from duizhao.corpora.model import Locator, Pair
from duizhao.corpora.saying import LANGUAGES, speaking
from duizhao.corpora.saying.languages import catalog
from duizhao.desk.desk import Desk
from duizhao.page import html, make_view
from duizhao.page.compared import compared_html
from duizhao.page.found_terms import found_html
from duizhao.page.glossary import glossary_html
from duizhao.page.words import PageWords, script_words
from duizhao.quality import Finding
from duizhao.terminology import Concept, Glossary, Term
from duizhao.terminology.comparing import compare
from tests.app.desk_running import EN, Watched, make_paper, serving

WAIT = 20_000


def fields(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name}


@pytest.mark.parametrize("tag", LANGUAGES[1:])
def test_every_sentence_of_scripts_and_templates_is_translated(tag: str) -> None:
    pytest.importorskip("babel", reason="babel is not installed")
    from scripts.make_messages import of_pages

    messages = of_pages()
    assert not messages.lost
    assert len(messages.found) > 300
    known = catalog(tag)
    assert [text for text in messages.found if text not in known] == []
    assert [text for text in messages.found if fields(text) != fields(known[text])] == []


def test_a_script_brings_the_sentences_that_it_says() -> None:
    found = script_words('say(t("Saved")); el("p", { class: "Nonsense of ours" }, "not \\"ours\\"");')
    assert found == {"Saved": [catalog(tag)["Saved"] for tag in LANGUAGES[1:]]}


def test_sentences_have_elements_in_the_order_of_each_language() -> None:
    from markupsafe import Markup

    words = PageWords()
    made = words.around("{mean} mean of {n:,} pairs", mean=Markup("<b>0.9</b>"), n=1200)
    assert made == '<span data-t="0" data-slots><b>0.9</b> mean of 1,200 pairs</span>'
    page = json.loads(re.findall(r"<script[^>]*>(.*)</script>", words.embedded(()))[0])["page"]
    assert page[0][0] == "{0} mean of 1,200 pairs"
    assert "{0}" in page[0][1]
    assert page[0][1] != page[0][0]


def view() -> Any:
    at = Locator("a.md")
    pairs = [Pair("A lock.", "船闸。", at, at, 0.4), Pair("Left.", "", at, Locator("b.md"))]
    return make_view(pairs, findings=[Finding("number.differs", "1 <b>船</b>", "1", cure="Look", target_at=at)])


def test_a_page_is_written_in_the_language_that_is_spoken_and_holds_the_others() -> None:
    english = html(view())
    with speaking("zh-Hans"):
        chinese = html(view())
    assert '<html lang="en"' in english
    assert '<html lang="zh-Hans"' in chinese
    assert ">Coverage</span>" in english
    assert ">覆盖率</span>" in chinese
    words = [re.findall(r'id="words">(.*?)</script>', page)[0] for page in (english, chinese)]
    assert words[0] == words[1]
    assert next(one for one in json.loads(words[0])["page"] if one[0] == "Coverage")[:2] == ["Coverage", "覆盖率"]


def test_the_glossarys_pages_are_written_in_chinese_too() -> None:
    concept = Concept("c-1", (Term("lock", "en"), Term("船闸", "zh-CN")))
    with speaking("zh-Hant"):
        page = glossary_html(Glossary((concept,)))
        found = found_html((), "a.md", "en", "zh-CN")
    for text in (page, found):
        assert '<html lang="zh-Hant"' in text
    assert "<h1>術語表" in re.sub(r"<span[^>]*>", "", page)


# Text that somebody sees and that says of itself no other language than the page's.
SEEN = """() => {
  const found = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const parent = node.parentElement;
    if (!/[A-Za-z]{2}/.test(node.data) || parent.closest("script, style, code, kbd, option, noscript")) continue;
    if (parent.closest("[lang]") !== document.documentElement || !parent.getClientRects().length) continue;
    found.push(node.data.trim());
  }
  const attributes = ["title", "aria-label", "placeholder"];
  for (const name of attributes) for (const node of document.querySelectorAll(`[${name}]`)) {
    const text = node.getAttribute(name);
    if (node.closest("[lang]") === document.documentElement && /[A-Za-z]{2}/.test(text)) found.push(text);
  }
  return found;
}"""
# Names of formats, programs, files and checks, and of keys.
NAMES = re.compile(
    r"duizhao( (build|align|memory|review|check)( add| apply)?)?|CAT|PDF|HTML|ODT|Word|Markdown|Excel|XLIFF|XLSX|DOCX|"
    r"EPUB|TBX|JSON|TMX|NAME|FOLDER|"
    r"\b[a-z]+(\.[a-z_]+)+\b|[\w.-]+\.(md|tmx|tsv|json|html|csv|docx|xlsx|db|toml)|"
    r"/[\w./\u4e00-\u9fff-]+|Shift|Ctrl|Esc|Liu|Language"
)


def english(page: Any, own: str) -> list[str]:
    """What is seen in English words that are no names and stand in no text of the paper."""
    words = {word.lower() for word in re.findall(r"[A-Za-z]+", own)}
    out = []
    for text in page.evaluate(SEEN):
        left = re.findall(r"[A-Za-z]{2,}", NAMES.sub(" ", text))
        if any(word.lower() not in words for word in left):
            out.append(text)
    return out


def grave(page: Any) -> list[Any]:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")
    found = axe.Axe().run(page).response["violations"]
    return [
        (v["id"], [n["html"][:120] for n in v["nodes"][:3]]) for v in found if v["impact"] in ("serious", "critical")
    ]


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return make_paper(tmp_path / "报告")


def opened(browser: Any, locale: str = "zh-CN") -> tuple[Any, Any, Watched]:
    context = browser.new_context(viewport={"width": 1400, "height": 900}, locale=locale)
    page = context.new_page()
    page.set_default_timeout(WAIT)
    return context, page, Watched(page)


@pytest.mark.slow
def test_the_report_and_its_review_are_chinese_for_who_reads_chinese(browser: Any, out: Path) -> None:
    context, page, seen = opened(browser)
    page.goto((out / "report.html").as_uri())
    page.wait_for_selector("html[lang=zh-Hans]")
    assert english(page, EN) == []
    page.click("#keys")
    assert english(page, EN) == []
    page.keyboard.press("Escape")
    assert not grave(page)
    # Another language is one choice away, and is kept.
    page.select_option("select.language", "en")
    assert page.inner_text(".card h2") == "Coverage"
    page.reload()
    assert page.inner_text(".card h2") == "Coverage"
    page.select_option("select.language", "zh-Hant")
    assert page.inner_text(".card h2") == "覆蓋率"
    page.select_option("select.language", "zh-Hans")
    page.click("#review")
    page.wait_for_selector("dialog[open]")
    page.keyboard.press("Escape")
    for key in ("y", "j", "Enter", "s", "n"):
        page.keyboard.press(key)
    assert english(page, EN) == []
    page.keyboard.press("?")
    assert english(page, EN) == []
    page.keyboard.press("Escape")
    assert not grave(page)
    context.close()
    seen.check()


@pytest.mark.slow
def test_the_glossarys_pages_change_their_language(browser: Any, tmp_path: Path) -> None:
    terms = (Term("lock", "en"), Term("船闸", "zh-CN"), Term("水闸", "zh-CN"))
    ours = Glossary((Concept("c-1", terms),))
    theirs = Glossary((Concept("c-2", (terms[0], Term("锁", "zh-CN"))), Concept("c-3", (Term("weir", "en"),))))
    page_of = {
        "glossary": glossary_html(Glossary((Concept("c-1", terms),))),
        "found": found_html((), "a.md", "en", "zh-CN"),
        "compared": compared_html(compare(ours, theirs), ours, ("ours.csv", "theirs.csv")),
    }
    context, page, seen = opened(browser)
    for name, text in page_of.items():
        (tmp_path / f"{name}.html").write_text(text, encoding="utf-8")
        page.goto((tmp_path / f"{name}.html").as_uri())
        page.wait_for_selector("html[lang=zh-Hans]")
        assert english(page, "lock a.md c-1 ours.csv theirs.csv") == [], name
        assert not grave(page), name
    page.goto((tmp_path / "glossary.html").as_uri())
    page.fill("#search", "nothing like it")
    assert page.inner_text("#shown") == "显示 0 个"
    page.select_option("select.language", "en")
    assert page.inner_text("#shown") == "0 shown"
    assert page.inner_text("#sort option >> nth=1") == "by name"
    context.close()
    seen.check()


@pytest.fixture
def desk(out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setattr("duizhao.alignment.encoders.default_encoder", lambda: None)
    found = Desk(tmp_path / "工作区", "Liu")
    found.open({"folder": str(out)})
    found.extract({})
    found.start = out.parent
    return found


@pytest.mark.slow
def test_all_views_of_the_desk_are_chinese_for_who_reads_chinese(browser: Any, desk: Desk) -> None:
    own = f"{EN} desk out workspace out"
    with serving(desk) as address:
        context, page, seen = opened(browser)
        page.goto(address)
        page.wait_for_selector(".row[aria-selected=true]")
        names = page.eval_on_selector_all("#nav button", "all => all.map((one) => one.textContent)")
        assert names == ["开始", "文档", "句对", "术语", "发现", "记忆库", "输出"]
        for name in reversed(names):
            page.get_by_role("button", name=name, exact=True).first.click()
            page.wait_for_timeout(1500)
            assert english(page, own) == [], name
            assert not grave(page), name
        page.get_by_role("button", name="句对", exact=True).first.click()
        for key in ("l", "e", "Escape", "c", "Escape", "g", "Escape", "Y", "Escape", "T", "Escape", "U", "Escape", "?"):
            page.keyboard.press(key)
            page.wait_for_timeout(150)
            assert english(page, own) == [], key
        page.keyboard.press("Escape")
        # What the server refuses is said in the page's language, too.
        page.get_by_role("button", name="开始", exact=True).first.click()
        page.get_by_label("文件夹路径").fill("/nowhere")
        page.get_by_role("button", name="打开文件夹").click()
        page.wait_for_function("() => document.getElementById('said').textContent")
        assert english(page, f"{own} nowhere") == []
        page.get_by_role("button", name="句对", exact=True).first.click()
        page.select_option("select.language", "en")
        page.wait_for_selector("#nav button:has-text('Pairs')")
        page.wait_for_selector(".command:has-text('Confirm, go on')")
        assert page.inner_text(".status").endswith("confirmed")
        context.close()
    seen.wrong = [text for text in seen.wrong if "422" not in text]  # the folder that is not there
    seen.check()
