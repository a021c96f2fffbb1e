from __future__ import annotations

import numpy as np

from pipeline.model.characters import read_characters, read_words
from pipeline.model.vocabulary import Vocabulary, vocabulary_of


def vocabulary(*texts: str) -> Vocabulary:
    return vocabulary_of(read_words(read_characters(texts)))


def shares(found: Vocabulary, *chosen: bool) -> tuple[list[float], list[float]]:
    words = found.shared_with(np.array(chosen))
    return found.share(words).tolist(), found.rare_share(words).tolist()


def test_a_block_shares_words_with_other_blocks_only() -> None:
    found = vocabulary("the swimming bath", "the bath closes", "a ferry sails", "")
    shared, rare = shares(found, True, False, False, False)
    assert shared == [0, 2 / 3, 0, 0]
    assert rare == [0, 0, 0, 0]  # `bath` is too short to be rare
    shared, _ = shares(found, True, True, False, False)
    assert shared == [2 / 3, 2 / 3, 0, 0]


def test_rare_words_are_long_and_in_few_blocks() -> None:
    found = vocabulary("council voted", "council again", "council more", "council ever", "Voted")
    assert found.rare_per_block.tolist() == [1, 1, 0, 0, 1]  # `council` is in four blocks
    _, rare = shares(found, True, False, False, False, False)
    assert rare == [0, 0, 0, 0, 1]


def test_what_one_block_says() -> None:
    assert vocabulary("old bath", "the old bath", "x").said_by(0).tolist() == [1, 2 / 3, 0]


def test_a_document_without_words() -> None:
    assert shares(vocabulary("--", ""), True, True) == ([0, 0], [0, 0])


def test_what_is_known_of_words_comes_in_the_order_of_the_document() -> None:
    words = read_words(read_characters(["the bath", "a bath", "the ferry"]))
    found = vocabulary_of(words)
    assert len(found.hashes) == 4
    assert found.in_order(found.hashes).tolist() == words.hashes.tolist()
