"""The way back from features to sounds."""
