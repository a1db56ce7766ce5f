"""XML from anyone, as plain elements that know where they stand.

The parser refuses entity declarations (entity bombs) and anything external, and nothing
here recurses, so that a file can do no more than be wrong.
"""

import re
from dataclasses import dataclass, field
from xml.sax import SAXException, SAXParseException
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl, Locator

from defusedxml import DefusedXmlException
from defusedxml.sax import parseString

from powercalc.errors import Place, Problem
from powercalc.fault_tree.tree_model import FaultTreeError

NOTES = frozenset({"label", "attributes"})
"""What people write for people."""


@dataclass(slots=True, kw_only=True, eq=False)
class XmlElement:
    """A tag with its attributes, its children and its place; text between tags is ignored."""

    tag: str
    attributes: dict[str, str]
    place: Place
    children: list["XmlElement"] = field(default_factory=list)
    scope: str = ""
    """The fault tree and the components around it, with dots: where its names are looked up first."""
    private: bool = False
    """Known outside of its scope by its path only."""

    @property
    def name(self) -> str:
        """The name attribute, empty where there is none."""
        return self.attributes.get("name", "").strip()

    @property
    def path(self) -> str:
        """The name with all that is around it."""
        return f"{self.scope}.{self.name}" if self.scope else self.name

    @property
    def id(self) -> str:
        """What no other definition of the model may be called."""
        return self.path if self.private else self.name

    @property
    def parts(self) -> list["XmlElement"]:
        """The children that are not notes for people."""
        return [child for child in self.children if child.tag not in NOTES]

    def section(self, tag: str) -> list["XmlElement"]:
        """Return what stands in the children of this tag."""
        return [part for child in self.children if child.tag == tag for part in child.parts]

    def problem(self, text: str, *, found: str | None = None, expected: str | None = None) -> Problem:
        """A problem with this element."""
        return Problem(text=text, place=self.place, found=found, expected=expected)


def parse(text: bytes, file: str | None = None) -> XmlElement:
    """The root element of an XML text; raises FaultTreeError when it is not well-formed or not safe."""
    reader = _ElementReader(file)
    try:
        parseString(text, reader)
    except DefusedXmlException as refusal:
        what = f"entity declarations and external files are refused: {refusal}"
        raise FaultTreeError([Problem(text=what, place=Place(file=file))]) from refusal
    except SAXParseException as error:
        place = Place(file=file, line=error.getLineNumber(), column=(error.getColumnNumber() or 0) + 1)
        problem = Problem(text=f"not XML: {error.getMessage()}", place=place, expected=_expected(text))
        raise FaultTreeError([problem]) from error
    except (SAXException, ValueError, LookupError) as error:
        raise FaultTreeError([Problem(text=f"not XML: {error}", place=Place(file=file))]) from error
    return reader.document.children[0]


def _expected(text: bytes) -> str | None:
    """Return what to do with a text that is no XML, where it is plainly something else."""
    start = text[:10_000].decode(errors="replace")
    if re.search(r'^\s{0,8}toplevel\s{1,8}"?[^\s";]', start, re.MULTILINE):
        return "the Open-PSA form; Galileo's is not read"
    if re.search(r"^[ \t]{0,8}\[{1,2}\w", start, re.MULTILINE):
        return "an Open-PSA model; `powercalc evaluate FILE` reads a site file"
    return None


class _ElementReader(ContentHandler):
    """Gathers elements as the parser meets them."""

    def __init__(self, file: str | None) -> None:
        super().__init__()
        self._file = file
        self._locator: Locator | None = None
        self.document = XmlElement(tag="", attributes={}, place=Place(file=file))
        self._open = [self.document]

    def setDocumentLocator(self, locator: Locator) -> None:  # noqa: N802 - the parser's name for it
        """Remember who knows where the parser stands."""
        self._locator = locator

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802 - the parser's name for it
        """Add an element to the one that is open."""
        element = XmlElement(tag=name, attributes=dict(attrs.items()), place=self._place())
        self._open[-1].children.append(element)
        self._open.append(element)

    def endElement(self, name: str) -> None:  # noqa: ARG002, N802 - the parser's name and arguments
        """Close the open element."""
        self._open.pop()

    def _place(self) -> Place:
        if self._locator is None:
            return Place(file=self._file)
        line, column = self._locator.getLineNumber(), self._locator.getColumnNumber()
        return Place(file=self._file, line=line, column=None if column is None else column + 1)
