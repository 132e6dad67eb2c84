import type { ReceivedAlert } from "./event-sink";
import { eventually, NotYet } from "./wait";
import type { World } from "./world";

/** Waits until an alert that is wanted has arrived, whenever that was. */
export const untilAlerted = (
  { events }: World,
  what: string,
  wanted: (alert: ReceivedAlert) => boolean,
): Promise<ReceivedAlert> =>
  eventually(
    `${what} arrives at Alertmanager`,
    () => {
      const found = events.alerts.find(wanted);
      if (!found) throw new NotYet(`none among ${events.alerts.length}`);
      return found;
    },
    { explain: () => JSON.stringify(events.alerts.slice(-5), undefined, 2) },
  );
