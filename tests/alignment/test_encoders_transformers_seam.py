"""What is asked of sentence-transformers, and what is made of its answers: with a stand-in for the package, so that it
is seen where the package is not installed."""

from __future__ import annotations

import importlib.metadata
import logging
import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import Any, ClassVar

import numpy as np
import pytest
from numpy.typing import NDArray

from duizhao.alignment.encoders.transformers import TransformersEncoder
from duizhao.corpora.errors import WorkError


class Model:
    """A model of three dimensions: lengths of the text, of the prompt, and the batch. Texts are tokens by character."""

    made: ClassVar[list[dict[str, Any]]] = []

    def __init__(self, name: str, **options: Any) -> None:
        if name == "broken":
            raise OSError("cannot be read\nsecond line")
        self.made.append({"name": name, **options})
        self.max_seq_length, self.tokenizer, self.kind = 12, self, "?"

    def half(self) -> Model:
        self.kind = "half"
        return self

    def float(self) -> Model:
        self.kind = "float"
        return self

    def tokenize(self, text: str) -> list[str]:
        return list(text)

    def get_sentence_embedding_dimension(self) -> int:
        return 3

    def encode(self, texts: Sequence[str], *, batch_size: int, prompt: str = "own", **_: Any) -> NDArray[np.float64]:
        if "out of memory" in texts:
            raise RuntimeError("CUDA out of memory\nand a long trace")
        return np.array([[len(text), len(prompt), batch_size] for text in texts], dtype=float)


@pytest.fixture(autouse=True)
def package(monkeypatch: pytest.MonkeyPatch) -> None:
    module = ModuleType("sentence_transformers")
    module.__spec__ = ModuleSpec("sentence_transformers", None)
    module.SentenceTransformer = Model  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "sentence_transformers", module)
    monkeypatch.setattr(importlib.metadata, "version", lambda name: "9.9")
    monkeypatch.setattr(Model, "made", [])


def direction(*row: float) -> NDArray[np.float64]:
    return np.array(row) / np.linalg.norm(row)


def test_the_name_says_model_precision_and_prompt() -> None:
    assert TransformersEncoder("lab/model", device="cpu").name == "transformers-9.9+lab/model+float32+default"
    asked = TransformersEncoder("lab/model", device="cpu", prompt="query: ")
    assert asked.name == "transformers-9.9+lab/model+float32+'query: '"
    # Asking for no prompt is not the same as not asking.
    assert TransformersEncoder("lab/model", device="cpu", prompt="").name.endswith("+''")
    assert "+float16+" in TransformersEncoder("lab/model", device="cuda:1").name
    assert "+float32+" in TransformersEncoder("lab/model", device="cuda", half=False).name
    assert Model.made == [], "a name needs no model"


def test_a_prompt_is_handed_on_only_where_one_was_given() -> None:
    for prompt, length in ((None, 3), ("", 0), ("query: ", 7)):
        encoder = TransformersEncoder("lab/model", device="cpu", prompt=prompt, batch=5)
        found = encoder.encode(["word", "a text"])
        assert found.dtype == np.float32
        assert np.allclose(found, [direction(4, length, 5), direction(6, length, 5)])
    assert len(Model.made) == 3, "each is loaded once"
    assert TransformersEncoder("lab/model", device="cpu").encode([]).shape == (0, 3)


def test_a_folder_is_read_where_it_is_and_a_name_may_be_fetched(tmp_path: Path) -> None:
    TransformersEncoder(tmp_path, device="cpu").encode(["a"])
    TransformersEncoder("lab/model", device="mps").encode(["a"])
    assert [(one["name"], one["device"], one["local_files_only"]) for one in Model.made] == [
        (str(tmp_path), "cpu", True),
        ("lab/model", "mps", False),
    ]


def test_the_prompt_counts_in_what_is_cut(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        TransformersEncoder("m", device="cpu").encode(["ten signs!", "short"])
        assert caplog.text == "", "ten tokens and the two at the ends fit into twelve"
        TransformersEncoder("m", device="cpu").encode(["eleven sign", "eleven too.", "thirteen long", "short"])
    assert "1 of 4 texts are longer than the 12 tokens m reads" in caplog.text


def test_what_fails_is_one_line_with_a_cure() -> None:
    with pytest.raises(WorkError, match=r"^m fails: CUDA out of memory\. Try a smaller batch"):
        TransformersEncoder("m", device="cpu").encode(["out of memory"])
    with pytest.raises(WorkError, match=r"does not load: cannot be read\. Give a folder"):
        TransformersEncoder("broken", device="cpu").encode(["a"])
