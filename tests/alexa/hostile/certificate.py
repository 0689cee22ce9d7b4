"""Certificate files that prove nothing: what is no list of blocks, no path to a root, another name, a weak key."""

from collections.abc import Callable
from dataclasses import replace

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, pkcs7
from cryptography.x509.oid import ExtendedKeyUsageOID, ObjectIdentifier
from support.fake_alexa import SIGNER, Authority, Letter, Paper, honest, key, letter

from .row import Class, Make, Row, Scene

FALSE_ROOT = Paper("Steady Root", (), key("false"), depth=3)
PEM = b"-----BEGIN CERTIFICATE-----\n%s\n-----END CERTIFICATE-----\n"


def too_low(by: Authority) -> Paper:
    """Return an authority below one that allows none."""
    return Paper("Steady Low", (), key("middle"), replace(by.middle, depth=0), depth=0)


def below(by: Authority, *more: tuple[x509.ExtensionType, bool]) -> bytes:
    """Return a file whose middle says more, with each whether it is critical."""
    middle = replace(by.middle, more=more)
    return by.pem(replace(by.leaf, issuer=middle), middle)


def only(*names: str) -> x509.NameConstraints:
    """Allow only names below these."""
    return x509.NameConstraints([x509.DNSName(one) for one in names], None)


def never(*names: str) -> x509.NameConstraints:
    """Forbid names below these."""
    return x509.NameConstraints(None, [x509.DNSName(one) for one in names])


def other_names(by: Authority, *names: x509.GeneralName) -> bytes:
    """Return a file whose leaf has names of another kind."""
    return by.chain(names=(), more=((x509.SubjectAlternativeName(names), False),))


def pkcs7_of(by: Authority) -> bytes:
    """Return the honest certificates in another form."""
    return pkcs7.serialize_certificates(x509.load_pem_x509_certificates(by.chain()), Encoding.PEM)


def private_key(by: Authority) -> bytes:
    """Return the honest file with its private key."""
    return by.chain() + key("leaf").private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


