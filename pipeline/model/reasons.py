"""Why the model thinks so of a block: the features that weigh most, in words.

A feature weighs what the score changes by when its value is put back to the usual one, the middle
of all blocks that the model has learned from.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.model.block_model import FORESTS, BlockModel
from pipeline.model.forest import UNIT, WHOLE
from pipeline.model.names import NAMES
from pipeline.records import Document, Vote

__all__ = ["WORDS", "Reason", "reasons_of"]

# What a feature is called; {} of those around is put before it.
WORDS = {
    "chars": "its length",
    "words": "its number of words",
    "chars_per_word": "the length of its words",
    "sentences": "its number of sentences",
    "sentence_words": "the length of its sentences",
    "upper": "its capitals",
    "capitalised": "its capitalised words",
    "short_words": "its short words",
    "digit": "its digits",
    "comma": "its commas",
    "colon": "its colons",
    "quote": "its quotation marks",
    "dash": "its dashes",
    "bracket": "its brackets",
    "bar": "its bars and bullets",
    "symbol": "its symbols",
    "ideograph": "its ideographs",
    "caseless": "its script",
    "first": "how it begins",
    "last": "its last character",
    "before_last": "its last character but one",
    "is_sentence": "whether it is a sentence",
    "ends": "whether it ends like a sentence",
    "kind": "the kind of block",
    "bullet": "its bullet",
    "indent": "its indent",
    "blank_before": "the blank line before it",
    "links": "how much of it is links",
    "hidden": "whether it is hidden",
    "tag": "its tag",
    "depth": "how deep it stands in the page",
    "certain_out": "a witness certain that it is chrome",
    "out": "what other witnesses say against it",
    "certain_in": "a witness certain that it is body",
    "in": "what other witnesses say for it",
    "image": "whether it is said to be a caption",
    "head": "whether it is said to be a byline or date",
    "link": "whether it is said to lead elsewhere",
    "comments": "whether it is said to be of the comments",
    "title": "whether it is said to be the title",
    "doubled": "whether it stands there twice",
    "witness_in": "whether trafilatura kept it",
    "witness_out": "whether trafilatura left it out",
    "lex": "its words",
    "lex_low": "the word in it most of chrome",
    "lex_high": "the word in it most of bodies",
    "lex_sum": "its words together",
    "lex_known": "how many of its words are known",
    "lex_first": "its first word",
    "lex_last": "its last word",
    "lex_pair": "its first two words",
    "mark": "its class words",
    "mark_low": "the class word most of chrome",
    "mark_high": "the class word most of bodies",
    "mark_sum": "its class words together",
    "mark_own": "its own element's class words",
    "index": "how far down it stands",
    "from_end": "how far from the end it stands",
    "words_before": "how much text stands above it",
    "words_in_all": "the length of the page",
    "blocks_in_all": "the number of blocks",
    "prose_share": "how much of the page is prose",
    "blank_share": "how many blank lines the page has",
    "ends_share": "how many blocks end like sentences",
    "is_html": "whether the page has markup",
    "repeats": "how often it stands in the page",
    "in_zone": "whether it stands in the prose",
    "to_zone": "how far it is from the prose",
    "since_prose": "how far above the last prose stands",
    "until_prose": "how far below the next prose stands",
    "run_short": "the run of short blocks that it stands in",
    "since_out": "how far above the last chrome stands",
    "until_out": "how far below the next chrome stands",
    "since_link": "how far above the last links stand",
    "until_link": "how far below the next links stand",
    "since_comments": "how far above comments stand",
    "parent_prose": "the prose in its element",
    "parent_blocks": "the blocks in its element",
    "parent_links": "the links in its element",
    "above_prose": "the prose in the element above",
    "higher_prose": "the prose two elements above",
    "alike_prose": "the prose of blocks marked like it",
    "alike_blocks": "how many blocks are marked like it",
    "alike_links": "the links of blocks marked like it",
    "alike_words": "the length of blocks marked like it",
    "since_heading": "how far above the last heading stands",
    "heading_words": "the length of the heading above",
    "heading_lex": "the words of the heading above",
    "heading_mark": "the class words of the heading above",
    "title_words": "what it shares with the title",
    "body_words": "what it shares with the prose",
    "rare_words": "its rare words",
    "rare_shared": "the rare words that it shares with the prose",
    "since_title": "how far it is from the title",
    "lex_over_story": "its words, beside those of the prose",
    "sentence_words_over_story": "the length of its sentences, beside the prose",
    "quote_over_story": "its quotation marks, beside the prose",
    "comma_over_story": "its commas, beside the prose",
    "chars_per_word_over_story": "the length of its words, beside the prose",
    "capitalised_over_story": "its capitalised words, beside the prose",
    "short_words_over_story": "its short words, beside the prose",
    "digit_over_story": "its digits, beside the prose",
    "words_over_story": "its number of words, beside the prose",
    "lex_of_story": "the words of the prose",
    "known_in_all": "how many words of the page are known",
    "prose_above": "the prose above it",
    "prose_below": "the prose below it",
    "heads_above": "the bylines and dates above it",
    "heads_below": "the bylines and dates below it",
    "lex_above": "all words above it",
    "lex_below": "all words below it",
    "lex_wide_above": "the words of the 20 above",
    "lex_wide_below": "the words of the 20 below",
    "since_label": "how far above a repeated line stands",
    "until_label": "how far below a repeated line stands",
    "label_above": "how often the repeated line above stands there",
    "label_below": "how often the repeated line below stands there",
}
_NAME = re.compile(r"(\w+?)(?:([+-]\d)|~([<>])(\d+))?")
_AROUND = {
    "-2": "two blocks above",
    "-1": "the block above",
    "+1": "the block below",
    "+2": "two blocks below",
}
_SIDES = {"<": "above", ">": "below"}
_MOST = 3  # features that are told of a block


@dataclass(frozen=True, slots=True)
class Reason:
    """One feature's part in what the model thinks of a block."""

    words: str
    value: float  # of the feature
    weight: float  # above 0: speaks for body; in units of log-odds, about


