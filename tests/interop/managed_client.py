# SPDX-License-Identifier: Apache-2.0
"""A raw client with stream management: it counts, and resumes (XEP-0198)."""

import collections
import xml.etree.ElementTree as tree

from raw_client import RawClient, local_name

NS = "urn:xmpp:sm:3"
REQUEST = f"<r xmlns='{NS}'/>"


class ManagedClient(RawClient):
    """Keeps what it has read, and what it sent and is not acknowledged."""

    def __init__(self, daemon, user, password, resource, seconds):
        self.account = (user, password)
        self.read = []
        self.unacknowledged = collections.deque()
        self.handled = self.acknowledged = 0
        self.is_counting = self.is_cut = False
        super().__init__(daemon, user, password, resource)
        self.send(f"<enable xmlns='{NS}' resume='true' max='{seconds}'/>")
        self.token = self._expect("enabled").get("id")
        self.is_counting = True

    def resume(self, daemon):
        """On a new connection; the server's answer, <resumed/> or <failed/>.

        What the server has not had is sent once more (§5)."""
        self.is_counting = False
        self._log_in(daemon, *self.account)
        self.send(f"<resume xmlns='{NS}' previd='{self.token}' "
                  f"h='{self.handled}'/>")
        answer = self.next()
        if local_name(answer) == "resumed":
            self._take_count(answer)
            self.is_counting, self.is_cut = True, False
            for text in self.unacknowledged:
                self.send(text)
        return answer

    def send_stanza(self, text):
        """The number that it has in the session."""
        self.unacknowledged.append(text)
        self.send(text)
        return self.acknowledged + len(self.unacknowledged)

    def next(self):
        while True:
            found = self.step()
            if found is not None:
                return found

    def step(self):
        """Reads one element; returns it unless it is about counts."""
        found = super().next()
        if not self.is_counting:
            return found
        if found.tag.startswith("{jabber:client}"):
            self.handled += 1
            self.read.append(found)
            return found
        if found.tag == f"{{{NS}}}a":
            self._take_count(found)
        elif found.tag != f"{{{NS}}}r":
            raise RuntimeError(tree.tostring(found, "unicode"))
        elif not self.is_cut:
            self.send(f"<a xmlns='{NS}' h='{self.handled}'/>")
        return None

    def find(self, accept):
        """The first of all stanzas, read before or to come, that it accepts."""
        for stanza in self.read:
            if accept(stanza):
                return stanza
        return self.until(accept)

    def await_acknowledgement(self):
        """Of all that was sent."""
        self.send(REQUEST)
        while self.unacknowledged:
            self.step()

    def read_to_the_end(self):
        """What still came before the server was gone."""
        self.is_cut = True
        try:
            while True:
                self.step()
        except TimeoutError:
            raise
        except OSError:
            self.close()

    def _take_count(self, tag):
        count = int(tag.get("h"))
        if not 0 <= count - self.acknowledged <= len(self.unacknowledged):
            raise RuntimeError(f"{count} acknowledged, after "
                               f"{self.acknowledged}, with "
                               f"{len(self.unacknowledged)} open")
        while self.acknowledged < count:
            self.unacknowledged.popleft()
            self.acknowledged += 1
