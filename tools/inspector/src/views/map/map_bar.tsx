// SPDX-License-Identifier: Apache-2.0
import { useState } from "preact/hooks";
import { replace } from "../../state/routing";
import { Button, Field, Select } from "../../ui/parts";

type Params = Record<string, string>;

function Find({ params }: { params: Params }) {
  const [text, setText] = useState(params["jid"] ?? "");
  const [was, setWas] = useState(params["jid"]);
  if (was !== params["jid"]) {
    setWas(params["jid"]);
    setText(params["jid"] ?? "");
  }
  const look = (e: Event): void => {
    e.preventDefault();
    replace("map", { ...params, jid: text.trim() });
  };
  return (
    <form class="find" role="search" data-key="/" onSubmit={look}>
      <Field label="Only what is around" name="jid" type="search" placeholder="a JID" value={text} onInput={setText} class="grow" />
      <Button type="submit" icon="search">Show</Button>
      {params["jid"] && <Button look="quiet" icon="close" onClick={() => replace("map", { ...params, jid: "" })}>All actors</Button>}
    </form>
  );
}

const groups = [["", "Kind"], ["worker", "Worker"]] as const;
const heats = [["", "Mailbox depth"], ["age", "Oldest message"]] as const;

interface BarProps {
  params: Params;
  /** Whether the server tells how old messages are. */
  ages: boolean;
}

/** What the map shows, and how. All of it is part of the address. */
export function MapBar({ params, ages }: BarProps) {
  const asTable = params["as"] === "table";
  const set = (key: string) => (value: string): void => replace("map", { ...params, [key]: value });
  return (
    <div class="map-bar">
      <Find params={params} />
      {!params["jid"] && <Select label="Group by" value={params["group"] ?? ""} options={groups} onChange={(group) => replace("map", { ...params, group, open: "" })} />}
      {ages && <Select label="Colour by" value={params["colour"] ?? ""} options={heats} onChange={set("colour")} />}
      <Button icon="table" pressed={asTable} onClick={() => set("as")(asTable ? "" : "table")}>As a table</Button>
    </div>
  );
}
