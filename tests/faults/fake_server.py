# SPDX-License-Identifier: Apache-2.0
"""A tiny server with stream management, to test our client with."""

import asyncio

from session import SM
from stream import Stream, StreamEnded, local_name

FEATURES = "<stream:features/>"
OPENED = ("<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx."
          "jabber.org/streams' from='localhost' version='1.0'>")


class ServerStream(Stream):
    """Answers each header."""

    def _take(self, event, element):
        super()._take(event, element)
        if event == "start" and self.depth == 1:
            self.write(OPENED + FEATURES)


class FakeServer:
    """One account. A test says what it acknowledges and whether it resumes."""

    def __init__(self):
        self.resumes = True
        self.acknowledges = True
        self.handled = 0
        self.resume_h = None  # what <resumed/> or <failed/> says, if not so
        self.received = []  # the bodies, as they came
        self.client_h = []  # each h that the client said
        self.news = asyncio.Condition()

    async def start(self):
        self.server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self.server.sockets[0].getsockname()[1]

    async def stop(self):
        self.server.close()
        self.stream.abort()
        await self.server.wait_closed()

    async def until(self, accept):
        async with self.news:
            await asyncio.wait_for(self.news.wait_for(accept), 10)

    def push(self, text):
        self.stream.write(text)

    async def _serve(self, reader, writer):
        self.stream = stream = ServerStream(reader, writer)
        try:
            while True:
                self._handle(stream, await stream.next())
                async with self.news:
                    self.news.notify_all()
        except (OSError, StreamEnded):
            writer.close()

    def _handle(self, stream, x):
        name = local_name(x)
        if name == "auth":
            stream.write("<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>")
            stream.restart()
        elif name in ("enable", "resume", "r", "a"):
            self._manage(stream, name, x)
        elif name == "iq" and x.get("id") == "bind":
            stream.write(
                "<iq type='result' id='bind'><bind xmlns='urn:ietf:params:xml:"
                "ns:xmpp-bind'><jid>u@localhost/r0</jid></bind></iq>")
        else:
            self.handled += 1
            if name == "message":
                self.received.append(x.findtext("{jabber:client}body"))

    def _manage(self, stream, name, x):
        if name == "enable":
            self.handled = 0
            stream.write(f"<enabled xmlns='{SM}' id='one' max='600' "
                         "resume='true'/>")
        elif name == "resume":
            self.client_h.append(int(x.get("h")))
            h = self.handled if self.resume_h is None else self.resume_h
            stream.write(
                f"<resumed xmlns='{SM}' previd='one' h='{h}'/>"
                if self.resumes else f"<failed xmlns='{SM}' h='{h}'/>")
            self.handled = h
        elif name == "r" and self.acknowledges:
            stream.write(f"<a xmlns='{SM}' h='{self.handled}'/>")
        elif name == "a":
            self.client_h.append(int(x.get("h")))
