"""Tables in LaTeX with booktabs, over pages by longtable: to be read into a document."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence

from powercalc.report.escape import plain
from powercalc.report.tables.sheet import Cell, Sheet

_SIGNS = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#", "_": r"\_",
    "%": r"\%", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "<": r"\textless{}",
    ">": r"\textgreater{}", "|": r"\textbar{}", '"': r"\textquotedbl{}", "`": r"\textasciigrave{}",
    "'": r"\textquotesingle{}", "[": r"{[}", "]": r"{]}", "→": r"$\to$", "−": r"$-$",
    "λ": r"$\lambda$", "β": r"$\beta$", "μ": r"$\mu$", "≤": r"$\leq$", "≥": r"$\geq$", "…": r"\ldots{}",
}  # fmt: skip
_WIDEST = 40
"""A column with a longer text breaks its lines."""


def written(sheets: Sequence[Sheet]) -> bytes:
    """Return the tables, one after the other."""
    head = ["% \\usepackage[T1]{fontenc}\\usepackage{array,booktabs,longtable,textcomp}", ""]
    return "\n".join([*head, *(line for each in sheets for line in _lines(each))]).encode("utf-8")


def escaped(text: str) -> str:
    """Return a text that LaTeX sets as it is."""
    told = re.sub("|".join(map(re.escape, _SIGNS)), lambda sign: _SIGNS[sign[0]], plain(text))
    return re.sub("-(?=-)", "-{}", told)  # two hyphens would become a dash


def number(value: float) -> str:
    """Return a number to four digits, powers of ten as one writes them."""
    if isinstance(value, int):
        return str(value)
    if not math.isfinite(value):
        return "--"
    mantissa, _, power = f"{value:.4g}".partition("e")
    signed = mantissa.replace("-", "$-$") if not power else mantissa
    return f"${mantissa}\\times 10^{{{int(power)}}}$" if power else signed


def _lines(sheet: Sheet) -> Iterator[str]:
    yield f"\\begin{{longtable}}{{{_columns(sheet)}}}"
    yield f"\\caption{{{escaped(sheet.title)}}}\\\\"
    yield "\\toprule"
    yield _row([escaped(each) for each in sheet.headings])
    yield "\\midrule\n\\endhead"
    yield "\\bottomrule\n\\endfoot"
    for row in sheet.rows:
        yield _row([_cell(each) for each in row])
    if sheet.left_out:
        yield f"\\multicolumn{{{len(sheet.headings)}}}{{l}}{{{escaped(sheet.left_out)}}}\\\\"
    yield "\\end{longtable}"
    yield ""


def _columns(sheet: Sheet) -> str:
    """Return how columns are set: numbers flush right, long texts over several lines."""
    long = [
        any(isinstance(row[place], str) and len(str(row[place])) > _WIDEST for row in sheet.rows)
        for place in range(len(sheet.headings))
    ]
    wide = f">{{\\raggedright\\arraybackslash}}p{{{0.6 / max(sum(long), 1):.2f}\\linewidth}}"
    return "".join(
        "r" if numeric else wide if much else "l" for numeric, much in zip(sheet.numeric, long, strict=True)
    )


def _cell(value: Cell) -> str:
    match value:
        case None:
            return ""
        case str():
            return escaped(value)
        case _:
            return number(value)


def _row(cells: Sequence[str]) -> str:
    return " & ".join(cells) + " \\\\"
