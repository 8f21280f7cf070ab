"""One page that tells the story of a run: what was asked, found, and what speaks against it.

`files` reads the tables of a run, `run` names them; every other module turns tables into text,
and only `page` knows HTML.
"""
