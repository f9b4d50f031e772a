# SPDX-License-Identifier: Apache-2.0
"""One client: it logs in, resumes, sends, acknowledges, and comes back."""

import asyncio
import base64
import time
import xml.etree.ElementTree as tree

from ledger import Inbox, Receipt
from session import SM, BadAcknowledgement, Sent, Session
from stream import HEADER, STREAM, Stream, StreamEnded, local_name

CLIENT = "{jabber:client}"
SASL = "{urn:ietf:params:xml:ns:xmpp-sasl}"
BODY = CLIENT + "body"
JID = "{urn:ietf:params:xml:ns:xmpp-bind}jid"
STANZA_ID = "{urn:xmpp:sid:0}stanza-id"
DELAY = "{urn:xmpp:delay}delay"
CARBONS = "urn:xmpp:carbons:2"
SENT_COPY = "{%s}sent" % CARBONS
RECEIVED_COPY = "{%s}received" % CARBONS
MAM = "urn:xmpp:mam:2"
RESULT = "{%s}result" % MAM
STANZAS = {CLIENT + "message", CLIENT + "presence", CLIENT + "iq"}
LIMIT = 20  # seconds for a login
CLOSE_LIMIT = 5
ENDS = (OSError, StreamEnded, asyncio.TimeoutError)


class Refused(StreamEnded):
    """The server said no while logging in."""


class Later(StreamEnded):
    """The server said that a later try may succeed: its store fails."""


