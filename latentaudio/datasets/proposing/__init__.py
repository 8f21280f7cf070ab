"""Proposals of what a folder of recordings, or a table of them, says about each recording.

Names and tables become `columns`; each column gets one of the `roles`: factor, group, folds, or
unused, with the reason. No audio is read.
"""