File = tuple[str, Callable[[Authority], bytes]]
FILES: dict[str, File] = {
    "with words between the blocks": ("pem", lambda by: by.pem(by.leaf) + b"and then\n" + by.pem(by.middle)),
    "with a block of another kind": ("pem", lambda by: by.chain() + (PEM % b"AA").replace(b"CERTIFICATE", b"KEY")),
    "with seven certificates": ("pem", lambda by: by.chain() + by.pem(*[by.root] * 5)),
    "that is empty": ("pem", lambda by: b""),
    "that is no list of blocks": ("pem", lambda by: b"\x30\x82" * 99),
    "with a damaged block": ("pem", lambda by: PEM % b"MIIBsteadyA==" + by.chain()),
    "with its private key": ("pem", private_key),
    "in another form, PKCS 7": ("pem", pkcs7_of),
    "with a block that is not closed": ("pem", lambda by: by.chain()[:-20]),
    "with a nul at its end": ("pem", lambda by: by.chain() + b"\0"),
    "with headers inside a block": ("pem", lambda by: by.chain().replace(
        b"CERTIFICATE-----\n", b"CERTIFICATE-----\nX: y\n\n", 1)),
    "with a trusted block": ("pem", lambda by: by.chain().replace(b"CERTIFICATE", b"TRUSTED CERTIFICATE")),
}  # fmt: skip
CHAINS: dict[str, File] = {
    "expired": ("chain", lambda by: by.chain(ends=-1)),
    "not valid yet": ("chain", lambda by: by.chain(begins=1)),
    "signed by itself": ("chain", lambda by: by.chain(issuer=None)),
    "signed by a key of 1024 bits": ("chain", lambda by: by.pem(
        replace(by.leaf, issuer=replace(by.middle, key=key("weak", 1024))), replace(by.middle, key=key("weak", 1024)))),
    "below a root that nobody trusts": ("chain", lambda by: by.chain(issuer=FALSE_ROOT)),
    "with a false root of the same name beside it": ("chain", lambda by: by.pem(
        replace(by.leaf, issuer=FALSE_ROOT), FALSE_ROOT)),
    "without the one in the middle": ("chain", lambda by: by.pem(by.leaf)),
    "with an expired one in the middle": ("chain", lambda by: by.pem(
        replace(by.leaf, issuer=replace(by.middle, ends=-1)), replace(by.middle, ends=-1))),
    "in the wrong order": ("chain", lambda by: by.pem(by.middle, by.leaf)),
    "issued by a leaf": ("chain", lambda by: by.pem(
        replace(by.leaf, key=key("nora"), issuer=by.leaf), by.leaf, by.middle)),
    "below more authorities than allowed": ("chain", lambda by: by.pem(
        replace(by.leaf, issuer=too_low(by)), too_low(by), replace(by.middle, depth=0))),
    "proven, while another one's key has signed": ("signature", lambda by: by.pem(
        replace(by.leaf, key=key("nora")), by.middle, by.leaf)),
    "with a name its authority may not give": ("chain", lambda by: below(by, (only("example.com"), True))),
    "with a name its authority is forbidden": ("chain", lambda by: below(by, (never("amazon.com"), True))),
    "with a forbidden name, said quietly": ("chain", lambda by: below(by, (never("amazon.com"), False))),
    "with a critical rule that nobody knows": ("chain", lambda by: by.chain(more=((
        x509.UnrecognizedExtension(ObjectIdentifier("1.3.6.1.4.1.55555.1"), b"\x05\x00"), True),))),
    "with a middle that is no authority": ("chain", lambda by: by.pem(
        replace(by.leaf, issuer=replace(by.middle, depth=None, names=())), replace(by.middle, depth=None, names=()))),
    "signed by another than it names": ("chain", lambda by: by.pem(
        replace(by.leaf, issuer=replace(by.middle, key=key("nora"))), by.middle)),
    "that is the root alone": ("chain", lambda by: by.pem(by.root)),
}  # fmt: skip
NAMES: dict[str, File] = {
    "for another name": ("chain", lambda by: by.chain(names=("s3.amazonaws.com",))),
    "for a name that begins alike": ("chain", lambda by: by.chain(names=(f"{SIGNER}.example.com",))),
    "for all names below Amazon's": ("name", lambda by: by.chain(names=("*.amazon.com",))),
    "for no name": ("chain", lambda by: by.chain(names=())),
    "not for signing": ("key", lambda by: by.chain(is_signing=False)),
    "for signing code": ("chain", lambda by: by.chain(use=ExtendedKeyUsageOID.CODE_SIGNING)),
    "with a key of 1024 bits": ("key", lambda by: by.chain(key=key("weak", 1024))),
    "with a key of another kind": ("key", lambda by: by.chain(key=ec.derive_private_key(7, ec.SECP256R1()))),
    "for a name that ends alike": ("chain", lambda by: by.chain(names=(f"x{SIGNER}",))),
    "for a name below": ("chain", lambda by: by.chain(names=(f"mara.{SIGNER}",))),
    "for its name as an address": ("chain", lambda by: other_names(by, x509.UniformResourceIdentifier(
        f"https://{SIGNER}"))),
    "for its name as a mailbox": ("chain", lambda by: other_names(by, x509.RFC822Name(f"mara@{SIGNER}"))),
    "for the name of its client only": ("chain", lambda by: by.chain(use=ExtendedKeyUsageOID.CLIENT_AUTH)),
}  # fmt: skip


def _served(make: Callable[[Authority], bytes]) -> Make:
    def made(scene: Scene) -> tuple[Letter, ...]:
        path = scene.fresh()
        scene.shelf.files[path] = make(scene.authority)
        return (letter(honest("LaunchRequest", scene.now), path),)

    return made


ROWS: tuple[Row, ...] = tuple(
    Row(kind, f"a certificate {said}" if kind is not Class.FILE else f"a file {said}", reason, _served(make))
    for kind, table in ((Class.FILE, FILES), (Class.CHAIN, CHAINS), (Class.NAME, NAMES))
    for said, (reason, make) in table.items()
)
