"""Heads: what they see of a recording, how each kind of task fits them, and their checkpoints."""
