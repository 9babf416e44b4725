"""Outcomes become rows: run diary, idempotent upsert, locks."""
