# SPDX-License-Identifier: Apache-2.0
"""Figures as tables in Markdown."""

import sys


def number(value):
    if value is None:
        return "–"
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" \
        if value >= 10 else f"{value:.2f}"


def print_table(title, heads, rows):
    """@param rows  the first cell of each is a text, the others are numbers"""
    print(f"\n### {title}\n\n| {' | '.join(heads)} |")
    print("|---|" + "---:|" * (len(heads) - 1))
    for first, *others in rows:
        print(f"| {' | '.join([first, *(number(x) for x in others)])} |")
    sys.stdout.flush()
