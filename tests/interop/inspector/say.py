#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Has somebody say something: say.py SOCKET [WHAT]; ends when it has come, and
prints when it was sent, in ms since the Unix epoch."""

import socket
import sys

with socket.socket(socket.AF_UNIX) as to:
    to.settimeout(30)
    to.connect(sys.argv[1])
    to.sendall(" ".join(sys.argv[2:]).encode() + b"\n")
    done, _, sent = to.makefile().readline().strip().partition(" ")
print(sent)
sys.exit(0 if done == "done" else 1)
