"""Figures, one file each, drawn from the tables that earlier stages wrote and from nothing else.

Every module has a function ``draw`` that returns a matplotlib figure; ``style`` is what they share.
"""
