"""The page of the sound map: clips, pictures and data files, and the folder that holds them.

The page itself is in ``static``; it is built from the sources in ``explorer`` at the top level.
"""
