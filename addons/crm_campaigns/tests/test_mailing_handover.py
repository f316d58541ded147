import smtplib
import socket
import threading

from odoo.tests import BaseCase, tagged

from odoo.addons.base.models.ir_mail_server import MailDeliveryException

from ..mail_handover import (
    FAILED,
    SENT,
    UNKNOWN,
    WAITING,
    Message,
    Parcel,
    hand_over,
)

TEXT = b"Subject: Tea\r\n\r\nGreen.\r\n"


class Server:
    """Stands for ir.mail_server: sends as it does, and wraps errors as it does."""

    def send_email(self, mime, mail_server_id=None, smtp_session=None):
        try:
            smtp_session.sendmail("shop@x.example", [mime], TEXT)
        except smtplib.SMTPServerDisconnected:
            raise
        except Exception as error:  # noqa: BLE001 as the host does
            raise MailDeliveryException(str(error))  # noqa: B904
        return f"<{mime}>"


@tagged("post_install", "-at_install")
class TestMailingHandover(BaseCase):
    """Real SMTP with a server that breaks off where the test says."""

    def start(self, breaks):
        """Start a server; ``breaks[n]`` tells what it does to the nth text.

        ``close``: hang up after the text; ``refuse``: say 554; ``before``: hang up at
        the DATA command; otherwise 250.
        """
        listener = socket.create_server(("127.0.0.1", 0))
        self.addCleanup(listener.close)

        def serve():
            connection, _peer = listener.accept()
            with connection, connection.makefile("rb") as lines:
                connection.sendall(b"220 here\r\n")
                texts = 0
                for line in lines:
                    answer = b"250 ok\r\n"
                    if line.upper().startswith(b"DATA"):
                        texts += 1
                        act = breaks.get(texts)
                        if act == "before":
                            return
                        connection.sendall(b"354 go on\r\n")
                        while lines.readline() != b".\r\n":
                            pass
                        if act == "close":
                            return
                        if act == "refuse":
                            answer = b"554 spam\r\n"
                    connection.sendall(answer)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        self.addCleanup(thread.join, 5)
        session = smtplib.SMTP("127.0.0.1", listener.getsockname()[1], timeout=5)
        self.addCleanup(session.close)
        return session

    def outcomes(self, breaks, **options):
        session = self.start(breaks)
        parcels = [
            Parcel(
                number, False, [Message(Server(), f"c{number}@x.example", ["c"], None)]
            )
            for number in range(1, 5)
        ]
        found = hand_over(
            parcels, session, lambda error: (str(error), "unknown"), **options
        )
        self.assertNotIn("send", session.__dict__, "session left as it was")
        return [outcome.state for outcome in found]

    def test_all_taken(self):
        self.assertEqual(self.outcomes({}), [SENT] * 4)

    def test_hung_up_after_the_text(self):
        """Nobody can tell whether the server has taken the second."""
        self.assertEqual(self.outcomes({2: "close"}), [SENT, UNKNOWN, WAITING, WAITING])

    def test_hung_up_before_the_text(self):
        """The server never saw the second; it is sent later."""
        self.assertEqual(
            self.outcomes({2: "before"}), [SENT, WAITING, WAITING, WAITING]
        )

    def test_refused_after_the_text(self):
        self.assertEqual(self.outcomes({2: "refuse"}), [SENT, FAILED, SENT, SENT])

    def test_stop_on_error(self):
        self.assertEqual(
            self.outcomes({2: "refuse"}, stop_on_error=True),
            [SENT, FAILED, WAITING, WAITING],
        )
