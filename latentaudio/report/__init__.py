"""The report: one page with the questions of a run, its results and their caveats.

`files` reads the tables of a run, and `run` holds them. `page` puts the sections together and is
the only module that deals with HTML. The other modules turn tables into sections.
"""
