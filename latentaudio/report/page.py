"""Render the sections of a report as one self-contained HTML file."""

import base64

import jinja2

from latentaudio.findings.run import Run
from latentaudio.findings.verdicts import HOLDS, IN_PART, NOT, UNTESTED
from latentaudio.report.page_titles import page_titles
from latentaudio.report.sections import sections_of

TEMPLATE = "page.html.j2"
STYLE = "style.css"
#: Symbols beside the verdicts, so that they can be told apart without colours.
SIGNS = {HOLDS: "●", IN_PART: "◐", NOT: "○", UNTESTED: "–"}


def render(run: Run) -> str:
    """Render the report of a run.

    Returns
    -------
    str
        HTML with styles and figures inline. It does not depend on the time or the machine: the same
        tables give the same bytes.
    """
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("latentaudio.report", ""),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["data_uri"] = _data_uri
    environment.filters["slug"] = _slug
    sections = [(section, section.write(run)) for section in sections_of(run.config)]
    template = environment.get_template(TEMPLATE)
    return template.render(
        run=run, titles=page_titles(run), sections=sections, signs=SIGNS, style=STYLE
    )


def _data_uri(png: bytes) -> str:
    return f"data:image/png;base64,{base64.b64encode(png).decode('ascii')}"


def _slug(verdict: str) -> str:
    """Turn a verdict into a CSS class.

    Examples
    --------
    >>> _slug("holds in part")
    'holds-in-part'
    """
    return verdict.replace(" ", "-")
