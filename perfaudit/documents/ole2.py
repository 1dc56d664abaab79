"""What stands in an OLE2 file, the container of old Office documents: never more than its directory and a few bytes."""

import io
import struct

import olefile

# What olefile raises over damaged bytes.
_DAMAGE = (
    OSError,
    ValueError,
    IndexError,
    KeyError,
    TypeError,
    AttributeError,
    RecursionError,
    struct.error,
    MemoryError,
)
_WORD = "WordDocument"
_FLAGS, _IS_LOCKED = 10, 0x100  # place and bit in the header of Word's stream


def ole2_streams(data: bytes) -> frozenset[str] | None:
    """The names at the top of the file's directory; None where it cannot be read."""
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as container:
            return frozenset(path[0] for path in container.listdir(streams=True, storages=True))
    except _DAMAGE:
        return None


def is_locked_word(data: bytes) -> bool:
    """Whether the words of an old Word document are encrypted."""
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as container:
            (flags,) = struct.unpack_from("<H", container.openstream(_WORD).read(_FLAGS + 2), _FLAGS)
    except _DAMAGE:
        return False
    return bool(flags & _IS_LOCKED)
