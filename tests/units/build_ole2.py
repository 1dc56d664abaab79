"""The container of old Office documents, with streams of any names, for tests that need a .doc without Word."""

import struct

_SECTOR = 512
_SECTORS_A_STREAM = 8  # 4,096 bytes: shorter streams would stand in a container of their own
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def ole2_bytes(*names: str, content: bytes = b"") -> bytes:
    """An OLE2 file with a stream of each name, which begins with ``content``."""
    directory_sectors = (len(names) + 4) // 4  # four entries each, the root among them
    first = 1 + directory_sectors
    starts = [first + _SECTORS_A_STREAM * number for number in range(len(names))]
    fat = [_FAT, *_chain(1, directory_sectors)]
    for start in starts:
        fat += _chain(start, _SECTORS_A_STREAM)
    entries = [_entry("Root Entry", kind=5, child=1 if names else _FREE, start=_END, size=0)]
    for number, (name, start) in enumerate(zip(names, starts, strict=True), 1):
        following = number + 1 if number < len(names) else _FREE
        entries.append(_entry(name, kind=2, right=following, start=start, size=_SECTOR * _SECTORS_A_STREAM))
    directory = b"".join(entries).ljust(_SECTOR * directory_sectors, b"\0")
    streams = content.ljust(_SECTOR * _SECTORS_A_STREAM, b"\0") * len(names)
    padded = fat + [_FREE] * (_SECTOR // 4 - len(fat))
    return _header() + struct.pack(f"<{_SECTOR // 4}I", *padded) + directory + streams


def _chain(start: int, count: int) -> list[int]:
    return [*range(start + 1, start + count), _END]


def _header() -> bytes:
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    sizes = struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    places = struct.pack("<IIIIIIIIII", 0, 1, 1, 0, 4096, _END, 0, _END, 0, 0)
    return head + sizes + places + struct.pack("<108I", *[_FREE] * 108)


def _entry(name: str, kind: int, start: int, size: int, child: int = _FREE, right: int = _FREE) -> bytes:
    words = name.encode("utf-16-le")
    return (
        words.ljust(64, b"\0")
        + struct.pack("<HBBIII", len(words) + 2, kind, 1, _FREE, right, child)
        + bytes(36)
        + struct.pack("<IQ", start, size)
    )
