"""An SMTP server on the loopback that takes every mail and keeps none.

Usage: smtp_sink.py [--tell] [--hold N]

Says its port first. With ``--tell`` it then says each recipient, once the sender has
got the 250 for the mail. With ``--hold N`` it falls silent after the Nth mail: the
sender has its 250 and waits for the answer to its next command for ever.
"""

import argparse
import asyncio

MEGABYTE = 1 << 20


class Sink:
    """The state of the server: mails so far."""

    def __init__(self, tell, hold):
        self.tell = tell
        self.hold = hold
        self.taken = 0

    async def serve(self, reader, writer):
        """Talk to one sender."""
        try:
            await self._converse(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async def _converse(self, reader, writer):
        recipients = []
        writer.write(b"220 sink\r\n")
        while line := await reader.readline():
            command = line[:4].upper()
            if command == b"DATA":
                writer.write(b"354 go on\r\n")
                await reader.readuntil(b"\r\n.\r\n")
                writer.write(b"250 taken\r\n")
                await writer.drain()
                await self._take(recipients)
                recipients = []
                continue
            if command == b"RCPT":
                address = line.split(b"<")[1].split(b">")[0]
                recipients.append(address.decode())
            writer.write(b"221 bye\r\n" if command == b"QUIT" else b"250 ok\r\n")
            if command == b"QUIT":
                return

    async def _take(self, recipients):
        self.taken += 1
        if self.tell:
            print(*recipients, flush=True)
        if self.hold and self.taken >= self.hold:
            await asyncio.Event().wait()


async def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--tell", action="store_true")
    parser.add_argument("--hold", type=int, default=0)
    options = parser.parse_args()
    sink = Sink(options.tell, options.hold)
    server = await asyncio.start_server(sink.serve, "127.0.0.1", 0, limit=10 * MEGABYTE)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
