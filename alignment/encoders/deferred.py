"""An encoder that is made when the first text is to be encoded, since most documents are aligned without any."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from contextlib import suppress

from duizhao.alignment.encoders.protocol import Encoder, Matrix


class DeferredEncoder:
    """Stands for the encoder that `make` gives, which may take seconds and may be another than expected.

    `name` is what the encoder will be called if all goes well, and what it is called once it has been made: a recipe
    written after the work names the one that did it.
    """

    def __init__(self, expected: str, make: Callable[[], Encoder]) -> None:
        self._expected, self._make = expected, make
        self._made: Encoder | None = None
        self._lock = threading.Lock()

    @property
    def name(self) -> str:
        return self._made.name if self._made is not None else self._expected

    @property
    def dimension(self) -> int:
        return self.made().dimension

    def encode(self, texts: Sequence[str]) -> Matrix:
        """See `Encoder.encode`."""
        return self.made().encode(texts)

    def begin(self) -> None:
        """Begin to make the encoder beside what the caller does next. What goes wrong is told when it is asked for."""

        def attempt() -> None:
            with suppress(Exception):
                self.made()

        threading.Thread(target=attempt, daemon=True).start()

    def made(self) -> Encoder:
        """The encoder itself, made now if it was not yet; one that gives token vectors does so only here."""
        with self._lock:
            if self._made is None:
                self._made = self._make()
            return self._made


def made(encoder: Encoder) -> Encoder:
    """The encoder itself, whether it was deferred or not. Raises what making it raises."""
    return encoder.made() if isinstance(encoder, DeferredEncoder) else encoder
