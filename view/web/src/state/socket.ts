import type { Channel, Command, Filter, Frame } from "../protocol";
import { PING_MILLIS } from "./connection";

/** What a screen wants to be sent. */
export interface Wanted {
  readonly channels: readonly Channel[];
  readonly filter: Filter | null;
}

export interface Listener {
  opened(): void;
  closed(): void;
  /** A sign of life was asked for. */
  pinged(): void;
  frame(frame: Frame): void;
}

const FIRST_RETRY_MILLIS = 250;
const MAX_RETRY_MILLIS = 5_000;

/** One line to `/ws` that comes back by itself, sooner when the page is looked at or the network returns. */
export class Socket {
  private socket: WebSocket | null = null;
  private attempts = 0;
  private allowed = true;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private subscribed: readonly Channel[] = [];
  private filter: Filter | null = null;

  constructor(
    private readonly url: string,
    private readonly listener: Listener,
    private wanted: Wanted,
  ) {}

  start(): void {
    setInterval(() => this.ping(), PING_MILLIS);
    const hurry = () => {
      if (document.hidden) {
        return;
      }
      if (this.socket === null) {
        this.connect();
      } else {
        this.ping();
      }
    };
    addEventListener("online", hurry);
    document.addEventListener("visibilitychange", hurry);
  }

  /** Whether there may be a line now. */
  allow(allowed: boolean): void {
    this.allowed = allowed;
    if (allowed) {
      this.attempts = 0;
      this.connect();
    } else {
      this.socket?.close();
    }
  }

  want(wanted: Wanted): void {
    this.wanted = wanted;
    this.subscribe();
  }

  askForState(): void {
    this.send({ action: "getState" });
  }

  private connect(): void {
    clearTimeout(this.retry);
    if (this.socket !== null || !this.allowed) {
      return;
    }
    const socket = new WebSocket(this.url);
    this.socket = socket;
    this.subscribed = [];
    this.filter = null;
    socket.onopen = () => {
      this.listener.opened();
      this.subscribe();
      this.ping();
    };
    socket.onmessage = (message) => {
      this.attempts = 0;
      const frame = parsed(message.data);
      if (frame !== null) {
        this.listener.frame(frame);
      }
    };
    socket.onclose = () => {
      if (this.socket === socket) {
        this.socket = null;
        this.listener.closed();
        this.retry = setTimeout(() => this.connect(), this.pause());
      }
    };
  }

  private pause(): number {
    const longest = Math.min(MAX_RETRY_MILLIS, FIRST_RETRY_MILLIS * 1.7 ** this.attempts++);
    return longest * (0.7 + 0.3 * Math.random());
  }

  /** New channels first: a client that leaves its last channel is sent everything. */
  private subscribe(): void {
    if (this.socket?.readyState !== WebSocket.OPEN) {
      return;
    }
    const more = this.wanted.channels.filter((channel) => !this.subscribed.includes(channel));
    const fewer = this.subscribed.filter((channel) => !this.wanted.channels.includes(channel));
    const filtered = JSON.stringify(this.filter) !== JSON.stringify(this.wanted.filter);
    if (more.length > 0 || filtered) {
      const topics = more.length > 0 ? more : [...this.wanted.channels];
      this.send({ action: "subscribe", topics, filter: this.wanted.filter });
    }
    if (fewer.length > 0) {
      this.send({ action: "unsubscribe", topics: fewer });
    }
    this.subscribed = [...this.wanted.channels];
    this.filter = this.wanted.filter;
  }

  private ping(): void {
    if (this.socket?.readyState === WebSocket.OPEN) {
      this.listener.pinged();
      this.send({ action: "ping" });
    }
  }

  private send(command: Command): void {
    if (this.socket?.readyState === WebSocket.OPEN) {
      this.socket.send(JSON.stringify(command));
    }
  }
}

function parsed(data: unknown): Frame | null {
  try {
    const frame: unknown = typeof data === "string" ? JSON.parse(data) : null;
    const typed = typeof frame === "object" && frame !== null && "type" in frame;
    return typed ? (frame as Frame) : null;
  } catch {
    return null;
  }
}
