"""The documents of several sites as one, in each format that has a way to say so."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from itertools import chain
from xml.etree.ElementTree import Element, fromstring, indent, tostring

from powercalc.report.json_text import json_text


def joined(documents: Sequence[str], form: str) -> str:
    """Return one document.

    JSON becomes a list; SARIF has a run for each, JUnit a suite, CSV a row under one header, with the number
    of the file in front; texts follow each other.
    """
    match form:
        case "json":
            return json_text([json.loads(each) for each in documents])
        case "csv":
            return _csv(documents)
        case "sarif":
            logs = [json.loads(each) for each in documents]
            runs = list(chain.from_iterable(log["runs"] for log in logs))
            return json_text({**logs[0], "runs": runs})
        case "junit":
            return _junit(documents)
        case _:
            return "\n".join(documents)


def _csv(documents: Sequence[str]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    for number, document in enumerate(documents, start=1):
        header, *rows = csv.reader(io.StringIO(document))
        if number == 1:
            writer.writerow(["file", *header])
        writer.writerows([number, *row] for row in rows)
    return out.getvalue()


def _junit(documents: Sequence[str]) -> str:
    roots = [fromstring(document) for document in documents]  # noqa: S314 - our own document
    whole = Element("testsuites", name=roots[0].get("name", ""))
    for count in ("tests", "failures", "errors"):
        whole.set(count, str(sum(int(root.get(count, 0)) for root in roots)))
    for root in roots:
        whole.extend(root)
    indent(whole)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(whole, encoding="unicode") + "\n"
