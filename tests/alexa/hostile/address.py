"""Addresses of certificates that Amazon would not name; nothing is fetched for any of them."""

from support.fake_alexa import GOOD, HOST

from .row import URL, Class, Row, rows, without

ADDRESSES = {
    "plain http": f"http://s3.amazonaws.com{GOOD}", "another scheme": f"file://s3.amazonaws.com{GOOD}",
    "no scheme": f"//s3.amazonaws.com{GOOD}", "no host": f"https://{GOOD}",
    "another host": f"https://s3.example.com{GOOD}", "a host below": f"https://mara.s3.amazonaws.com{GOOD}",
    "a host that begins alike": f"https://s3.amazonaws.com.example.com{GOOD}",
    "a host that ends alike": f"https://nots3.amazonaws.com{GOOD}",
    "a host with a dot at its end": f"https://s3.amazonaws.com.{GOOD}",
    "a host in brackets": f"https://[s3.amazonaws.com]{GOOD}", "this very machine": f"https://127.0.0.1{GOOD}",
    "a user before the host": f"https://mara@s3.amazonaws.com{GOOD}",
    "the host as a user of another": f"https://s3.amazonaws.com@example.com{GOOD}",
    "port 444": f"https://s3.amazonaws.com:444{GOOD}", "an empty port": f"https://s3.amazonaws.com:{GOOD}",
    "port 0443": f"https://s3.amazonaws.com:0443{GOOD}", "port https": f"https://s3.amazonaws.com:https{GOOD}",
    "another path": f"{HOST}/mara/steady.pem", "a path in capitals": f"{HOST}/ECHO.API/steady.pem",
    "a path that begins alike": f"{HOST}/echo.apis/steady.pem", "two slashes": f"{HOST}//echo.api/steady.pem",
    "a folder below the path": f"{HOST}/echo.api/more/steady.pem", "no name of a file": f"{HOST}/echo.api/",
    "only an ending": f"{HOST}/echo.api/.pem", "another ending": f"{HOST}/echo.api/steady.der",
    "an encoded letter": f"{HOST}/echo.api/%73teady.pem", "an encoded slash": f"{HOST}/echo.api%2Fsteady.pem",
    "encoded dots": f"{HOST}/echo.api/%2e%2e/echo.api/steady.pem", "a backslash": f"{HOST}/echo.api\\steady.pem",
    "dots that lead away": f"{HOST}/echo.api/../mara/steady.pem", "dots that lead above": f"{HOST}/../../steady.pem",
    "a query": f"{HOST}{GOOD}?of=mara", "a fragment": f"{HOST}{GOOD}#mara", "a parameter": f"{HOST}{GOOD};mara",
    "a blank inside": f"{HOST}/echo.api/ste ady.pem", "a tab inside": f"{HOST}/echo.api/ste\tady.pem",
}  # fmt: skip
MORE = {
    "an address inside the house": f"https://192.168.1.1{GOOD}", "this machine by its long number": f"https://[::1]{GOOD}",
    "the host of the cloud's own secrets": f"https://169.254.169.254{GOOD}", "ftp": f"ftp://s3.amazonaws.com{GOOD}",
    "the host in another alphabet": f"https://xn--s3-amazonaws-com{GOOD}", "a region's host": f"https://s3.eu-west-1.amazonaws.com{GOOD}",
    "a password before the host": f"https://:secret@s3.amazonaws.com{GOOD}", "three slashes": f"https:///s3.amazonaws.com{GOOD}",
    "two addresses in one": f"{HOST}{GOOD},{HOST}{GOOD}", "two parameters": f"{HOST}/echo.api;v=1/steady.pem",
    "an ampersand": f"{HOST}{GOOD}&", "a nul, encoded": f"{HOST}/echo.api/steady%00.pem",
    "an encoded percent": f"{HOST}/echo.api/%2573teady.pem",
    "a name that begins with a dot": f"{HOST}/echo.api/.steady.pem",
    "a negative port": f"https://s3.amazonaws.com:-443{GOOD}", "two ports": f"https://s3.amazonaws.com:443:443{GOOD}",
    "a tilde in the name": f"{HOST}/echo.api/~steady.pem", "no address but a word": "steady",
}  # fmt: skip
ROWS: tuple[Row, ...] = rows(
    Class.ADDRESS, {said: ("url", without(URL, (URL, one))) for said, one in {**ADDRESSES, **MORE}.items()}
)
