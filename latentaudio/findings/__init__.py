"""Findings: what a run says about each claim, as typed records.

`files` reads the tables that claims are judged by; `layers`, `axes`, `moves`, `seeds` and `heard`
judge them, and `judge` puts the records together. `storage` writes and reads ``findings.json``.
Nothing here knows how findings are worded or shown.
"""
