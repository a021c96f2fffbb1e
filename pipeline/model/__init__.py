"""The learned block model: what it sees (`features`, `lexicon`), what it is (`forest`, `file`).

`pipeline/training/` makes it; `pipeline/label/model.py` lets it vote; its card is in `docs/`.
"""

from pipeline.model.block_model import (
    CONFIDENCES,
    FORESTS,
    SHIPPED,
    BlockModel,
    Reading,
    expected_f1,
    load_model,
    save_model,
)
from pipeline.model.forest import WHOLE

__all__ = [
    "CONFIDENCES",
    "FORESTS",
    "SHIPPED",
    "WHOLE",
    "BlockModel",
    "Reading",
    "expected_f1",
    "load_model",
    "save_model",
]
