import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type uPlot from "uplot";
import { darkNow, zone } from "../state/preferences";
import { clockTime, dayTime } from "../text/time";

export type Tone = "accent" | "wash" | "violet" | "warn" | "bad";

/** One line or row of bars over time; null where nothing is known. */
export interface Line {
  readonly label: string;
  readonly values: readonly (number | null)[];
  readonly tone: Tone;
}

interface ChartProps {
  label: string;
  /** Epoch seconds. */
  times: readonly number[];
  lines: readonly Line[];
  /** A value with its unit. */
  text(value: number): string;
  /** Steps that the value axis may take, and how it writes them; decimal ones and `text` unless said. */
  axis?: { readonly steps: number[]; text(value: number): string };
  height?: number;
  bars?: boolean;
  /** Beside the newest value, or the one under the cursor, of each line. */
  legend?: boolean;
  /** No axis ends below it. */
  least?: number;
  /** Pixels for the words of the value axis. */
  room?: number;
}

const COLOURS: Record<Tone, string> = { accent: "--accent", wash: "--line-strong", violet: "--violet", warn: "--warn", bad: "--bad" };
const DAY_SECONDS = 86_400;

/** Figures over time. The library comes when the first chart does. */
export function Chart({ label, times, lines, text, axis, height = 108, bars = false, legend = false, least = 1, room = 42 }: ChartProps) {
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const data = useRef<uPlot.AlignedData>([[]]);
  const [at, setAt] = useState<number | null>(null);
  const theme = darkNow.value;
  const shownZone = zone.value;
  const names = lines.map((line) => `${line.label}/${line.tone}`).join("\n");
  data.current = useMemo(() => [[...times], ...lines.map((line) => [...line.values])], [times, lines]);
  const long = times.length > 1 && (times.at(-1) ?? 0) - (times[0] ?? 0) > DAY_SECONDS;
  const timeText = (seconds: number) => (long ? dayTime(seconds * 1000, shownZone) : clockTime(seconds * 1000, shownZone));

  useEffect(() => {
    const element = box.current;
    if (element === null) {
      return;
    }
    let gone = false;
    const observer = new ResizeObserver(() => plot.current?.setSize({ width: element.clientWidth, height }));
    void import("./uplot").then(({ UPlot }) => {
      if (!gone) {
        const options = optionsFor(UPlot, element, { lines, height, bars, least, room, text: axis?.text ?? text, steps: axis?.steps, timeText, seen: setAt });
        plot.current = new UPlot(shownZone === "utc" ? { ...options, tzDate: (seconds) => UPlot.tzDate(new Date(seconds * 1000), "Etc/UTC") } : options, data.current, element);
        observer.observe(element);
      }
    });
    return () => {
      gone = true;
      observer.disconnect();
      plot.current?.destroy();
      plot.current = null;
    };
  }, [theme, shownZone, names, height, bars, long]);

  useEffect(() => {
    plot.current?.setData(data.current);
  }, [data.current]);

  const newest = (line: Line) => line.values.findLast((value) => value !== null) ?? null;
  const shown = (line: Line) => (at === null ? newest(line) : (line.values[at] ?? null));
  const words = lines.map((line) => `${line.label} ${said(newest(line), text)}`).join(", ");
  return (
    <>
      {legend && (
        <p class="legend" aria-hidden="true">
          {lines.map((line) => (
            <span key={line.label} class="legend-item">
              <span class={`swatch swatch-${line.tone}`} />
              {line.label} <b class="num">{said(shown(line), text)}</b>
            </span>
          ))}
          <span class="legend-time num muted">{at === null || times[at] === undefined ? "newest" : timeText(times[at])}</span>
        </p>
      )}
      <div class="chart" ref={box} role="img" aria-label={`${label}: newest ${words}`} style={{ height: `${height}px` }} />
    </>
  );
}

function said(value: number | null, text: (value: number) => string): string {
  return value === null ? "–" : text(value);
}

interface Drawn {
  lines: readonly Line[];
  height: number;
  bars: boolean;
  least: number;
  /** Pixels for the words of the axis. */
  room: number;
  steps: number[] | undefined;
  text(value: number): string;
  timeText(seconds: number): string;
  seen(index: number | null): void;
}

function optionsFor(UPlot: typeof uPlot, element: HTMLElement, drawn: Drawn): uPlot.Options {
  const style = getComputedStyle(element);
  const colour = (name: string) => style.getPropertyValue(name).trim();
  const axis = { stroke: colour("--muted"), grid: { stroke: colour("--line"), width: 1 }, ticks: { show: false }, font: "11px system-ui" };
  const only = drawn.lines.length === 1;
  const paths = drawn.bars ? UPlot.paths.bars?.({ size: [0.8, 24], gap: 1 }) : undefined;
  return {
    width: Math.max(120, element.clientWidth),
    height: drawn.height,
    cursor: { y: false, drag: { x: false, y: false }, points: { show: false } },
    legend: { show: false },
    hooks: { setCursor: [(plot) => drawn.seen(plot.cursor.idx ?? null)] },
    scales: { y: { range: (_plot, _min, max) => [0, Math.max(drawn.least, (max ?? 0) * 1.15)] } },
    axes: [
      { ...axis, grid: { show: false }, size: 22, space: 66, values: (_plot, splits) => splits.map(drawn.timeText) },
      {
        ...axis,
        size: drawn.room,
        space: 28,
        values: (_plot, splits) => splits.map((value) => drawn.text(value)),
        ...(drawn.steps === undefined ? {} : { incrs: drawn.steps }),
      },
    ],
    series: [
      {},
      ...drawn.lines.map((line) => ({
        label: line.label,
        stroke: colour(COLOURS[line.tone]),
        width: drawn.bars ? 0 : 1.5,
        points: drawn.bars ? { show: false } : { show: true, size: 4, filter: alone },
        ...(drawn.bars ? { fill: colour(COLOURS[line.tone]) } : only && line.tone === "accent" ? { fill: colour("--accent-wash") } : {}),
        ...(paths === undefined ? {} : { paths }),
      })),
    ],
  };
}

/** Values between two gaps: no line leads to them, so they are dots. */
function alone(plot: uPlot, line: number): number[] {
  const values = plot.data[line] ?? [];
  const known = (value: number | null | undefined) => value !== null && value !== undefined;
  return [...values.keys()].filter((i) => known(values[i]) && !known(values[i - 1]) && !known(values[i + 1]));
}
