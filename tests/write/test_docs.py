from __future__ import annotations

from pathlib import Path

from pipeline.corpus.folders import PUBLISHED
from pipeline.write.record import FIELDS

DOC = Path(__file__).resolve().parents[2] / "docs" / "outputs.md"
BEGIN = "<!-- fields: made from pipeline/write/record.py, checked by tests/write/test_docs.py -->\n"
END = "<!-- /fields -->\n"


def table() -> str:
    rows = "".join(f"| `{f.key}` | {f.type.__name__} | {f.description} |\n" for f in FIELDS)
    return f"| key | type | meaning |\n|---|---|---|\n{rows}"


def test_the_table_of_fields_is_the_table_in_the_code(update_golden) -> None:
    text = DOC.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    if update_golden:
        DOC.write_text(before + BEGIN + table() + END + after, encoding="utf-8")
    assert table() in text or update_golden, "run pytest tests/write/test_docs.py --update-golden"


def test_every_published_file_is_described() -> None:
    text = DOC.read_text(encoding="utf-8")
    for name in PUBLISHED:
        assert f"`{name}`" in text or f"`{name}/" in text, name
