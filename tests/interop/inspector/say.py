#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Has somebody say something: say.py SOCKET [WHAT]; ends when it has come."""

import socket
import sys

with socket.socket(socket.AF_UNIX) as to:
    to.settimeout(30)
    to.connect(sys.argv[1])
    to.sendall(" ".join(sys.argv[2:]).encode() + b"\n")
    sys.exit(0 if to.recv(16) == b"done\n" else 1)
