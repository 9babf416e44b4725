"""Into the database: migrations, lock, run diary, and an idempotent load, one transaction a batch.

    ProcessedDocument --decide--> verdict --rows--> tuples --bulk--> tables

The database is the only state: a batch's rows, its documents' status and the run's counts commit together or not at all.
`postgresql.py` and `sqlite.py` hold all that differs between the two.
"""
