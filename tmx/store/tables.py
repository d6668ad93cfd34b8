"""The tables of a store, alike in every database but for their types."""

from __future__ import annotations

TABLES = (
    "CREATE TABLE IF NOT EXISTS about (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS document (id {serial}, name TEXT NOT NULL UNIQUE, added TEXT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS unit (id {serial}, document {reference} NOT NULL REFERENCES document (id) "
    "ON DELETE CASCADE, position INTEGER NOT NULL, number TEXT NOT NULL, changed TEXT NOT NULL, confidence {real}, "
    "entry TEXT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS variant (id {serial}, "
    "unit {reference} NOT NULL REFERENCES unit (id) ON DELETE CASCADE, language TEXT NOT NULL, tag TEXT NOT NULL, "
    "body TEXT NOT NULL, key BIGINT NOT NULL, terms TEXT NOT NULL, tokens {blob} NOT NULL)",
    "CREATE INDEX IF NOT EXISTS unit_place ON unit (document, position)",
    "CREATE INDEX IF NOT EXISTS variant_unit ON variant (unit)",
    "CREATE INDEX IF NOT EXISTS variant_key ON variant (key, language)",
)

SIGN = "INSERT INTO about (name, value) VALUES ('who', ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value"
"""Says within a transaction who writes, for triggers that keep what is deleted."""
