# SPDX-License-Identifier: Apache-2.0
"""What a curve is: sizes, what is measured at each, and how fast it grows."""

import dataclasses
import math


@dataclasses.dataclass(frozen=True)
class Column:
    """One cost; a line of the picture."""

    key: str
    title: str
    unit: str
    plotted: bool = True
    wanted: str = ""  # the target, as a text


class Curve:
    """One thing that grows. `measure` yields a dictionary for each size, with
    `size` and the keys of the columns; None is what could not be measured."""

    name = ""
    title = ""
    unit = ""  # of the size, e.g. "sessions"
    sizes = ()
    quick_sizes = ()
    columns = ()

    def measure(self, options, sizes):
        raise NotImplementedError

    def remarks(self):
        """What could not be measured, and why; after `measure`."""
        return []


def points_of(points, key):
    """(size, cost) of those that have a cost above 0."""
    return [(point["size"], point[key]) for point in points
            if point.get(key) is not None and point[key] > 0]


def exponent(pairs):
    """How the cost grows: e of cost ~ size ** e.

    It is the slope of the straight line through the logarithms of both (least
    squares), over the sizes in the upper half of the range, on the logarithmic
    scale: what a fixed part of the cost hides in small sizes. None if there are
    less than two.
    """
    if not pairs:
        return None
    low, high = min(pairs)[0], max(pairs)[0]
    upper = [(math.log(size), math.log(cost)) for size, cost in pairs
             if size >= math.sqrt(low * high) * 0.999]
    if len(upper) < 2 or low == high:
        return None
    mean_x = sum(x for x, _ in upper) / len(upper)
    mean_y = sum(y for _, y in upper) / len(upper)
    return (sum((x - mean_x) * (y - mean_y) for x, y in upper)
            / sum((x - mean_x) ** 2 for x, _ in upper))
