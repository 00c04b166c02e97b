interface SparkProps {
  values: readonly number[];
  label: string;
  width?: number;
  height?: number;
}

/** A small line of counts, zero at the bottom, the newest at the right. */
export function Spark({ values, label, width = 88, height = 20 }: SparkProps) {
  const most = Math.max(1, ...values);
  const step = values.length > 1 ? width / (values.length - 1) : width;
  const y = (value: number) => (height - 1.5 - (value / most) * (height - 3)).toFixed(1);
  const points = values.map((value, i) => `${(i * step).toFixed(1)},${y(value)}`);
  const line = `M${points.join("L")}`;
  return (
    <svg class="spark" viewBox={`0 0 ${width} ${height}`} width={width} height={height} role="img" aria-label={label}>
      <path class="spark-area" d={`${line}L${width},${height}L0,${height}Z`} />
      <path class="spark-line" d={line} />
    </svg>
  );
}
