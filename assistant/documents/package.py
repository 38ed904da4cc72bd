"""An Office file as a zip archive, opened only after its sizes have been checked."""

import io
import re
import zipfile
import zlib
from pathlib import Path

from lxml import etree

from assistant.documents.refusals import Cause, refusal

MEMBERS = 5_000
EXPANDED = 256 * 2**20  # bytes of all members
PART = 48 * 2**20  # bytes of one XML part; its tree takes about eight times as much
RATIO = 250  # ordinary WordprocessingML packs to a tenth, long tables to a hundredth
RATIO_FROM = 16 * 2**20  # smaller archives may have any ratio
STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
TRANSITIONAL = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"


class Package:
    """The XML parts of one Office file."""

    def __init__(self, data: bytes, path: Path) -> None:
        self._path = path
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
            cause = Cause.TRUNCATED if b"PK\x05\x06" not in data[-66_000:] else Cause.DAMAGED
            raise refusal(path, cause, "its archive cannot be opened") from error
        members = self._archive.infolist()
        expanded = sum(m.file_size for m in members)
        if len(members) > MEMBERS:
            raise refusal(path, Cause.EXPANDS, f"{len(members)} members")
        if expanded > EXPANDED or (expanded > RATIO_FROM and expanded > RATIO * len(data)):
            raise refusal(path, Cause.EXPANDS, f"{expanded / 2**20:.0f} MB")
        if any(m.flag_bits & 0x1 for m in members):
            raise refusal(path, Cause.ENCRYPTED)
        self.names = frozenset(m.filename for m in members)

    def matching(self, pattern: str) -> list[str]:
        """Names of the parts that match, in order."""
        return sorted(name for name in self.names if re.fullmatch(pattern, name))

    def tree(self, name: str) -> etree._Element | None:
        """The root of one XML part; None where there is no such part."""
        if name not in self.names:
            return None
        try:
            if self._archive.getinfo(name).file_size > PART:
                raise refusal(self._path, Cause.EXPANDS, f"{name} alone exceeds {PART // 2**20} MB")
            data = self._archive.read(name).replace(STRICT, TRANSITIONAL)
            parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
            root = etree.fromstring(data, parser)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError) as error:
            raise refusal(self._path, Cause.DAMAGED, f"{name} cannot be unpacked") from error
        except etree.XMLSyntaxError as error:
            raise refusal(self._path, Cause.DAMAGED, f"{name} is not XML") from error
        if root.getroottree().docinfo.internalDTD is not None:
            raise refusal(self._path, Cause.DAMAGED, f"{name} declares entities")
        return root
