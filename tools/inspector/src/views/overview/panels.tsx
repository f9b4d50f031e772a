// SPDX-License-Identifier: Apache-2.0
import type { Census, Certificate, Status } from "../../api/types";
import { count, percent } from "../../model/format";
import type { Asked } from "../../state/asking";
import { Meter, Panel } from "../../ui/parts";
import { Empty, Loading, Shown } from "../../ui/states";

export function Workers({ census }: { census: Census | undefined }) {
  if (!census) return <Panel title="Workers"><Loading what="workers" /></Panel>;
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
