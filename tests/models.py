"""Models of encoders that earlier runs have built, since building one takes seconds."""

from __future__ import annotations

import shutil
from pathlib import Path

from duizhao.corpora.storage.cache_folder import cache_folder


def with_kept_models(folder: Path) -> Path:
    """A cache folder, with the models that the user's own has."""
    for model in (cache_folder() or folder).glob("*.onnx"):
        shutil.copy(model, folder)
    return folder
