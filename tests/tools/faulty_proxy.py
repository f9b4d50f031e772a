# SPDX-License-Identifier: Apache-2.0
"""Stands between client and server and harms one message, in clear text."""

import re
import socket
import threading

MESSAGE = re.compile(rb"<message .*?</message>", re.S)
OPENING = b"<message "


def incomplete(data):
    """Where a message may have begun that has no end yet."""
    found = data.find(OPENING)
    for size in range(min(len(OPENING), len(data)), 0, -1):
        if found < 0 and data.endswith(OPENING[:size]):
            found = len(data) - size
    return len(data) if found < 0 else found


class FaultyProxy:
    """Harms the `at`-th message that the server sends, over all connections.

    @param fault  "none", "drop", "repeat", "swap" (with the one behind it),
                  "error" (comes as a bounce) or "cut" (the connection)
    """

    def __init__(self, port, fault, at=20):
        self.port_of_server = port
        self.fault = fault
        self.at = at
        self.count = 0
        self.lock = threading.Lock()
        self.sockets = []
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=100)
        self.port = self.listener.getsockname()[1]
        self.run(self.accept)

    def run(self, what, *arguments):
        threading.Thread(target=what, args=arguments, daemon=True).start()

    def accept(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            server = socket.create_connection(
                ("127.0.0.1", self.port_of_server))
            self.sockets += [client, server]
            self.run(self.forward, client, server, lambda data: data)
            self.run(self.forward, server, client, Stream(self).harmed)

    def forward(self, source, target, change):
        try:
            while data := source.recv(65536):
                target.sendall(change(data))
        except OSError:
            pass
        for each in (source, target):
            try:
                each.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def is_due(self):
        with self.lock:
            self.count += 1
            return self.count == self.at

    def close(self):
        for each in (self.listener, *self.sockets):
            each.close()


class Stream:
    """What one connection brings; messages are passed on when complete."""

    def __init__(self, proxy):
        self.proxy = proxy
        self.rest = b""
        self.held = b""  # waits for the message behind it

    def harmed(self, data):
        self.rest += data
        out = b""
        while found := MESSAGE.search(self.rest):
            out += self.rest[:found.start()] + self.changed(found.group())
            self.rest = self.rest[found.end():]
        begun = incomplete(self.rest)
        out, self.rest = out + self.rest[:begun], self.rest[begun:]
        return out

    def changed(self, message):
        if not self.proxy.is_due():
            held, self.held = self.held, b""
            return message + held
        fault = self.proxy.fault
        if fault == "cut":
            raise OSError
        if fault == "swap":
            self.held = message
        return {"none": message, "drop": b"", "repeat": message * 2,
                "swap": b"", "error": message.replace(
                    b"type='chat'", b"type='error'")}[fault]
