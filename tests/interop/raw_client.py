# SPDX-License-Identifier: Apache-2.0
"""A client without a library: direct TLS, PLAIN, and stanzas as elements."""

import base64
import socket
import ssl
import xml.etree.ElementTree as tree

LIMIT = 60
HEADER = ("<?xml version='1.0'?><stream:stream xmlns='jabber:client' "
          "xmlns:stream='http://etherx.jabber.org/streams' version='1.0' "
          "to='localhost'>")


def local_name(element):
    return element.tag.rpartition("}")[2]


class RawClient:
    def __init__(self, daemon, user, password, resource):
        self._log_in(daemon, user, password)
        self.send("<iq type='set' id='bind'><bind xmlns='urn:ietf:params:xml:"
                  f"ns:xmpp-bind'><resource>{resource}</resource></bind></iq>")
        self._expect("iq")

    def _log_in(self, daemon, user, password):
        context = ssl.create_default_context(cafile=daemon.certificate)
        plain = socket.create_connection(("127.0.0.1", daemon.tls), LIMIT)
        self.socket = context.wrap_socket(plain, server_hostname="localhost")
        self.stanzas = []
        self._open()
        response = base64.b64encode(f"\0{user}\0{password}".encode()).decode()
        self.send("<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' "
                  f"mechanism='PLAIN'>{response}</auth>")
        self._expect("success")
        self._open()

    def _open(self):
        self.parser = tree.XMLPullParser(["start", "end"])
        self.depth = 0
        self.tail = b""
        self.send(HEADER)
        self._expect("features")

    def _expect(self, name):
        found = self.next()
        if local_name(found) != name or found.get("type") == "error":
            raise RuntimeError(f"expected {name}, got "
                               + tree.tostring(found).decode())
        return found

    def send(self, text):
        self.socket.sendall(text.encode())

    def send_stanza(self, text):
        self.send(text)

    def next(self):
        """The next element of the stream; raises where the server is gone."""
        while not self.stanzas:
            data = self.socket.recv(65536)
            if not data:
                raise ConnectionError("the server has closed the connection")
            # A newer expat puts off a token that came in pieces until much
            # more has come; so it gets tokens whole.
            whole, end, self.tail = (self.tail + data).rpartition(b">")
            self.parser.feed(whole + end)
            for event, element in self.parser.read_events():
                self.depth += 1 if event == "start" else -1
                if event == "start" and self.depth == 1:
                    self.root = element
                if event == "end" and self.depth == 1:
                    self.stanzas.append(element)
                    self.root.remove(element)
        return self.stanzas.pop(0)

    def until(self, accept):
        while True:
            found = self.next()
            if accept(found):
                return found

    def close(self):
        self.socket.close()
