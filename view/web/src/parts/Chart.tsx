import { useEffect, useRef } from "preact/hooks";
import type uPlot from "uplot";
import { darkNow, zone } from "../state/preferences";
import { clockTime } from "../text/time";

interface ChartProps {
  label: string;
  /** Epoch seconds. */
  times: readonly number[];
  values: readonly number[];
  unit: string;
  height?: number;
}

/** One line over time. The library comes when the first chart does. */
export function Chart({ label, times, values, unit, height = 108 }: ChartProps) {
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const data = useRef<uPlot.AlignedData>([[], []]);
  data.current = [[...times], [...values]];
  const theme = darkNow.value;
  const shownZone = zone.value;

  useEffect(() => {
    const element = box.current;
    if (element === null) {
      return;
    }
    let gone = false;
    const observer = new ResizeObserver(() => plot.current?.setSize({ width: element.clientWidth, height }));
    void import("./uplot").then(({ UPlot }) => {
      if (!gone) {
        const options = optionsFor(element, label, unit, height, (at) => clockTime(at * 1000, shownZone));
        plot.current = new UPlot(options, data.current, element);
        observer.observe(element);
      }
    });
    return () => {
      gone = true;
      observer.disconnect();
      plot.current?.destroy();
      plot.current = null;
    };
  }, [theme, shownZone, label, unit, height]);

  useEffect(() => {
    plot.current?.setData(data.current);
  }, [times, values]);

  const newest = values.at(-1);
  return (
    <div
      class="chart"
      ref={box}
      role="img"
      aria-label={`${label}: newest ${newest === undefined ? "unknown" : newest.toFixed(1)} ${unit}`}
      style={{ height: `${height}px` }}
    />
  );
}

function optionsFor(
  element: HTMLElement,
  label: string,
  unit: string,
  height: number,
  timeText: (at: number) => string,
): uPlot.Options {
  const style = getComputedStyle(element);
  const colour = (name: string) => style.getPropertyValue(name).trim();
  const axis = { stroke: colour("--muted"), grid: { stroke: colour("--line"), width: 1 }, ticks: { show: false }, font: "11px system-ui" };
  return {
    width: Math.max(120, element.clientWidth),
    height,
    cursor: { y: false, drag: { x: false, y: false } },
    legend: { show: false },
    scales: { y: { range: (_plot, _min, max) => [0, Math.max(1, max * 1.15)] } },
    axes: [
      { ...axis, grid: { show: false }, size: 22, space: 70, values: (_plot, splits) => splits.map(timeText) },
      { ...axis, size: 38, space: 28 },
    ],
    series: [
      {},
      { label: `${label} (${unit})`, stroke: colour("--accent"), fill: colour("--accent-wash"), width: 1.5, points: { show: false } },
    ],
  };
}
