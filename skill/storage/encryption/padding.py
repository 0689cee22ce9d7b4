"""The sizes that texts have when they are sealed, so that their length tells as little as can be."""

SIZES = (256, 1024, 4096)
"""Bytes; what is longer gets a multiple of the last. The first is far above any single word, however rare, with all
that is kept beside it: a size tells a sentence from a page, and not one word from another."""
END = b"\x80"


def padded(text: str) -> bytes:
    """Return a text as it is sealed."""
    raw = text.encode() + END
    size = next((one for one in SIZES if len(raw) <= one), -(-len(raw) // SIZES[-1]) * SIZES[-1])
    return raw.ljust(size, b"\x00")


def unpadded(raw: bytes) -> str:
    """Return the text that was padded, to whatever size."""
    return raw[: raw.rindex(END)].decode()
