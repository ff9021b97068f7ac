import uPlot from "uplot";
import type { Axis, MetricWidget } from "./data";
import { clockTime, inWords } from "./numbers";

/** Colors of the lines, which dashes tell apart too, for those who see colors alike. */
const COLORS = ["#2f7ed8", "#d9730d", "#1a9850", "#c2379f", "#8a63d2", "#5c6b7a"];
const DASHES: readonly number[][] = [[], [8, 4], [2, 3], [10, 3, 2, 3], [4, 4], [1, 4]];
const HEIGHT = 200;
const NARROW = 160;

export function colorOf(widget: MetricWidget, index: number): string {
  return widget.series[index]?.color ?? COLORS[index % COLORS.length] ?? "#2f7ed8";
}

export function dashOf(index: number): readonly number[] {
  return DASHES[Math.floor(index) % DASHES.length] ?? [];
}

/** A chart of one widget. */
export interface Chart {
  /** Shows new values of the same lines. */
  show(widget: MetricWidget, range: { from: number; to: number }): void;
  /** Marks a moment by its index; `undefined` marks none. */
  mark(index: number | undefined): void;
  remove(): void;
}

/** @param pointed is told which moment the pointer is at */
export function createChart(
  place: HTMLElement,
  first: MetricWidget,
  pointed: (index: number | undefined) => void,
): Chart {
  let widget = first;
  let range = { from: 0, to: 1 };
  const plot = new uPlot(
    options(place, first, () => ({ widget, range }), pointed),
    [[]],
    place,
  );
  const observer = new ResizeObserver(() => plot.setSize({ width: widthOf(place), height: HEIGHT }));
  observer.observe(place);
  return {
    show(next, nextRange) {
      widget = next;
      range = nextRange;
      plot.setData([
        next.times,
        ...(next.stacked ? stacked(next) : next.series.map(({ values }) => values)),
      ] as uPlot.AlignedData);
    },
    mark(index) {
      const time = index === undefined ? undefined : widget.times[index];
      const left = time === undefined ? -10 : plot.valToPos(time, "x");
      plot.setCursor({ left, top: time === undefined ? -10 : 10 }, false);
    },
    remove() {
      observer.disconnect();
      plot.destroy();
    },
  };
}

function widthOf(place: HTMLElement): number {
  return Math.max(place.clientWidth, NARROW);
}

/** Stacks each line on those before it; a missing value counts as 0. */
function stacked({ times, series }: MetricWidget): (number | null)[][] {
  const sums = times.map(() => 0);
  return series.map(({ values }) =>
    values.map((value, index) => {
      const sum = (sums[index] ?? 0) + (value ?? 0);
      sums[index] = sum;
      return value === null ? null : sum;
    }),
  );
}

function options(
  place: HTMLElement,
  widget: MetricWidget,
  current: () => { widget: MetricWidget; range: { from: number; to: number } },
  pointed: (index: number | undefined) => void,
): uPlot.Options {
  const style = getComputedStyle(place);
  const stroke = style.getPropertyValue("--quiet");
  const grid = { stroke: style.getPropertyValue("--line"), width: 1 };
  const axes = [...new Set(widget.series.map(({ axis }) => axis))].sort();
  return {
    width: widthOf(place),
    height: HEIGHT,
    legend: { show: false },
    cursor: { drag: { x: false, y: false }, points: { size: 7 } },
    scales: {
      x: { time: true, range: () => [current().range.from, current().range.to] },
      ...Object.fromEntries(axes.map((axis) => [axis, { range: rangeOf(widget.yAxis[axis]) }])),
    },
    axes: [
      {
        stroke,
        grid,
        ticks: grid,
        size: 32,
        values: (_, seconds, __, ___, step) => seconds.map((at) => clockTime(at, step)),
      },
      ...axes.map((scale, index) => ({
        scale,
        stroke,
        ticks: grid,
        grid: { ...grid, show: index === 0 },
        side: scale === "right" ? 1 : 3,
        size: 56,
        values: (_: uPlot, values: number[]) => values.map(inWords),
        ...labelOf(widget.yAxis[scale]),
      })),
    ],
    series: [
      {},
      ...widget.series.map(({ axis, label }, index) => ({
        label,
        scale: axis,
        stroke: colorOf(widget, index),
        width: 2,
        dash: [...dashOf(index)],
        ...(widget.stacked && { fill: `${colorOf(widget, index)}40` }),
      })),
    ],
    hooks: {
      draw: [(plot) => drawLines(plot, current().widget, stroke)],
      setCursor: [(plot) => pointed(plot.cursor.idx ?? undefined)],
    },
  };
}

function labelOf(axis: Axis | undefined): { label?: string; labelSize?: number } {
  return axis?.label === undefined ? {} : { label: axis.label, labelSize: 20 };
}

function rangeOf(axis: Axis = {}): (plot: uPlot, least: number | null, most: number | null) => [number, number] {
  return (_, least, most) => {
    const [bottom, top] = uPlot.rangeNum(least ?? 0, most ?? 1, 0.1, true);
    return [axis.min ?? bottom ?? 0, axis.max ?? top ?? 1];
  };
}

/** The thresholds that the definition draws. */
function drawLines({ ctx, bbox, valToPos, scales }: uPlot, { lines }: MetricWidget, stroke: string): void {
  ctx.save();
  for (const { value, label, color = stroke, axis } of lines) {
    if (scales[axis] === undefined) continue;
    const y = valToPos(value, axis, true);
    if (y < bbox.top || y > bbox.top + bbox.height) continue;
    ctx.strokeStyle = color;
    ctx.fillStyle = color;
    ctx.setLineDash([6, 6]);
    ctx.beginPath();
    ctx.moveTo(bbox.left, y);
    ctx.lineTo(bbox.left + bbox.width, y);
    ctx.stroke();
    ctx.fillText(label, bbox.left + 4, y - 4);
  }
  ctx.restore();
}