class Device:
    """@param port  of the server, looked up at each connection
    @param wish    the resume time to ask for, seconds
    @param copies  whether it wants carbons (XEP-0280)"""

    def __init__(self, ledger, port, name, account, password, wish,
                 copies=False):
        self.ledger = ledger
        self.port = port
        self.name = name
        self.account = account
        self.password = password
        self.wish = wish
        self.copies = copies
        self.resource = name
        self.stream = None
        self.session = None
        self.kills = 0  # of the daemon, before the connection
        self.backlog = []  # of lost sessions, to be sent again
        self.number = 0
        self.inbox = Inbox(ledger, name, account)
        self.copied = Inbox(ledger, name + " (copies)", account, "sender")
        self.reading = asyncio.Event()
        self.reading.set()
        self.answers = {}  # IQ id → future
        self.archived = []
        self.reader = None  # the task that reads the stream
        self.ghosts = []  # connections that were left open

    # -- connections ----------------------------------------------------------

    @property
    def online(self):
        return self.stream is not None

    async def come_online(self):
        """Resumes what there is, or begins anew; whether it is online."""
        try:
            await asyncio.wait_for(self._log_in(), LIMIT)
        except ENDS as fault:
            self.ledger.counts[f"no login: {type(fault).__name__}"] += 1
            if isinstance(fault, Refused):
                self.ledger.fault(f"login: {self.name}, {fault}")
            if self.stream is not None:
                self.stream.abort()
                self.stream = None
            return False
        return True

    async def _log_in(self):
        stream = await Stream.connect(self.port())
        # What is read later may still come from a daemon that is dead by then.
        self.kills = self.ledger.kills
        try:
            await self._authenticate(stream)
            if not await self._resume(stream):
                await self._begin(stream)
        except BaseException:
            stream.abort()
            raise
        self.reader = asyncio.create_task(self._read(stream))

    async def _authenticate(self, stream):
        await self._open(stream)
        user = self.account.partition("@")[0]
        secret = base64.b64encode(f"\0{user}\0{self.password}".encode())
        stream.write("<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' "
                     f"mechanism='PLAIN'>{secret.decode()}</auth>")
        await self._expect(stream, "success")
        stream.restart()
        self.features = await self._open(stream)

    async def _open(self, stream):
        stream.write(HEADER)
        return await self._expect(stream, "features")

    async def _expect(self, stream, name):
        return self._checked(await stream.next(), name)

    def _checked(self, found, name):
        if found.tag == STREAM + "error":
            raise StreamEnded(condition_of(found))
        if is_temporary(found):
            raise Later("later")
        if local_name(found) != name or found.get("type") == "error":
            raise Refused(f"expected {name}, got " + tree.tostring(
                found, encoding="unicode"))
        return found

    async def _resume(self, stream):
        session = self.session
        if session is None or session.id is None:
            self.forget_session()
            return False
        in_time = time.monotonic() - session.detached_at < session.max - 2
        self.ledger.note(f"{self.name} resumes {session.jid}")
        stream.write(f"<resume xmlns='{SM}' previd='{session.id}' "
                     f"h='{session.handled}'/>")
        found = await stream.next()
        while local_name(found) not in ("resumed", "failed"):
            if found.tag == STREAM + "error":
                raise StreamEnded(condition_of(found))
            found = await stream.next()
        resumed = local_name(found) == "resumed"
        if in_time:
            self.ledger.counts["resumption attempts"] += 1
            self.ledger.counts["resumed"] += resumed
            if not resumed:
                self.ledger.note(f"{self.name} cannot resume {session.jid}: "
                                 + condition_of(found))
                self.ledger.counts[f"failed: {condition_of(found)}"] += 1
        if found.get("h") is not None:
            self._acknowledge(session.acknowledge, int(found.get("h")))
        if not resumed:
            self.forget_session()
            return False
        self.stream = stream
        self.ledger.note(f"{self.name} has resumed {session.jid}, they have "
                         f"{found.get('h')}, we {session.handled}")
        for item in session.unacked:
            self.write_again(stream, item)
        return True

    def forget_session(self):
        if self.session is not None:
            self.backlog += self.session.messages()
            self.session = None

    async def _begin(self, stream):
        """Binds, enables stream management, sends again what was not acked."""
        stream.write("<iq type='set' id='bind'><bind xmlns='urn:ietf:params:xml"
                     f":ns:xmpp-bind'><resource>{self.resource}</resource>"
                     "</bind></iq>")
        bound = await self._expect(stream, "iq")
        stream.write(f"<enable xmlns='{SM}' resume='true' max='{self.wish}'/>")
        self.session = Session(bound.findtext(".//" + JID))
        enabled = await self._enabled(stream)
        self.session.id = enabled.get("id")
        self.session.max = int(enabled.get("max", self.wish))
        self.session.handled = 0  # counted from <enabled/> on
        self.stream = stream
        self.ledger.note(f"{self.name} begins {self.session.jid}")
        if self.copies:
            self.send(f"<iq type='set' id='copies'><enable xmlns='{CARBONS}'/>"
                      "</iq>")
        self.send("<presence/>")
        again, self.backlog = self.backlog, []
        for item in again:
            self.session.sent(item)
            self.write_again(stream, item)

    async def _enabled(self, stream):
        """Messages to the full JID may come before."""
        while True:
            found = await stream.next()
            if found.tag not in STANZAS:
                return self._checked(found, "enabled")
            self._handle(found)

    def left(self):
        """The connection is gone; the session may be resumed."""
        self.ledger.note(f"{self.name} is gone")
        self.stream = None
        self.reading.set()
        if self.session is not None:
            self.session.detach(time.monotonic())
        for future in self.answers.values():
            future.cancel()
        self.answers.clear()

    # -- what comes -----------------------------------------------------------

    async def _read(self, stream):
        try:
            while self.stream is stream:
                await self.reading.wait()
                found = await stream.next()
                if self.stream is stream:
                    self._handle(found)
        except ENDS as fault:
            self.ledger.counts[f"stream ended: {fault}"[:60]] += 1
            self.ledger.note(f"{self.name}: {fault}")
        finally:
            if self.stream is stream:
                self.left()
            stream.close()

    def _handle(self, x):
        if x.tag in STANZAS:
            self.session.handled += 1
            self._handle_stanza(x)
        elif x.tag == f"{{{SM}}}r":
            self.stream.write(
                f"<a xmlns='{SM}' h='{self.session.handled}'/>")
        elif x.tag == f"{{{SM}}}a":
            self._acknowledge(self.session.answered, int(x.get("h")))
        elif x.tag == STREAM + "error":
            raise StreamEnded(condition_of(x))

    def _acknowledge(self, how, h):
        try:
            self.ledger.acknowledged(how(h))
        except BadAcknowledgement as fault:
            self.ledger.fault(f"acknowledgement: {self.name}, {fault}")
            self.forget_session()
            raise StreamEnded("a wrong h") from fault

    def _handle_stanza(self, x):
        if x.tag == CLIENT + "iq":
            self._handle_iq(x)
        elif x.tag == CLIENT + "message":
            self._handle_message(x)

    def _handle_iq(self, x):
        kind = x.get("type")
        if kind in ("result", "error"):
            future = self.answers.pop(x.get("id"), None)
            if future and not future.done():
                future.set_result(x)
        else:
            self.send(f"<iq type='result' id='{x.get('id')}' "
                      f"to='{x.get('from', '')}'/>")

    def _handle_message(self, x):
        result = x.find(RESULT)
        if result is not None:
            if result.find(f".//{CLIENT}message").get("type") != "error":
                self.archived.append((result.get("id"),
                                      result.findtext(f".//{BODY}")))
            return
        sent, received = x.find(SENT_COPY), x.find(RECEIVED_COPY)
        if sent is not None:
            self._take(sent.find(f".//{CLIENT}message"), self.copied)
        elif received is not None:
            self._take(received.find(f".//{CLIENT}message"), self.inbox)
        elif x.get("type") == "error":
            self.ledger.refused(x.get("id"), condition_of(x))
        else:
            self._take(x, self.inbox)

    def _take(self, x, inbox):
        body = x.findtext(BODY)
        if body is None:
            return
        ids = [e.get("id") for e in x.findall(STANZA_ID)
               if e.get("by") == self.account]
        if len(ids) != 1 and inbox is self.inbox:
            self.ledger.fault(
                f"ids: {self.name} got {body} with stanza-ids {ids}")
        inbox.take(body, lambda message: Receipt(
            message, "".join(ids), self.session, self.session.handled,
            self.kills, x.find(DELAY) is not None))

    # -- what goes ------------------------------------------------------------

    def send(self, text, message=None):
        if self.session is not None:
            self.session.sent(Sent(text, message))
        if self.stream is not None:
            self.stream.write(text)

    def write_again(self, stream, item):
        if item.message:
            item.message.again = True
            self.ledger.counts["sent again"] += 1
            self.ledger.note(f"{self.name} sends {item.message.key} again")
        stream.write(item.text)

    def send_chat(self, recipient, to):
        self.number += 1
        message = self.ledger.new_message(
            self.name, self.number, self.account, recipient, to)
        key = message.key
        self.send(f"<message to='{to}' type='chat' id='{key}'><body>{key}"
                  "</body><origin-id xmlns='urn:xmpp:sid:0' "
                  f"id='{key}'/></message>", message)

    def ask(self):
        if self.stream is not None and self.session.id is not None:
            self.stream.write(self.session.ask())

    async def request(self, payload, kind="get", to=None):
        """Sends an IQ to the own account or `to`; the answer."""
        self.number += 1
        identity = f"q{self.number}"
        future = asyncio.get_running_loop().create_future()
        self.answers[identity] = future
        target = f" to='{to}'" if to else ""
        self.send(f"<iq type='{kind}' id='{identity}'{target}>{payload}</iq>")
        return await asyncio.wait_for(future, LIMIT)

    async def archive(self):
        """The own archive, paged from its start: (id, body) each."""
        self.archived = []
        after = ""
        while True:
            answer = await self.request(
                f"<query xmlns='{MAM}'><set xmlns='http://jabber.org/protocol/"
                f"rsm'><max>50</max>{after}</set></query>", "set")
            if answer.get("type") == "error":
                return None
            fin = answer.find(f"{{{MAM}}}fin")
            last = fin.findtext(".//{http://jabber.org/protocol/rsm}last")
            if fin.get("complete") == "true" or last is None:
                return self.archived
            after = f"<after>{last}</after>"

    # -- how it leaves --------------------------------------------------------

    def cut(self):
        """Without a word: the server may not even notice."""
        if self.stream is not None:
            self.stream.abort()
            self.left()

    def leave_open(self):
        """Goes on elsewhere, while the old connection looks alive."""
        if self.stream is not None:
            self.ghosts.append(self.stream)
            self.left()

    def drop_ghosts(self):
        for stream in self.ghosts:
            stream.abort()
        self.ghosts.clear()

    async def close(self):
        """In order: what is not acknowledged by then is sent again later."""
        stream = self.stream
        if stream is None:
            return
        self.reading.set()
        self.ask()
        stream.write("</stream:stream>")
        await asyncio.wait({self.reader}, timeout=CLOSE_LIMIT)
        self.cut()
        self.forget_session()


def is_temporary(x):
    """RFC 6120 §6.5.10, or an error of the type `wait` (§8.3.2)."""
    error = x.find(CLIENT + "error")
    return (x.find(SASL + "temporary-auth-failure") is not None
            or error is not None and error.get("type") == "wait")


def condition_of(x):
    """The condition of an error of a stanza or stream, or of <failed/>."""
    error = x.find(CLIENT + "error")
    inner = list(error if error is not None else x)
    return local_name(inner[0]) if inner else "none"
