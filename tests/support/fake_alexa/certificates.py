"""The authority that certifies Amazon's keys here, and every paper it may be asked to write."""

import functools
import ssl
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

SIGNER = "echo-api.amazon.com"


_keys: dict[tuple[str, int], rsa.RSAPrivateKey] = {}


def key(name: str, bits: int = 2048) -> rsa.RSAPrivateKey:
    """Return the RSA key of that name: made once for all tests, since making one is slow."""
    if (name, bits) not in _keys:
        _keys[name, bits] = rsa.generate_private_key(65537, bits)
    return _keys[name, bits]


def keep_keys(folder: Path) -> None:
    """Take the authority's keys from a folder, made there the first time: a stand-in that starts anew stays trusted."""
    for name in ("root", "middle", "leaf"):
        file = folder / f"{name}.key"
        if not file.exists():
            file.touch(mode=0o600)
            file.write_bytes(key(name).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        kept = load_pem_private_key(file.read_bytes(), None)
        assert isinstance(kept, rsa.RSAPrivateKey)
        _keys[name, 2048] = kept


@dataclass(frozen=True)
class Paper:
    """What a certificate says; as it stands, that of a good signing certificate.

    Attributes:
        names: DNS names, or none at all.
        issuer: who signs it, or None for itself.
        depth: how many authorities may stand below it, or None where it is no authority.
        begins, ends: days from the authority's present day.
        is_signing: does its key usage allow digital signatures?
        more: further extensions, with each whether it is critical.
    """

    name: str = SIGNER
    names: tuple[str, ...] = (SIGNER,)
    key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | None = None
    issuer: "Paper | None" = None
    depth: int | None = None
    begins: int = -30
    ends: int = 30
    is_signing: bool = True
    use: x509.ObjectIdentifier = ExtendedKeyUsageOID.SERVER_AUTH
    digest: type[hashes.HashAlgorithm] = hashes.SHA256
    more: tuple[tuple[x509.ExtensionType, bool], ...] = ()


class Authority:
    """A root that is trusted, one authority below it, and the leaf whose key signs.

    Args:
        folder: where the file of trusted roots is written.
        now: the day around which certificates are valid.
        days: how long after it.
    """

    def __init__(self, folder: Path, now: datetime, *, days: int = 30) -> None:
        self.now = now
        self.root = Paper("Steady Root", (), key("root"), depth=3, ends=days)
        self.middle = Paper("Steady Middle", (), key("middle"), self.root, depth=1, ends=days)
        self.leaf = Paper(key=key("leaf"), issuer=self.middle, ends=days)
        self.roots = folder / "roots.pem"
        # The first is none that can be read: those are left out one by one, and the others still hold.
        self.roots.write_bytes(ssl.DER_cert_to_PEM_cert(b"no root").encode() + self.pem(self.root))

    def pem(self, *papers: Paper) -> bytes:
        """Return certificates as a file, in this order."""
        return b"".join(_issue(paper, self.now).public_bytes(Encoding.PEM) for paper in papers)

    def chain(self, **changes: Any) -> bytes:
        """Return the honest file: leaf and middle; `changes` are what the leaf says otherwise."""
        return self.pem(replace(self.leaf, **changes), self.middle)


@functools.cache
def _issue(paper: Paper, now: datetime) -> x509.Certificate:
    issuer = paper.issuer or paper
    assert paper.key is not None
    assert issuer.key is not None
    is_leaf = paper.depth is None
    unused = ("content_commitment", "data_encipherment", "key_agreement", "encipher_only", "decipher_only")
    uses = {"key_encipherment": is_leaf, "key_cert_sign": not is_leaf, "crl_sign": not is_leaf}
    usage = x509.KeyUsage(paper.is_signing, **uses, **dict.fromkeys(unused, False))
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, paper.name)]))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer.name)]))
        .public_key(paper.key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + timedelta(days=paper.begins))
        .not_valid_after(now + timedelta(days=paper.ends))
        .add_extension(x509.BasicConstraints(ca=not is_leaf, path_length=paper.depth), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(paper.key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.key.public_key()), critical=False)
        .add_extension(usage, critical=True)
    )
    if paper.names:
        names = x509.SubjectAlternativeName([x509.DNSName(one) for one in paper.names])
        builder = builder.add_extension(names, critical=False)
    if is_leaf:
        builder = builder.add_extension(x509.ExtendedKeyUsage([paper.use]), critical=False)
    for extension, is_critical in paper.more:
        builder = builder.add_extension(extension, is_critical)
    return builder.sign(issuer.key, paper.digest())
