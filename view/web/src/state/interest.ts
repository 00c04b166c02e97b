import { ALERTS_TOPIC } from "./alerts";
import { place, type Place } from "./place";
import type { Channel } from "../protocol";
import type { Wanted } from "./socket";

export { place };

const ALWAYS: readonly Channel[] = ["metrics", "errors", "system", "firing"];
const EVENTS: readonly Channel[] = ["actions", "routing", "transformations", "performance", "events"];

/** What a place has to hear of; less is sent to the screens that need less. */
export function heardOf({ screen, params }: Place): Wanted {
  switch (screen) {
    case "fleet": {
      const agent = params["agent"] ?? "";
      return agent === "" ? { channels: ALWAYS, filter: null } : { channels: [...ALWAYS, "actions"], filter: { agent } };
    }
    case "routing":
      return { channels: [...ALWAYS, "routing", "transformations"], filter: null };
    case "stream":
      return { channels: [...ALWAYS, ...EVENTS], filter: null };
    case "trace": {
      const correlationId = params["id"] ?? "";
      return correlationId === ""
        ? { channels: [...ALWAYS, "traces"], filter: null }
        : { channels: [...ALWAYS, ...EVENTS], filter: { correlationId } };
    }
    case "alerts":
      return { channels: [...ALWAYS, "alerts", "events"], filter: { topic: ALERTS_TOPIC } };
    case "windows":
      return { channels: [...ALWAYS, "windows"], filter: null };
    case "patterns":
      return { channels: [...ALWAYS, "patterns"], filter: null };
    case "system":
      return { channels: [...ALWAYS, "bus"], filter: null };
  }
}
