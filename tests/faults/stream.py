# SPDX-License-Identifier: Apache-2.0
"""One XML stream over TCP: elements in, text out."""

import asyncio
import collections
import xml.etree.ElementTree as tree

STREAM = "{http://etherx.jabber.org/streams}"
HEADER = ("<?xml version='1.0'?><stream:stream xmlns='jabber:client' "
          "xmlns:stream='http://etherx.jabber.org/streams' version='1.0' "
          "to='localhost'>")
CHUNK = 65536


class StreamEnded(ConnectionError):
    """The other end has closed the stream or the connection."""


def local_name(element):
    return element.tag.rpartition("}")[2]


class Stream:
    """Reads only while somebody asks for the next element."""

    def __init__(self, reader, writer):
        self.reader = reader
        self.writer = writer
        self.restart()

    @classmethod
    async def connect(cls, port):
        return cls(*await asyncio.open_connection("127.0.0.1", port,
                                                  limit=CHUNK))

    def restart(self):
        """What comes next is a new document."""
        self.parser = tree.XMLPullParser(["start", "end"])
        self.depth = 0
        self.root = None
        self.elements = collections.deque()
        self.tail = b""

    def write(self, text):
        self.writer.write(text.encode())

    async def next(self):
        while not self.elements:
            data = await self.reader.read(CHUNK)
            if not data:
                raise StreamEnded("the connection was closed")
            self.feed(data)
        found = self.elements.popleft()
        if found is None:
            raise StreamEnded("the stream was closed")
        return found

    def feed(self, data):
        """A newer expat puts off a token that came in pieces until much more
        has come; so it gets tokens whole."""
        whole, end, self.tail = (self.tail + data).rpartition(b">")
        try:
            self.parser.feed(whole + end)
            for event, element in self.parser.read_events():
                self._take(event, element)
        except tree.ParseError as fault:
            raise StreamEnded(f"no XML: {fault}: {data!r}") from fault

    def _take(self, event, element):
        self.depth += 1 if event == "start" else -1
        if event == "start":
            if self.depth == 1:
                self.root = element
        elif self.depth == 1:
            self.elements.append(element)
            self.root.remove(element)
        elif self.depth == 0:
            self.elements.append(None)

    def abort(self):
        """Cuts the connection without a word."""
        self.writer.transport.abort()

    def close(self):
        self.writer.close()
