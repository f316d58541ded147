import contextlib
import datetime
import ipaddress
import socket
import ssl
import tempfile
import threading
import time
from pathlib import Path
from unittest.mock import patch

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from odoo.tests import BaseCase

from ..webhook_delivery import NotDelivered, post

DELIVERY = "odoo.addons.crm_campaigns.webhook_delivery"
# Seconds that a delivery may take here, and how much later it may notice
DEADLINE, GRACE = 2.0, 2.0
BODY = b'{"a": 1}'


def make_certificate(folder):
    """Write a certificate of 127.0.0.1 and its key; return the path of both."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName(
                [x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
            ),
            critical=False,
        )
        .sign(key, hashes.SHA256())
    )
    path = Path(folder) / "server.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    return path


class Server:
    """A real server with TLS that answers each visitor as ``behave`` does."""

    def __init__(self, certificate, behave, is_mute=False):
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        self.context.load_cert_chain(certificate)
        self.behave = behave
        self.is_mute = is_mute
        self.is_over = threading.Event()
        self.heard = b""
        self.thread = threading.Thread(target=self.serve, daemon=True)
        self.thread.start()

    def serve(self):
        with contextlib.suppress(OSError):
            plain, _address = self.listener.accept()
            with plain:
                if self.is_mute:
                    self.is_over.wait(10)
                    return
                with self.context.wrap_socket(plain, server_side=True) as tls:
                    # whoever hangs up with something unread takes his answer back
                    while not self.heard.endswith(BODY):
                        self.heard += tls.recv(65536)
                    self.behave(tls, self.is_over)

    def close(self):
        self.is_over.set()
        self.listener.close()
        self.thread.join(10)


class TestWebhookLimits(BaseCase):
    """A server that takes its time, or never stops, does not hold the job."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.certificate = make_certificate(folder.name)

    def _post(self, behave, **options):
        """Post to such a server; return (status or error, seconds, server)."""
        server = Server(self.certificate, behave, **options)
        trusting = ssl.create_default_context(cafile=self.certificate)
        start = time.monotonic()
        try:
            with (
                patch(f"{DELIVERY}.is_public", return_value=True),
                patch(f"{DELIVERY}.DEADLINE", DEADLINE),
                patch(f"{DELIVERY}.ssl.create_default_context", return_value=trusting),
            ):
                answer = post(f"https://127.0.0.1:{server.port}/in", BODY, {})
        except NotDelivered as error:
            answer = error
        seconds = time.monotonic() - start
        server.close()
        return answer, seconds, server

    def _assert_given_up(self, behave, **options):
        answer, seconds, _server = self._post(behave, **options)
        self.assertIsInstance(answer, NotDelivered)
        self.assertEqual(answer.reason, "no_answer")
        return seconds

    def test_delivered(self):
        """The same server, when it answers, gets the content."""

        def answer(tls, _is_over):
            tls.sendall(b"HTTP/1.1 204 No Content\r\n\r\n")

        status, _seconds, server = self._post(answer)
        self.assertEqual(status, 204)
        self.assertTrue(server.heard.startswith(b"POST /in HTTP/1.1\r\n"))

    def test_a_byte_at_a_time(self):
        def drip(tls, is_over):
            tls.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
            while not is_over.wait(0.1):
                tls.sendall(b"x")

        seconds = self._assert_given_up(drip)
        self.assertGreater(seconds, DEADLINE - 0.1, "each byte came in time")
        self.assertLess(seconds, DEADLINE + GRACE)

    def test_continue_without_end(self):
        def go_on(tls, is_over):
            while not is_over.wait(0.1):
                tls.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")

        self.assertLess(self._assert_given_up(go_on), DEADLINE + GRACE)

    def test_silent_before_and_after_the_handshake(self):
        def wait(_tls, is_over):
            is_over.wait(10)

        for options in ({}, {"is_mute": True}):
            with self.subTest(**options):
                seconds = self._assert_given_up(wait, **options)
                self.assertLess(seconds, DEADLINE + GRACE)

    def test_head_without_end(self):
        """More than 64 KiB: not even the time that is left is taken."""

        def flood(tls, is_over):
            tls.sendall(b"HTTP/1.1 200 OK\r\n")
            while not is_over.is_set():
                tls.sendall(b"X-Much: %s\r\n" % (b"x" * 8000))

        self.assertLess(self._assert_given_up(flood), DEADLINE)

    def test_long_body_is_not_read(self):
        def flood(tls, is_over):
            tls.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 999999999\r\n\r\n")
            while not is_over.is_set():
                tls.sendall(b"x" * 65536)

        status, seconds, _server = self._post(flood)
        self.assertEqual(status, 200)
        self.assertLess(seconds, DEADLINE)

    def test_certificate_of_nobody(self):
        server = Server(self.certificate, lambda tls, is_over: None)
        with (
            patch(f"{DELIVERY}.is_public", return_value=True),
            self.assertRaises(NotDelivered) as refused,
        ):
            post(f"https://127.0.0.1:{server.port}/", b"{}", {})
        server.close()
        self.assertEqual(refused.exception.reason, "no_answer")
        self.assertFalse(server.heard)

    def test_name_that_nobody_answers_about(self):
        over = threading.Event()

        def hang(*_arguments, **_options):
            over.wait(10)
            return []

        start = time.monotonic()
        with (
            patch(f"{DELIVERY}.socket.getaddrinfo", side_effect=hang),
            patch(f"{DELIVERY}.TIMEOUT", 0.5),
            self.assertRaises(NotDelivered) as refused,
        ):
            post("https://slow.example.com/", b"{}", {})
        over.set()
        self.assertEqual(refused.exception.reason, "not_found")
        self.assertLess(time.monotonic() - start, 0.5 + GRACE)
