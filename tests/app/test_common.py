"""What verbs share: tables that line up, bars on terminals, options as one noun, the encoder that options name."""

from __future__ import annotations

import io
import json
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from duizhao import pipeline
from duizhao.alignment import AlignSettings, encoders
from duizhao.alignment_json import dump, load
from duizhao.cli.common import Renamed, examples, progress, table
from duizhao.cli.pile import print_batch
from duizhao.cli.tmx import common as tmx_common
from duizhao.corpora.errors import InputError, MissingExtraError
from duizhao.corpora.model import Locator, Notice, Pair
from duizhao.options import Options, load_glossary
from duizhao.terminology import Concept, Glossary, Status, Term
from duizhao.tmx.xml import byte_stream
from tests.fakes import FakeEncoder


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_chinese_character_is_two_cells_wide() -> None:
    rows = [("体面劳动", 12, "x"), ("work", 3, "")]
    assert table(["term", "n", ""], rows, right=(1,)).splitlines() == [
        "term       n",
        "体面劳动  12  x",
        "work       3",
    ]
    assert table(["a", "b"], []) == "a  b"


def test_examples_have_a_heading_by_their_number() -> None:
    assert examples("duizhao x") == "\b\nExample:\n  duizhao x"
    assert examples("a", "b") == "\b\nExamples:\n  a\n  b"
    assert examples("a", heading="Start with") == "\b\nStart with:\n  a"


def test_an_option_answers_to_its_former_name_and_the_help_does_not_show_it() -> None:
    @click.command()
    @click.option("--min-length", cls=Renamed, was=("--shortest",), type=int, default=1)
    def command(min_length: int) -> None:
        click.echo(min_length)

    for name in ("--min-length", "--shortest"):
        assert CliRunner().invoke(command, [name, "7"]).output == "7\n"
    shown = CliRunner().invoke(command, ["--help"]).output
    assert "--min-length" in shown
    assert "--shortest" not in shown
    assert CliRunner().invoke(command, ["--long", "7"]).exit_code == 2


@pytest.mark.parametrize(("quiet", "stream", "shown"), [(False, Terminal, True), (True, Terminal, False),
                                                        (False, io.StringIO, False)])  # fmt: skip
