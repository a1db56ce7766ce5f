"""The page on what `import powercalc as pc` gives: by subject, made from signatures and docstrings."""

from __future__ import annotations

import ast
import inspect
import re
import sys
import textwrap
from collections.abc import Iterator
from importlib import import_module
from typing import Any

from key_tables import code, key_table
from library_words import ERRORS, EXAMPLES, FIELDS, PARAMETERS, RESULTS, SUBJECTS

import powercalc as pc
from powercalc.components import Component
from powercalc.components.base import Model
from powercalc.report.escape import markdown as safe

_BEGINS = """# The library

Everything that `import powercalc as pc` gives, by subject. Values are texts with units (`"12 min"`, `"2 /
year"`, `"0.5 %"`, `"8 kW"`) or quantities of pint; probabilities may be numbers in 0..1. Results are
frozen; the name of a figure ends with its unit (`downtime_h_per_year`, `power_kw`), times without one are
hours, rates per hour, and probabilities lie in 0..1. What a function may be asked wrongly is a
`CallError`, what is wrong with a site a `SiteError`, both with all problems at once. The examples run one
after the other. `pc.__version__` is the version."""


def library() -> Iterator[str]:
    """Yield the page."""
    yield from _BEGINS.splitlines()
    for subject, names in SUBJECTS.items():
        yield from ("", f"## {subject}")
        for name in names.split():
            yield from ("", f"### {name}", "")
            yield from _entry(name, getattr(pc, name))
    yield from ("", "## Results", "", "What functions return beside `Evaluation` and `Improvement`.")
    for place in RESULTS:
        module, name = place.split(":")
        found = getattr(import_module(module), name)
        yield from ("", f"### {name}", "", first(found), *_fields(found), *_members(found))


def _entry(name: str, thing: Any) -> Iterator[str]:
    if inspect.isfunction(thing):
        yield from ("```python", signature(name, thing), "```", "", first(thing))
        yield from _parameters(thing)
    elif issubclass(thing, Component):
        yield first(thing)
        yield from (
            "",
            f"`pc.{name}(id, …)`: {_keys_of(thing.kind)}.",
            "Raises `SiteError` with every problem.",
        )
    elif issubclass(thing, Model):
        yield from (first(thing), "", *key_table(thing))
        yield from ("", "Raises `SiteError`, or pydantic's `ValidationError`, with every problem.")
    else:
        yield from (first(thing), *_fields(thing), *_members(thing))
    if name in ERRORS:
        yield from ("", f"Raises {ERRORS[name]}")
    yield from ("", "```python", EXAMPLES[name], "```")


def _keys_of(kind: str) -> str:
    link = f"[`[{kind}.ID]`](site-file.md#{kind})"
    return f"the keys of {link} and [of every component](site-file.md#keys-of-every-component), by keyword"


def signature(name: str, function: Any) -> str:
    """Return how a function is called, a parameter a line where one line is too short."""
    told = inspect.signature(function)
    parts = [_parameter(each) for each in told.parameters.values()]
    for place, each in enumerate(told.parameters.values()):
        if each.kind is each.KEYWORD_ONLY:
            parts.insert(place, "*")
            break
    returned = str(told.return_annotation).replace("'", "")
    line = f"{name}({', '.join(parts)}) -> {returned}"
    if len(line) <= 90:
        return line
    return "\n".join((f"{name}(", *(f"    {part}," for part in parts), f") -> {returned}"))


def _parameter(each: inspect.Parameter) -> str:
    """Return a parameter as it stands in the source: annotations are texts, defaults are not."""
    stars = "*" if each.kind is each.VAR_POSITIONAL else ""
    default = "" if each.default is each.empty else f" = {each.default!r}"
    return f"{stars}{each.name}: {each.annotation}{default}"


def _parameters(function: Any) -> Iterator[str]:
    yield from ("", "| parameter | when absent | meaning |", "|---|---|---|")
    for name, each in inspect.signature(function).parameters.items():
        if each.kind is each.VAR_POSITIONAL:
            absent = "none"
        elif each.default is each.empty:
            absent = "due"
        else:
            absent = code(repr(each.default))
        yield f"| `{name}` | {absent} | {_with_code(PARAMETERS[name])} |"


def first(thing: Any) -> str:
    """Return the docstring of a class or function as one paragraph per blank line."""
    text = inspect.getdoc(thing) or ""
    return "\n\n".join(
        _with_code(" ".join(part.split()))
        if not part.startswith("    ")
        else f"```python\n{textwrap.dedent(part)}\n```"
        for part in text.split("\n\n")
    )


def _with_code(text: str) -> str:
    """Return a text in which what stands between backticks stays code."""
    parts = text.split("`")
    if len(parts) % 2 == 0:
        return safe(text)
    return "".join(f"`{part}`" if place % 2 else safe(part) for place, part in enumerate(parts))


def _fields(owner: type) -> Iterator[str]:
    """Yield the fields of a frozen class, each with what stands below it in the source."""
    told = dict(_attributes(owner))
    if told:
        yield from ("", "| field | type | meaning |", "|---|---|---|")
        for name, (kind, meaning) in told.items():
            yield f"| `{name}` | {code(kind)} | {_with_code(meaning)} |"


def _attributes(owner: type) -> Iterator[tuple[str, tuple[str, str]]]:
    for above in reversed(owner.__mro__):
        if not above.__module__.startswith("powercalc"):
            continue
        (tree,) = ast.parse(textwrap.dedent(inspect.getsource(above))).body
        body = getattr(tree, "body", [])
        for node, following in zip(body, [*body[1:], None], strict=True):
            name = ast.unparse(node.target) if isinstance(node, ast.AnnAssign) else "_"
            if isinstance(node, ast.AnnAssign) and not name.startswith("_") and not name.endswith("_later"):
                kind = ast.unparse(node.annotation)
                yield name, (kind, _said(following) or FIELDS.get(name) or _item(above, kind))


def _item(owner: type, kind: str) -> str:
    """Return the first sentence on the class that a field holds, where its module knows it."""
    for word in re.findall(r"[A-Z]\w+", kind):
        found = vars(sys.modules[owner.__module__]).get(word)
        if inspect.isclass(found) and found.__module__.startswith("powercalc") and found.__doc__:
            text = " ".join(found.__doc__.split("\n\n", maxsplit=1)[0].split())
            return text if "[" not in kind else f"Each: {text[0].lower()}{text[1:]}"
    return ""


def _said(node: Any) -> str:
    value = getattr(node, "value", None)
    text = value.value if isinstance(node, ast.Expr) and isinstance(value, ast.Constant) else ""
    return " ".join(str(text).split())


def _members(owner: type) -> Iterator[str]:
    """Yield the public methods and properties of a class."""
    yield ""
    for name, member in list(vars(owner).items()):
        found = member.fget if isinstance(member, property) else getattr(member, "func", member)
        if name.startswith("_") or not inspect.isfunction(found):
            continue
        call = "" if isinstance(member, property) or found is not member else _call(found)
        said = first(found).replace("\n\n", " ").replace("```python ", "`").replace("\n", " ")
        yield f"- `{name}{call}`: {said}"


def _call(method: Any) -> str:
    taken = list(inspect.signature(method).parameters.values())[1:]
    return f"({', '.join(map(_parameter, taken))})"
