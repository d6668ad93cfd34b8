"""What others wrote, through formats of exchange and commands about changes, piles and reviews: nothing of it acts."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.etree import ElementTree

from hypothesis import given, settings

from duizhao.tmx import Memory
from tests.app.running import printed
from tests.app.test_hostile_text import FEW, FIVE, assert_harmless, memory_of

TWO = settings(FEW, max_examples=2)


def _document(path: Path, texts: list[str], words: str) -> Path:
    path.write_text("\n\n".join(f"{text} {words}" for text in texts) + "\n", "utf-8", "replace")
    return path


@TWO
@given(texts=FIVE)
def test_formats_of_exchange(texts: list[str]) -> None:
    with TemporaryDirectory() as folder:
        memory_of(path := Path(folder, "m.tmx"), texts)
        said = []
        for name in ("m.docx", "m.xliff", "m.po", "m.sdltm", "m.jsonl", "moses"):
            made = Path(folder, name)
            to = ["--to", "moses"] if name == "moses" else []
            said.append(printed("tmx", "convert", path, made, *to))
            if not to:
                said.append(
                    printed("tmx", "convert", made, back := Path(folder, f"{name}.tmx"), "--languages", "en,zh-CN")
                )
                assert len(list(Memory.read(back))) == 1
        said.append(printed("memory", "add", path, "--store", store := Path(folder, "m.db")))
        new = _document(Path(folder, "new.md"), texts[:3], "The new harbour opens in the spring of next year.")
        for name, to in (("new.xlf", "xliff12"), ("new.xliff", "xliff"), ("project", "omegat")):
            out = Path(folder, name)
            said.append(printed("memory", "pretranslate", new, "-o", out, "--to", to, "--store", store, "-l", "en"))
            if out.is_file():
                assert ElementTree.parse(out) is not None
    for output in said:
        assert_harmless(output)


@TWO
@given(texts=FIVE)
def test_changes_of_an_original(texts: list[str]) -> None:
    one, two, three, *_ = (text.strip() for text in texts)
    with TemporaryDirectory() as folder:
        was = _document(Path(folder, "was.en.md"), [one, two], "The old port costs 5 million. It is closed in spring.")
        now = _document(Path(folder, "a.en.md"), [two, three], "The old port costs 7 million. It is opened in spring.")
        other = _document(Path(folder, "a.zh.md"), [one, two], "旧港口耗资500万。春天关闭。")
        made = {form: Path(folder, form) for form in ("json", "github", "sarif", "markdown", "junit", "table")}
        more = [word for form, path in made.items() for word in ("--write", f"{form}={path}")]
        said = {"text": printed("drift", now, other, "--was", was, "--all", "-q", *more)}
        said |= {form: path.read_text(encoding="utf-8") for form, path in made.items()}
    assert "::" in said["github"]
    said["github"] = "".join(f"at {line}\n" for line in said["github"].split("\n"))
    for output in said.values():
        assert_harmless(output)
    assert json.loads(said["json"])
    assert json.loads(said["sarif"])
    assert ElementTree.fromstring(said["junit"].encode()) is not None


@TWO
@given(texts=FIVE)
def test_piles_and_reviews(texts: list[str]) -> None:
    with TemporaryDirectory() as folder:
        pile = Path(folder, "pile")
        pile.mkdir()
        en = _document(
            pile / "a.en.md", texts[:3], "The new harbour opens in the spring of next year. It costs 5 million."
        )
        zh = _document(pile / "b.md", texts[2:], "新港口将于明年春天开放。它耗资500万元。")
        out = Path(folder, "out")
        said = [
            printed("pair", pile, "-o", Path(folder, "m.tsv")),
            printed("align", en, zh, "-o", out, "--embed", "none"),
        ]
        for name in ("r.review.json", "r.docx", "r.xlsx"):
            said.append(printed("review", "export", out, "-o", sent := Path(folder, name)))
            said.append(printed("review", "import", out, sent))
        said.append(printed("review", "status", out))
        said.append(printed("evaluate", out / "memory.tmx", out / "memory.tmx"))
    for output in said:
        assert_harmless(output)
