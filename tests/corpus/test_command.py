from __future__ import annotations

import os

from pipeline import __main__ as cli
from pipeline.corpus.lock import take_lock


def test_verify_tells_by_its_exit_code(corpus, capsys) -> None:
    corpus.write(story="Some text", other="Other text")
    corpus.run()
    clean = corpus.folders.clean
    assert cli.main(["verify", str(clean)]) == cli.OK
    assert capsys.readouterr().out == f"{clean}: every byte is as it was written\n"
    (clean / "articles.jsonl").write_bytes(b"{}\n")
    assert cli.main(["verify", str(clean)]) == cli.FAILED
    out = capsys.readouterr().out
    assert out == "articles.jsonl: damaged; the next run mends it: the corpus is published again\n"
    corpus.run()
    assert cli.main(["verify", str(clean)]) == cli.OK


def test_verify_does_not_disturb_a_run(corpus, capsys) -> None:
    corpus.write(story="Some text")
    corpus.run()
    lock = take_lock(corpus.folders.lock)
    assert cli.main(["verify", str(corpus.folders.clean)]) == cli.BUSY
    assert "a run is working on" in capsys.readouterr().err
    assert lock is not None
    os.close(lock)


def test_verify_of_any_other_folder_is_an_error(tmp_path, capsys) -> None:
    assert cli.main(["verify", str(tmp_path)]) == cli.USAGE
    assert "is not the clean folder of a run" in capsys.readouterr().err
    assert cli.main(["verify", str(tmp_path / "nowhere")]) == cli.USAGE
