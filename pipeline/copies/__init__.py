"""Near-duplicates: which articles of a corpus repeat which (docs/copies.md).

    shingles -> signatures (kept, one file a shard) -> index -> groups (one file)

`apart.py` does all of it in a process of its own. Only `records.py` and `apart.py` are loaded by
the process that runs the tasks: nothing else here needs to be small.
"""
