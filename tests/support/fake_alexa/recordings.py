"""What an MP3 file is, read from the headers of its frames: version, layer, bitrate, sampling rate and length."""

from collections.abc import Iterator
from dataclasses import dataclass

SAMPLING = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}
"""Samples a second, by the version bits of a header."""
KBPS_1 = (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
KBPS_2 = (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
VERSIONS = {3: "1", 2: "2", 0: "2.5"}


@dataclass(frozen=True)
class Recording:
    """One MP3 file.

    Attributes:
        mpeg: version of MPEG, "1", "2" or "2.5".
        kbps: every bitrate that occurs; more than one where it varies.
    """

    mpeg: str
    kbps: frozenset[int]
    hertz: int
    seconds: float


def read_mp3(file: bytes) -> Recording:
    """Read a file, whose frames must be of one version and sampling rate.

    Raises:
        ValueError: it is no such file.
    """
    frames = list(_frames(file))
    kinds = {(mpeg, hertz) for mpeg, hertz, _ in frames}
    if len(kinds) != 1:
        raise ValueError("no MP3 file, or one of several kinds")
    mpeg, hertz = kinds.pop()
    samples = 1152 if mpeg == "1" else 576
    return Recording(mpeg, frozenset(kbps for _, _, kbps in frames), hertz, len(frames) * samples / hertz)


def _frames(file: bytes) -> Iterator[tuple[str, int, int]]:
    at = 0
    if file[:3] == b"ID3" and len(file) >= 10:
        # Seven bits of each of the four bytes count (ID3v2), so that a length never looks like a frame.
        at = 10 + sum(byte << shift for byte, shift in zip(file[6:10], (21, 14, 7, 0), strict=True))
    while at + 4 <= len(file):
        if file[at : at + 3] == b"TAG":  # ID3v1 at the end
            return
        header = int.from_bytes(file[at : at + 4], "big")
        version, layer = header >> 19 & 3, header >> 17 & 3
        rate, sampling = header >> 12 & 15, header >> 10 & 3
        if header >> 21 != 0x7FF or version not in VERSIONS or layer != 1 or rate in (0, 15) or sampling == 3:
            raise ValueError(f"no frame of an MP3 file at byte {at}")
        hertz = SAMPLING[version][sampling]
        kbps = (KBPS_1 if version == 3 else KBPS_2)[rate - 1]
        yield VERSIONS[version], hertz, kbps
        at += (144 if version == 3 else 72) * kbps * 1000 // hertz + (header >> 9 & 1)
