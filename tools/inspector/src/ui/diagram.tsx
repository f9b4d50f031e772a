// SPDX-License-Identifier: Apache-2.0
// A trace as a sequence diagram: arrows go through its steps, and what is told
// of the chosen one stands below.
import { useMemo, useRef, useState } from "preact/hooks";
import type { Trace } from "../api/types";
import { type Diagram, type Row, diagramOf } from "../model/diagram";
import { plural } from "../model/format";
import { isCrowded } from "../model/lanes";
import { type Shape, attributesOf } from "../model/roles";
import { rootSize, useSize } from "../state/hooks";
import { Button } from "./parts";
import { rove } from "./roving";
import { StepDetails, StepTable } from "./steps";

function Drawn({ shape }: { shape: Shape }) {
  const Tag = shape.t;
  return <Tag {...attributesOf(shape)}>{shape.t === "text" ? shape.text : null}</Tag>;
}

const Shapes = ({ of }: { of: Shape[] }) => <>{of.map((shape, i) => <Drawn key={i} shape={shape} />)}</>;

interface RowProps {
  row: Row;
  width: number;
  chosen: boolean;
  first: boolean;
  choose: () => void;
}

function DiagramRow({ row, width, chosen, first, choose }: RowProps) {
  return (
    <g class={chosen ? "step chosen" : "step"} role="button" tabIndex={first ? 0 : -1} aria-pressed={chosen} aria-label={row.says}
      onClick={choose} onFocus={choose}>
      <rect class="step-ground" x={4} y={row.y} width={width - 8} height={row.height} rx={5} />
      <Shapes of={row.shapes} />
    </g>
  );
}

interface DrawingProps {
  diagram: Diagram;
  chosen: number;
  choose: (at: number) => void;
  label: string;
}

function Drawing({ diagram, chosen, choose, label }: DrawingProps) {
  const { width, height } = diagram;
  const svg = useRef<SVGSVGElement>(null);
  const behind = useMemo(() => <Shapes of={diagram.behind} />, [diagram]);
  return (
    <svg ref={svg} class="diagram" viewBox={`0 0 ${width} ${height}`} role="group" aria-label={label}
      style={{ width: `${width / 16}rem`, height: `${height / 16}rem` }}
      onKeyDown={(e) => svg.current && rove(e, svg.current, ".step")}>
      {behind}
      {diagram.rows.map((row, i) => (
        <DiagramRow key={i} row={row} width={width} chosen={i === chosen} first={i === Math.max(0, chosen)} choose={() => choose(i)} />
      ))}
    </svg>
  );
}

export function SequenceDiagram({ trace }: { trace: Trace }) {
  const [ref, size] = useSize<HTMLDivElement>();
  const [chosen, setChosen] = useState(-1);
  const [allLanes, setAllLanes] = useState(false);
  const width = size.width > 0 ? Math.floor((size.width * 16) / rootSize()) - 2 : 0;
  const diagram = useMemo(() => (width > 0 ? diagramOf(trace, { width, allLanes }) : undefined), [trace, width, allLanes]);
  const step = diagram?.rows[chosen]?.step;
  return (
    <div class="sequence">
      {isCrowded(trace) && (
        <p class="sequence-note">
          {plural(trace.actors.length, "actor")}: those of a kind share a lane.{" "}
          <Button look="quiet" pressed={allLanes} onClick={() => setAllLanes(!allLanes)}>A lane for each</Button>
        </p>
      )}
      <div class="sequence-room" ref={ref} tabIndex={0} role="region" aria-label="Sequence diagram">
        {diagram && <Drawing diagram={diagram} chosen={chosen} choose={setChosen}
          label={`Sequence diagram, ${plural(diagram.rows.length, "step")}. Arrow keys go through them.`} />}
      </div>
      <p class="sequence-key">
        <span><span class="key-wait" aria-hidden="true" /> waited in the mailbox</span>
        <span><span class="key-work" aria-hidden="true" /> was handled</span>
        <span>Both to scale; where nothing happens for long the axis breaks.</span>
      </p>
      <div class="step-details" aria-live="polite">
        {step ? <StepDetails trace={trace} step={step} /> : <p class="muted">Choose a step to see all that is told of it.</p>}
      </div>
      <StepTable trace={trace} />
    </div>
  );
}