def reasons_of(
    model: BlockModel,
    document: Document,
    votes: Sequence[Vote],
    blocks: Iterable[int],
    most: int = 3,
) -> dict[int, tuple[Reason, ...]]:
    """For each of the blocks, the features that weigh most, the heaviest first.

    All speak for one side, that of the block's chance: at least one half is body.
    """
    kind = model.forest_for(document, votes)
    forest = model.forests[kind]
    rows = model.rows(document, votes)
    usual = model.usual[FORESTS.index(kind)]
    index = np.arange(len(rows))
    found = {}
    for block in blocks:
        own = rows[:, block]
        variants = np.repeat(own[:, None], len(own) + 1, axis=1)
        variants[index, index] = usual
        scores = forest.scores(variants)
        side = 1 if forest.chances_of(scores[-1:])[0] >= WHOLE // 2 else -1
        weights = side * (scores[-1] - scores[:-1]).astype(float)
        heaviest = [i for i in np.argsort(-weights, kind="stable")[:_MOST] if weights[i] > 0]
        found[block] = tuple(
            Reason(in_words(NAMES[i]), float(own[i]), round(side * float(weights[i]) / UNIT, 2))
            for i in heaviest
        )
    return found


def in_words(name: str) -> str:
    """A feature's name for people.

    >>> in_words("links"), in_words("lex-1"), in_words("lex~>8")
    ('how much of it is links', 'the block above: its words', 'the 8 below: its words')
    """
    match = _NAME.fullmatch(name)
    assert match is not None, name
    base, step, side, width = match.groups()
    if step:
        return f"{_AROUND[step]}: {WORDS[base]}"
    if side:
        return f"the {width} {_SIDES[side]}: {WORDS[base]}"
    return WORDS[base]
