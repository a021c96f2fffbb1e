"""The names of the features, in the order of their rows."""

from __future__ import annotations

__all__ = [
    "BASE", "FORM", "LEXICAL", "LIKE", "MARKED", "NAMES", "NEAR", "PLACE", "ROW", "SHAPE", "STEPS",
    "STORY", "VOTES", "WIDTHS", "WINDOWED",
]  # fmt: skip

SHAPE = (
    "chars", "words", "chars_per_word", "sentences", "sentence_words", "upper", "capitalised",
    "short_words", "digit", "comma", "colon", "quote", "dash", "bracket", "bar", "symbol",
    "ideograph", "caseless", "first", "last", "before_last", "is_sentence", "ends",
)  # fmt: skip
FORM = ("kind", "bullet", "indent", "blank_before", "links", "hidden", "tag", "depth")
VOTES = (
    "certain_out", "out", "certain_in", "in", "image", "head", "link", "comments", "title",
    "doubled", "witness_in", "witness_out",
)  # fmt: skip
LEXICAL = (
    "lex", "lex_low", "lex_high", "lex_sum", "lex_known", "lex_first", "lex_last", "lex_pair",
)  # fmt: skip
MARKED = ("mark", "mark_low", "mark_high", "mark_sum", "mark_own")
PLACE = (
    "index", "from_end", "words_before", "words_in_all", "blocks_in_all", "prose_share",
    "blank_share", "ends_share", "is_html", "repeats", "in_zone", "to_zone", "since_prose",
    "until_prose", "run_short", "since_out", "until_out", "since_link", "until_link",
    "since_comments", "parent_prose", "parent_blocks", "parent_links", "above_prose",
    "higher_prose", "alike_prose", "alike_blocks", "alike_links", "alike_words",
    "since_heading", "heading_words", "heading_lex", "heading_mark", "title_words", "body_words",
    "rare_words", "rare_shared", "since_title",
)  # fmt: skip
# Compared with the prose of the story.
LIKE = (
    "lex", "sentence_words", "quote", "comma", "chars_per_word", "capitalised", "short_words",
    "digit",
)  # fmt: skip
STORY = (
    *(f"{name}_over_story" for name in LIKE), "words_over_story", "lex_of_story", "known_in_all",
    "prose_above", "prose_below", "heads_above", "heads_below", "lex_above", "lex_below",
    "lex_wide_above", "lex_wide_below", "since_label", "until_label", "label_above", "label_below",
)  # fmt: skip
BASE = (*SHAPE, *FORM, *VOTES, *LEXICAL, *MARKED, *PLACE, *STORY)
# Of the blocks around: each of these, so many blocks away.
NEAR = ("words", "ends", "is_sentence", "links", "out", "in", "sentence_words", "first", "last",
         "digit", "capitalised", "blank_before", "kind", "lex", "mark", "image",
         "witness_in")  # fmt: skip
STEPS = (-2, -1, 1, 2)
# Means over the blocks around: the last and the next so many.
WIDTHS = (3, 8)
WINDOWED = ("words", "is_sentence", "out", "links", "ends", "capitalised", "lex", "mark", "head",
             "digit", "witness_in")  # fmt: skip
NAMES: tuple[str, ...] = (
    *BASE,
    *(f"{name}{step:+d}" for step in STEPS for name in NEAR),
    *(f"{name}~{side}{width}" for width in WIDTHS for side in "<>" for name in WINDOWED),
)
ROW = {name: number for number, name in enumerate(BASE)}
