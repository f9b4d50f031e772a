# SPDX-License-Identifier: Apache-2.0
"""What must hold once all clients are online and nothing moves any more."""

import collections

SHOWN = 5


def shown(messages):
    keys = [m.key for m in messages]
    more = f" and {len(keys) - SHOWN} more" if len(keys) > SHOWN else ""
    return ", ".join(keys[:SHOWN]) + more


def check_delivery(ledger, archives):
    """A message to a full JID may meet a resource that is bound and has no
    stream management yet; then the archive is where it is."""
    lost = []
    for message in ledger.lost():
        archive = archives.get(message.recipient, ())
        if "/" in message.to and any(key == message.key for _, key in archive):
            ledger.counts["in the archive only"] += 1
        else:
            lost.append(message)
    if lost:
        ledger.fault(f"lost: {len(lost)} messages were acknowledged and never "
                     f"received: {shown(lost)}")
    open_ones = ledger.unacknowledged()
    if open_ones:
        ledger.fault(f"unacknowledged: {len(open_ones)} messages to the end: "
                     + shown(open_ones))


def check_archive(ledger, account, archive):
    """`archive` has (id, key) in its order."""
    counted = collections.Counter(key for _, key in archive)
    where = f"archive of {account}:"
    twice = [key for key, count in counted.items() if count > 1]
    if twice:
        ledger.fault(f"{where} {len(twice)} twice or more: {twice[:SHOWN]}")
    if len({identity for identity, _ in archive}) != len(archive):
        ledger.fault(f"{where} an id twice")
    unknown = [key for key in counted if key not in ledger.messages]
    if unknown:
        ledger.fault(f"{where} what nobody sent: {unknown[:SHOWN]}")
    missing = [m for m in ledger.messages.values()
               if account in (m.sender, m.recipient) and m.acked
               and not m.refused and m.key not in counted]
    if missing:
        ledger.fault(f"{where} {len(missing)} are missing: {shown(missing)}")
    _check_order(ledger, where, archive)


def _check_order(ledger, where, archive):
    newest = {}
    for _, key in archive:
        message = ledger.messages.get(key)
        if message is None:
            continue
        if message.number < newest.get(message.source, 0):
            ledger.fault(f"{where} {key} after number "
                         f"{newest[message.source]}")
        newest[message.source] = max(message.number,
                                     newest.get(message.source, 0))


def check_ids(ledger, archives, inboxes):
    """One id for a message: in both archives and at every device."""
    ids = collections.defaultdict(set)
    for archive in archives.values():
        for identity, key in archive:
            ids[key].add(identity)
    for inbox in inboxes:
        for key, receipt in inbox.first.items():
            ids[key].add(receipt.stanza_id)
    many = [(key, sorted(found)) for key, found in ids.items()
            if len(found) > 1]
    if many:
        ledger.fault(f"ids: {len(many)} messages have several: {many[:SHOWN]}")
