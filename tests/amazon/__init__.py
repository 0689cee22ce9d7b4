"""Amazon as far as we meet it: an authority that certifies keys, a shelf of certificate files, honest requests.

Import from here: `from amazon import Authority, Shelf, honest, letter`. The files behind it, by duty: `certificates`
(authority and papers), `shelf` (download of certificate files and its faults), `signing` (honest requests and letters),
`door` (our own service over real HTTP).
"""

from .certificates import SIGNER, Authority, Paper, key
from .door import Door
from .shelf import Shelf, give, lost
from .signing import GOOD, HOST, MARA, SKILL, Letter, honest, intent, letter, sign

__all__ = [
    "GOOD",
    "HOST",
    "MARA",
    "SIGNER",
    "SKILL",
    "Authority",
    "Door",
    "Letter",
    "Paper",
    "Shelf",
    "give",
    "honest",
    "intent",
    "key",
    "letter",
    "lost",
    "sign",
]
