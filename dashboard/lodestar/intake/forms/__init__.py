"""Open exported files of any form and read them as text, row by row, losing nothing silently."""

from lodestar.intake.forms.counting import count_records
from lodestar.intake.forms.dialect import Dialect, detect_dialect
from lodestar.intake.forms.frames import Chunk, read_frames, read_header
from lodestar.intake.forms.opening import open_sources
from lodestar.intake.forms.source import SourceFile

__all__ = [
    "Chunk",
    "Dialect",
    "SourceFile",
    "count_records",
    "detect_dialect",
    "open_sources",
    "read_frames",
    "read_header",
]
