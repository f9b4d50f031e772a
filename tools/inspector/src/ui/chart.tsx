// SPDX-License-Identifier: Apache-2.0
// Lines over the last minutes, by uPlot, with its legend as text beside it.
import { useEffect, useRef } from "preact/hooks";
import uPlot from "uplot";
import type { Sample } from "../model/history";
import { rootSize, useSize } from "../state/hooks";
import { useStore } from "../state/store";
import { colourOf, shade } from "../state/theme";

export interface Line {
  name: string;
  colour: string;
  of: (sample: Sample) => number | null;
  dashed?: boolean;
  filled?: boolean;
}

interface ChartProps {
  title: string;
  lines: readonly Line[];
  samples: readonly Sample[];
  format: (value: number) => string;
  /** Counted in powers of two. */
  binary?: boolean;
}

/** In rem. */
const high = 10;
const longest = 300;
const shortest = 60;

/** From when on: at first a minute, in the end five. */
function shownTime(samples: readonly Sample[]): [number, number] {
  const last = samples[samples.length - 1]?.at ?? Date.now() / 1000;
  return [last - Math.min(longest, Math.max(shortest, last - (samples[0]?.at ?? last))), last];
}

function dataOf(lines: readonly Line[], samples: readonly Sample[]): uPlot.AlignedData {
  return [samples.map((s) => s.at), ...lines.map((line) => samples.map(line.of))] as uPlot.AlignedData;
}

/** Steps of a scale in bytes. */
const powers = Array.from({ length: 50 }, (_, n) => 2 ** n);

function faded(colour: string): string {
  return colour.replace(/^rgb\((.*)\)$/, "rgba($1, 0.12)");
}

function seriesOf(line: Line): uPlot.Series {
  const stroke = colourOf(line.colour);
  return {
    label: line.name, stroke, width: 2, points: { show: false }, spanGaps: false,
    ...(line.dashed ? { dash: [5, 4] } : {}), ...(line.filled ? { fill: faded(stroke) } : {}),
  };
}

function optionsOf({ lines, format, binary }: ChartProps, width: number, rem: number, now: () => readonly Sample[]): uPlot.Options {
  const height = high * rem;
  const font = `${Math.round(rem * 0.7)}px system-ui, sans-serif`;
  const axis = { stroke: colourOf("--muted"), font, grid: { stroke: colourOf("--line"), width: 1 }, ticks: { show: false } };
  return {
    width, height, padding: [rem / 2, rem * 1.6, 0, 0], legend: { show: false }, cursor: { show: false },
    scales: { x: { time: true, range: () => shownTime(now()) }, y: { range: (_, __, max) => [0, Math.max(max, 1e-6) * 1.15] } },
    axes: [
      { ...axis, size: rem * 1.5, gap: 6, space: rem * 5, values: (_, all) => all.map((s) => new Date(s * 1000).toTimeString().slice(0, 8)) },
      { ...axis, size: rem * 4, space: rem * 2, ...(binary ? { incrs: powers } : {}), values: (_, all) => all.map(format) },
    ],
    series: [{}, ...lines.map(seriesOf)],
  };
}

export function Chart(props: ChartProps) {
  const [ref, { width }] = useSize<HTMLDivElement>();
  const plot = useRef<uPlot | undefined>(undefined);
  const scheme = useStore(shade);
  const shown = useRef(props.samples);
  shown.current = props.samples;
  const latest = props.samples[props.samples.length - 1];
  const told = props.lines.map((line) => {
    const value = latest ? line.of(latest) : null;
    return { ...line, value: value === null ? "–" : props.format(value) };
  });

  useEffect(() => {
    if (!ref.current || width < 60) return undefined;
    plot.current = new uPlot(optionsOf(props, Math.floor(width), rootSize(), () => shown.current), dataOf(props.lines, props.samples), ref.current);
    return () => plot.current?.destroy();
  }, [width, scheme]);

  useEffect(() => plot.current?.setData(dataOf(props.lines, props.samples)), [props.samples]);

  return (
    <figure class="chart">
      <figcaption>
        <span class="chart-title">{props.title}</span>
        <span class="legend">
          {told.map((line) => (
            <span key={line.name} class="legend-item">
              <span class={line.dashed ? "swatch dashed" : "swatch"} style={{ color: `var(${line.colour})` }} aria-hidden="true" />
              {line.name} <b>{line.value}</b>
            </span>
          ))}
        </span>
      </figcaption>
      <div class="plot" ref={ref} aria-hidden="true" />
    </figure>
  );
}
