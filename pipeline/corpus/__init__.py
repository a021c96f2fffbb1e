"""The corpus on disk: what is there, what is already cleaned, and how it is published.

    inventory -> plan -> shards -> copies -> generation -> publication

Everything here works on files only. There is no clock (a run's times are handed in), nothing is
printed, and nothing knows Luigi.
"""
