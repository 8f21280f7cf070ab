"""Figures, one file each, drawn only from the tables that earlier stages wrote.

Every module of a figure has a function ``draw`` that returns a matplotlib figure. ``style`` holds
what the figures share, and ``program`` what their command-line programs share.
"""
