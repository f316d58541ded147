"""Posting to an address that a user has typed in, without reaching our own network.

The name is resolved once; if any of its addresses is not a public one, nothing is
sent.  The connection goes to the very address that was looked at, so that a name
that answers differently the next time gains nothing.  Redirects are not followed,
and proxies of the environment are not used.

A delivery is over after ``DEADLINE``, however the other side behaves, and takes in no
more than ``MOST_BYTES``: one that answers a byte at a time, or without end, must not
hold the job.  What stands below the head of an answer is never read.
"""

import http.client
import ipaddress
import socket
import ssl
import threading
import time
from urllib.parse import urlsplit

TIMEOUT = 5  # seconds, for each wait on the network
DEADLINE = 10  # seconds, for all of it, from the name to the head of the answer
MOST_BYTES = 64 * 1024


class NotDelivered(Exception):
    """Why nothing was sent, or what the other side answered."""

    def __init__(self, reason, status=0):
        super().__init__(reason)
        self.reason = reason
        self.status = status


class LimitedSocket(ssl.SSLSocket):
    """Each wait is the shorter, the less is left of the time of the delivery."""

    ends_at = None
    received = 0

    def send(self, data, flags=0):
        self.settimeout(_get_wait(self.ends_at))
        return super().send(data, flags)

    def recv_into(self, buffer, nbytes=None, flags=0):
        self.settimeout(_get_wait(self.ends_at))
        count = super().recv_into(buffer, nbytes, flags)
        self.received += count
        if self.received > MOST_BYTES:
            raise OSError("The answer is too long")
        return count


class PinnedConnection(http.client.HTTPSConnection):
    """TLS to ``host``, at the address that was looked at."""

    def __init__(self, host, port, address, ends_at):
        context = ssl.create_default_context()
        context.sslsocket_class = LimitedSocket
        super().__init__(host, port, timeout=TIMEOUT, context=context)
        self.address = address
        self.ends_at = ends_at

    def connect(self):
        plain = socket.create_connection(
            (self.address, self.port), _get_wait(self.ends_at)
        )
        try:
            self.sock = self._context.wrap_socket(
                plain, server_hostname=self.host, do_handshake_on_connect=False
            )
            self.sock.ends_at = self.ends_at
            self.sock.settimeout(_get_wait(self.ends_at))
            self.sock.do_handshake()
        except BaseException:
            (self.sock or plain).close()
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


def _get_wait(ends_at):
    """Return for how many seconds to wait now."""
    left = ends_at - time.monotonic()
    if left <= 0:
        raise TimeoutError("The time of the delivery is over")
    return min(TIMEOUT, left)


def _look_up(host, port):
    """Ask for the addresses of a name; who does not answer in time is left alone."""
    answers = []

    def ask():
        try:
            answers.append(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        except (OSError, UnicodeError) as error:
            answers.append(error)

    # the resolver of the system knows no time limit of ours
    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    thread.join(TIMEOUT)
    answer = answers[0] if answers else TimeoutError("No answer about the name")
    if isinstance(answer, Exception):
        raise NotDelivered("not_found") from answer
    return answer


def resolve(host, port):
    """Return the public address of a host; refuse if any of them is not."""
    found = _look_up(host, port)
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
    ends_at = time.monotonic() + DEADLINE
    connection = PinnedConnection(host, port, resolve(host, port), ends_at)
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
