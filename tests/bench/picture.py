# SPDX-License-Identifier: Apache-2.0
"""Pictures of measurements, as SVG that can be read on light and dark pages.

The background is transparent, and each colour has a contrast of at least 3:1
to white and to black. Needs Debian's python3-matplotlib.
"""

import importlib.util

INK = "#76808c"
COLOURS = ("#2f81f7", "#d2691e", "#2da44e", "#bf5af2", "#c9302c")
MARKERS = "osD^v"
EXPONENT = ("exponent e of cost ~ size ** e: the slope over the upper half of"
            " the sizes")


def can_draw():
    return importlib.util.find_spec("matplotlib") is not None


def prepared():
    """pyplot, for a figure that is the same whenever it is drawn."""
    import matplotlib
    matplotlib.use("svg")
    matplotlib.rcParams.update({
        "svg.fonttype": "none", "svg.hashsalt": "troupe", "font.size": 11,
        "font.family": "sans-serif", "axes.edgecolor": INK,
        "axes.labelcolor": INK, "xtick.color": INK, "ytick.color": INK,
        "text.color": INK, "axes.titlecolor": INK, "grid.color": INK,
        "grid.alpha": 0.3, "legend.labelcolor": INK, "legend.frameon": False})
    from matplotlib import pyplot
    return pyplot


def save(figure, path):
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, transparent=True, bbox_inches="tight",
                   metadata={"Date": None, "Creator": None})


def draw_growth(path, title, unit, lines):
    """@param lines  (label with exponent, (size, cost)s); axes logarithmic"""
    pyplot = prepared()
    figure, axes = pyplot.subplots(figsize=(8, 4.5))
    for at, (label, pairs) in enumerate(lines):
        axes.loglog([x for x, _ in pairs], [y for _, y in pairs],
                    color=COLOURS[at % len(COLOURS)], linewidth=2,
                    marker=MARKERS[at % len(MARKERS)], label=label)
    axes.set_title(title)
    axes.set_xlabel(unit)
    axes.grid(True, which="major")
    axes.legend(loc="upper left", bbox_to_anchor=(0, -0.16), fontsize=10,
                title=EXPONENT, title_fontsize=9, alignment="left")
    save(figure, path)
    pyplot.close(figure)


def draw_bars(path, title, unit, names, groups, scale="linear"):
    """@param names  what is below each group of bars
    @param groups  (label, value for each name)s; None is no bar
    """
    pyplot = prepared()
    figure, axes = pyplot.subplots(figsize=(10, 4))
    width = 0.8 / len(groups)
    for at, (label, values) in enumerate(groups):
        places = [x + (at - (len(groups) - 1) / 2) * width
                  for x in range(len(names))]
        bars = axes.bar(places, [y or 0 for y in values], width,
                        color=COLOURS[at % len(COLOURS)], label=label)
        axes.bar_label(bars, [f"{y:,.3g}" if y and y < 1000 else
                              f"{y:,.0f}" if y else "" for y in values],
                       fontsize=7 if len(groups) > 1 else 9, padding=1)
    axes.set_yscale(scale)
    if scale == "log":  # a bar has no zero to begin at
        every = [y for _, values in groups for y in values if y]
        axes.set_ylim(min(every) / 2, max(every) * 2)
    axes.set_title(title)
    axes.set_ylabel(unit)
    is_crowded = sum(len(each) for each in names) > 60
    axes.set_xticks(range(len(names)), names,
                    rotation=30 if is_crowded else 0,
                    ha="right" if is_crowded else "center")
    axes.grid(True, which="major", axis="y")
    if len(groups) > 1:
        axes.legend(loc="upper left", fontsize=10)
    save(figure, path)
    pyplot.close(figure)


def draw_course(path, title, unit, lines, marks=()):
    """@param lines  (label, (minute, value)s)
    @param marks  (minute, text) of upright lines
    """
    pyplot = prepared()
    figure, axes = pyplot.subplots(figsize=(8, 4))
    for at, (label, pairs) in enumerate(lines):
        axes.plot([x for x, _ in pairs], [y for _, y in pairs],
                  color=COLOURS[at % len(COLOURS)], linewidth=1.5, label=label)
    for minute, text in marks:
        axes.axvline(minute, color=INK, linestyle=":", linewidth=1)
        axes.annotate(text, (minute, 0.03), xycoords=("data", "axes fraction"),
                      rotation=90, fontsize=9, ha="right", color=INK)
    axes.set_ylim(bottom=0)
    axes.set_title(title)
    axes.set_xlabel("minutes")
    axes.set_ylabel(unit)
    axes.grid(True)
    axes.legend(loc="lower right", fontsize=10)
    save(figure, path)
    pyplot.close(figure)
