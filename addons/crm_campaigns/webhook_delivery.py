"""Posting to an address that a user has typed in, without reaching our own network.

The name is resolved once; if any of its addresses is not a public one, nothing is
sent.  The connection goes to the very address that was looked at, so that a name
that answers differently the next time gains nothing.  Redirects are not followed,
and proxies of the environment are not used.
"""

import http.client
import ipaddress
import socket
import ssl
from urllib.parse import urlsplit

TIMEOUT = 5  # seconds, for each wait on the network


class NotDelivered(Exception):
    """Why nothing was sent, or what the other side answered."""

    def __init__(self, reason, status=0):
        super().__init__(reason)
        self.reason = reason
        self.status = status


class PinnedConnection(http.client.HTTPSConnection):
    """TLS to ``host``, at the address that was looked at."""

    def __init__(self, host, port, address):
        super().__init__(
            host, port, timeout=TIMEOUT, context=ssl.create_default_context()
        )
        self.address = address

    def connect(self):
        plain = socket.create_connection((self.address, self.port), self.timeout)
        try:
            self.sock = self._context.wrap_socket(plain, server_hostname=self.host)
        except BaseException:
            plain.close()
            raise


def is_public(address):
    """Whether an IP address (text) belongs to somebody out on the internet."""
    found = ipaddress.ip_address(address.partition("%")[0])
    inner = getattr(found, "ipv4_mapped", None) or getattr(found, "sixtofour", None)
    if getattr(found, "teredo", None):
        return False
    if found in ipaddress.ip_network("64:ff9b::/96"):
        inner = ipaddress.ip_address(int(found) & 0xFFFFFFFF)
    return all(
        one.is_global and not (one.is_multicast or one.is_reserved)
        for one in (inner or found,)
    )


def split_url(url):
    """Return (host, port, path with query) of an https address."""
    try:
        parts = urlsplit(url or "")
        port = parts.port or 443
    except ValueError as error:
        raise NotDelivered("bad_url") from error
    if parts.scheme != "https" or not parts.hostname or parts.username is not None:
        raise NotDelivered("bad_url")
    if any(ord(char) <= 32 or ord(char) > 126 for char in url):
        raise NotDelivered("bad_url")
    path = parts.path or "/"
    return parts.hostname, port, f"{path}?{parts.query}" if parts.query else path


def resolve(host, port):
    """Return the public address of a host; refuse if any of them is not."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise NotDelivered("not_found") from error
    addresses = [row[4][0] for row in found]
    if not addresses:
        raise NotDelivered("not_found")
    if not all(is_public(address) for address in addresses):
        raise NotDelivered("not_public")
    return addresses[0]


def post(url, body, headers):
    """Post bytes; return the status, 200 to 299.

    :raise NotDelivered: bad_url, not_found, not_public, no_answer or refused
    """
    host, port, path = split_url(url)
    connection = PinnedConnection(host, port, resolve(host, port))
    try:
        connection.request("POST", path, body=body, headers=headers)
        status = connection.getresponse().status
    except (OSError, http.client.HTTPException) as error:
        raise NotDelivered("no_answer") from error
    finally:
        connection.close()
    if not 200 <= status < 300:
        raise NotDelivered("refused", status)
    return status
