"""The language of the cleaned body. Not html@lang, which is missing or wrong on 6 % of pages."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from py3langid.langid import MODEL_FILE, LanguageIdentifier

__all__ = ["language_of", "language_tag"]

_SAMPLE = 1_000  # characters: as right as the whole body, at a fifth of the time
_MIN_LETTERS = 20  # below this it is a guess; unspaced scripts say as much in fewer letters
_MIN_CASELESS = 8
_OPENING = 200  # characters that nearly always have those letters
_GRAM = 6  # bytes of the longest feature of the model


class _Identifier(LanguageIdentifier):  # type: ignore[misc]  # it has no types
    """py3langid's, which walks over the bytes of a text all at once, not one after the other.

    Where the walk stands is decided by the last bytes: the model knows no longer feature.
    """

    def _raw_score(self, text: bytes) -> NDArray[np.float32]:
        moves = np.frombuffer(self.tk_nextmove, dtype=np.uint32)
        rows, features = _tables(self)
        data = np.frombuffer(bytes(_GRAM - 1) + text, dtype=np.uint8)
        states: NDArray[Any] = np.zeros(len(text), dtype=np.intp)
        for place in range(_GRAM):
            states = moves.take(rows.take(states) + data[place : place + len(text)])
            if place < _GRAM - 1:
                states[: _GRAM - 1 - place] = 0  # before the text
        found = features.take(states)
        visits = Counter(found[found >= 0].tolist())
        scores: NDArray[np.float32] = (
            self._sparse_score(visits, self.nb_ptc) if visits else super()._raw_score(text)
        )
        return scores


@lru_cache(maxsize=1)
def _tables(identifier: _Identifier) -> tuple[NDArray[np.intp], NDArray[np.int32]]:
    """Where each state's moves begin, and the feature that ends there (-1: none)."""
    return np.array(identifier._rowbase, np.intp), np.array(identifier.tk_output, np.int32)


@lru_cache(maxsize=1)
def _identifier() -> _Identifier:
    """The model that py3langid ships, loaded once per process (0.6 s)."""
    identifier: _Identifier = _Identifier.from_model_file(MODEL_FILE, norm_probs=True)
    return identifier


def language_of(body: str) -> tuple[str, float]:
    """ISO 639-1 code and probability of the body's language; ("", 0.0) for too little text."""
    sample = body[:_SAMPLE]
    if _letters(sample[:_OPENING]) < _MIN_LETTERS:
        letters = _letters(sample)
        caseless = letters - sum(map(str.islower, sample)) - sum(map(str.isupper, sample))
        if letters < (_MIN_CASELESS if 2 * caseless > letters else _MIN_LETTERS):
            return "", 0.0
    code, probability = _identifier().classify(sample)
    return str(code), round(min(1.0, float(probability)), 3)


def _letters(text: str) -> int:
    return sum(map(str.isalpha, text))


def language_tag(found: str, *claims: str) -> str:
    """The first claim (html@lang, sidecar) that agrees with the language found, for its region.

    >>> language_tag("en", "en-US"), language_tag("de", "en-US"), language_tag("", "pl")
    ('en-US', 'de', 'pl')
    """
    for claim in claims:
        if claim and (not found or claim.replace("_", "-").split("-")[0].lower() == found):
            return claim
    return found
