"""Tests, corrections and intervals."""
