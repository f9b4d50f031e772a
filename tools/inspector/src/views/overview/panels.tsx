// SPDX-License-Identifier: Apache-2.0
import type { Census, Certificate, RemoteDomain, Status } from "../../api/types";
import { bytes, count, percent, rate } from "../../model/format";
import type { Asked } from "../../state/asking";
import { Meter, Panel } from "../../ui/parts";
import { Awaited, Empty, Shown } from "../../ui/states";

export function Workers({ census }: { census: Census | undefined }) {
  if (!census) return <Panel title="Workers"><Awaited what="The workers' load" /></Panel>;
  return (
    <Panel title="Workers" note="load of the last second">
      {census.workers.length === 0 ? <Empty title="No workers are told" /> : (
        <ul class="workers">
          {census.workers.map(({ index, load }) => (
            <li key={index}>
              <span class="worker-name">{index}</span>
              <Meter share={load} label={`Worker ${index}: ${percent(load)}`} />
              <span class="number">{percent(load)}</span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

function DomainRow({ name, messages, outcome }: RemoteDomain) {
  return (
    <tr>
      <th scope="row">{name}</th>
      <td class="number">{messages === undefined ? "–" : rate(messages)}</td>
      <td>{outcome ?? "–"}</td>
    </tr>
  );
}

/** Other servers, the worst first; nothing where the server tells of none. */
export function RemoteDomains({ census }: { census: Census | undefined }) {
  if (!census?.domains) return null;
  return (
    <Panel title="Remote domains" note="the worst first" flush={census.domains.length > 0}>
      {census.domains.length === 0 ? <Empty title="No other server">Stanzas to and from other servers are told here, those that fail first.</Empty> : (
        <table class="plain">
          <thead><tr><th scope="col">Domain</th><th scope="col" class="number">Messages</th><th scope="col">Outcome</th></tr></thead>
          <tbody>{census.domains.slice(0, 12).map((each) => <DomainRow key={`${each.name} ${each.outcome}`} {...each} />)}</tbody>
        </table>
      )}
    </Panel>
  );
}

/** Memory by kind of actor, where it is told. */
export function Memory({ census }: { census: Census | undefined }) {
  const kinds = (census?.kinds ?? []).filter((each) => each.memory !== undefined).sort((a, b) => (b.memory ?? 0) - (a.memory ?? 0));
  if (kinds.length === 0) return null;
  return (
    <Panel title="Memory" note="by kind of actor">
      <dl class="figures">
        {kinds.slice(0, 10).map(({ kind, memory }) => <div key={kind}><dt>{kind}</dt><dd class="number">{bytes(memory)}</dd></div>)}
      </dl>
    </Panel>
  );
}

const toneOfDays = (days: number): string => (days < 7 ? "bad" : days < 21 ? "kept" : "good");

function CertificateRow({ host, days_left: days, not_after: end }: Certificate) {
  const tone = toneOfDays(days);
  return (
    <tr>
      <th scope="row">{host}</th>
      <td class={`number tone-${tone}`}><strong>{days < 0 ? "expired" : `${count(days)} days`}</strong></td>
      <td class="number muted">{end.slice(0, 10)}</td>
    </tr>
  );
}

export function Certificates({ of }: { of: Asked<Status> }) {
  return (
    <Panel title="Certificates">
      <Shown of={of} what="Certificates" lines={2}>
        {(status) => !status.certificates?.length
          ? <Empty icon="lock" title="No certificates">Clients cannot use TLS with this server yet.</Empty>
          : (
            <table class="plain">
              <thead><tr><th scope="col">Host</th><th scope="col" class="number">Left</th><th scope="col" class="number">Until</th></tr></thead>
              <tbody>{status.certificates.map((each) => <CertificateRow key={each.host} {...each} />)}</tbody>
            </table>
          )}
      </Shown>
    </Panel>
  );
}

const readable = (key: string): string => key.replaceAll("_", " ");

export function Storage({ of, census }: { of: Asked<Status>; census: Census | undefined }) {
  return (
    <Panel title="Storage" note={census?.totals.storage_waiting === undefined ? undefined : `${count(census.totals.storage_waiting)} waiting`}>
      <Shown of={of} what="Storage" lines={3}>
        {(status) => (
          <dl class="figures">
            {Object.entries(status.storage ?? {}).map(([key, value]) => (
              <div key={key}>
                <dt>{readable(key)}</dt>
                <dd class="number">{typeof value === "number" ? count(value) : String(value)}</dd>
              </div>
            ))}
          </dl>
        )}
      </Shown>
    </Panel>
  );
}

export function Listeners({ of }: { of: Asked<Status> }) {
  return (
    <Panel title="Listening">
      <Shown of={of} what="Listeners" lines={3}>
        {(status) => (
          <dl class="figures">
            {(status.listening ?? []).map(({ service, address }) => (
              <div key={service + address}><dt>{service}</dt><dd class="number">{address}</dd></div>
            ))}
          </dl>
        )}
      </Shown>
    </Panel>
  );
}