def test_a_bar_is_for_terminals(
    quiet: bool, stream: type[io.StringIO], shown: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    err = stream()
    monkeypatch.setattr("sys.stderr", err)
    monkeypatch.setenv("TERM", "xterm")
    with progress("aligning", quiet=quiet) as advance:
        advance(1, 2)
    assert ("aligning" in err.getvalue()) is shown


@pytest.mark.parametrize(("size", "shown"), [(tmx_common.LARGE - 1, False), (tmx_common.LARGE, True)])
def test_only_a_large_memory_shows_how_far_it_is_read(size: int, shown: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    err = Terminal()
    monkeypatch.setattr("sys.stderr", err)
    monkeypatch.setenv("TERM", "xterm")
    before = byte_stream.watching.get()
    with tmx_common.reading_shown():
        told = byte_stream.watching.get()
        assert told is not None
        assert told is not before
        for done in (size // 2, size, size):
            told(done, size)
    assert byte_stream.watching.get() is before
    assert ("reading, MB" in err.getvalue()) is shown


def test_the_encoder_that_options_name(monkeypatch: pytest.MonkeyPatch) -> None:
    fake = FakeEncoder()
    monkeypatch.setattr(encoders, "default_encoder", lambda: fake)
    monkeypatch.setattr(encoders, "make_encoder", lambda name: {"mine": fake}[name])
    assert pipeline.load_encoder(Options(align=AlignSettings("none"))) == (None, ())
    assert pipeline.load_encoder(Options()) == (fake, ())
    assert pipeline.load_encoder(Options(encoder="mine")) == (fake, ())
    # Where no embedding is wanted, a name changes nothing.
    assert pipeline.load_encoder(Options(align=AlignSettings("none"), encoder="mine")) == (None, ())


def test_without_an_encoder_it_is_said_or_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoders, "default_encoder", lambda: None)
    found, (warning,) = pipeline.load_encoder(Options())
    assert found is None
    assert "without sentence embeddings" in warning
    assert "duizhao encoder list" in warning
    with pytest.raises(MissingExtraError, match="no sentence encoder is installed") as told:
        pipeline.load_encoder(Options(align=AlignSettings("all")))
    assert "--embed none" in told.value.cure


def test_term_pairs_are_of_usable_terms_in_both_languages() -> None:
    def term(text: str, language: str, status: Status = Status.PREFERRED) -> Term:
        return Term(text, language, status)

    glossary = Glossary(
        (
            Concept("1", (term("decent work", "en"), term("体面劳动", "zh-CN"), term("体面工作", "zh-CN"),
                          term("像样工作", "zh-CN", Status.SUPERSEDED))),
            Concept("2", (term("trade union", "en"), term("syndicat", "fr"))),
            Concept("3", (term("labor", "en", Status.SUPERSEDED), term("劳动", "zh-CN"))),
        )
    )  # fmt: skip
    assert pipeline.term_pairs(glossary, "en", "zh-CN") == [("decent work", "体面劳动"), ("decent work", "体面工作")]
    assert pipeline.term_pairs(None, "en", "zh-CN") == []


def test_glossaries_are_merged_and_none_is_none(tmp_path: Path) -> None:
    assert load_glossary(()) is None
    for name, zh in (("a.csv", "劳动"), ("b.csv", "工作")):
        (tmp_path / name).write_text(f"en,zh-CN\nlabour,{zh}\n", encoding="utf-8")
    alone, both = load_glossary([tmp_path / "a.csv"]), load_glossary([tmp_path / "a.csv", tmp_path / "b.csv"])
    assert alone is not None
    assert both is not None
    assert [t.text for c in alone for t in c.terms_in("zh-CN")] == ["劳动"]
    assert {t.text for c in both for t in c.terms_in("zh-CN")} >= {"劳动"}
    seeded = load_glossary([tmp_path / "a.csv"], seed=True)
    assert seeded is not None
    assert len(seeded) > 100


PAIR = Pair("A.", "甲。", Locator("en.md", "p001", (1,)), Locator("zh.md", "p001", (1,)), 0.5)


def test_an_alignment_comes_back_from_its_file(tmp_path: Path) -> None:
    notice = Notice("alignment.row", "row 2", "p001", None, 2, "en.md")
    path = tmp_path / "alignment.json"
    path.write_text(dump([PAIR, PAIR], [notice], "recipe"), encoding="utf-8")
    found = load(path)
    assert (found.pairs, found.notices, found.recipe) == ((PAIR, PAIR), (notice,), "recipe")
    # A pair a line.
    assert path.read_text("utf-8").count('\n{"') == 3


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (None, "no such alignment"),
        (b"\xff\xfe", "not an alignment.json of ours"),
        (b"{", "not an alignment.json of ours"),
        (b"[]", "not an alignment.json of ours"),
        (b'{"schema": 99}', "alignment of schema 99, not 1"),
        (b'{"schema": 1, "pairs": []}', "not an alignment.json of ours: KeyError"),
        (b'{"schema": 1, "pairs": [], "notices": [{"check": "no.such", "message": ""}], "recipe": ""}', "no.such"),
    ],
)
def test_a_file_that_is_not_one_is_told(content: bytes | None, says: str, tmp_path: Path) -> None:
    path = tmp_path / "alignment.json"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InputError, match=says) as told:
        load(path)
    assert str(told.value.path) == str(path)
    assert "duizhao align" in told.value.cure


def test_a_batch_is_a_line_a_document_and_its_failures_have_reasons(capsys: pytest.CaptureFixture[str]) -> None:
    from duizhao.batch import BatchRow

    rows = [BatchRow("good", "unchanged"), BatchRow("差", "failed", reason="差.md: empty")]
    print_batch(rows, as_json=False)
    out, err = capsys.readouterr()
    assert [line.split() for line in out.splitlines()[1:]] == [["good", "unchanged"], ["差", "failed"]]
    assert err == "差: 差.md: empty\n"
    print_batch(rows, as_json=True)
    assert [row["state"] for row in json.loads(capsys.readouterr().out)] == ["unchanged", "failed"]
