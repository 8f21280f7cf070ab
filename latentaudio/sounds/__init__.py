"""From files of sound to the two tables that every later stage reads.

``sources`` lists the recordings and their labels, ``audio`` reads, checks and resamples them,
``snippets`` plans and cuts the snippets, ``recordings`` makes the tables, and ``reverb`` makes
reverberated twins.
"""
