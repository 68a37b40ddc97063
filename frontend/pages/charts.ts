// ECharts, drawn from the JSON beside the canvas in the colours of the page. Time runs left to right in every language, by decision.
// Tooltips are drawn on the canvas ("richText"): HTML ones would need inline styles, which the page's policy forbids.
import { BarChart, CustomChart, LineChart } from "echarts/charts";
import { AriaComponent, GridComponent, LegendComponent, MarkLineComponent, TooltipComponent } from "echarts/components";
import { init, use, type EChartsCoreOption, type ECharts } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";
import { on } from "./dom";

use([BarChart, CustomChart, LineChart, AriaComponent, GridComponent, LegendComponent, MarkLineComponent, TooltipComponent, CanvasRenderer]);

interface Series {
  name: string;
  values: (number | null)[];
  low?: (number | null)[];
  high?: (number | null)[];
  texts: string[];
}
interface Chart {
  kind: "line" | "bar" | "stacked" | "area" | "ranked";
  labels: string[];
  series: Series[];
  unit: "number" | "percent" | "duration";
  target: number | null;
  targetName: string;
  numbers: string;
}

const COLOURS = ["firuzeh", "lajvard", "zaferan", "arghavan", "pesteh", "anar"];

/** A token as the colour it is now, light or dark. */
function colour(token: string): string {
  const probe = document.createElement("i");
  probe.style.color = `var(--${token})`;
  document.body.append(probe);
  const value = getComputedStyle(probe).color;
  probe.remove();
  return value;
}

/** A canvas writes every line left to right; these marks (an isolate) let a line with Persian letters run from its own side. */
const line = (text: string): string => (/[\u0590-\u08ff]/.test(text) ? `\u2067${text}\u2069` : text);

function axisText({ unit, numbers }: Chart): (value: number) => string {
  if (unit === "percent") return (value) => new Intl.NumberFormat(numbers, { style: "percent", maximumFractionDigits: 1 }).format(value);
  const number = new Intl.NumberFormat(numbers, { notation: "compact", maximumFractionDigits: 1 });
  if (unit !== "duration") return (value) => line(number.format(value));
  const two = new Intl.NumberFormat(numbers, { minimumIntegerDigits: 2 });
  return (value) => `${new Intl.NumberFormat(numbers).format(Math.floor(value / 60))}:${two.format(Math.floor(value % 60))}`;
}

function seriesOf(chart: Chart): object[] {
  const isBar = chart.kind === "bar" || chart.kind === "stacked";
  return chart.series.flatMap((series, index) => {
    const tone = colour(COLOURS[index % COLOURS.length]!);
    const main = {
      name: series.name,
      type: isBar ? "bar" : "line",
      data: series.values,
      stack: chart.kind === "stacked" ? "all" : undefined,
      barMaxWidth: 28,
      symbol: "circle",
      symbolSize: 5,
      showSymbol: chart.labels.length <= 31,
      connectNulls: false,
      color: tone,
      lineStyle: { width: 1.8 },
      areaStyle: chart.kind === "area" ? { opacity: 0.12 } : undefined,
      markLine: index === 0 && chart.target !== null ? targetLine(chart) : undefined,
    };
    return series.low && series.high ? [...band(series, tone, index), main] : [main];
  });
}

/** The interval as a soft band: an invisible lower line, and what lies between stacked on it. */
function band({ name, low, high }: Series, tone: string, index: number): object[] {
  const shared = { type: "line", stack: `band${index}`, stackStrategy: "all", symbol: "none", silent: true, lineStyle: { opacity: 0 }, color: tone, tooltip: { show: false } };
  const width = high!.map((value, at) => (value === null || low![at] == null ? null : value - low![at]!));
  return [
    { ...shared, name: `${name} low`, data: low },
    { ...shared, name: `${name} high`, data: width, areaStyle: { opacity: 0.14 } },
  ];
}

function targetLine(chart: Chart): object {
  return {
    silent: true,
    symbol: "none",
    lineStyle: { type: "dashed", color: colour("ink-3") },
    label: { formatter: line(chart.targetName), position: "insideEndTop", color: colour("ink-3"), fontFamily: "Vazirmatn" },
    data: [{ yAxis: chart.target }],
  };
}

/** Bars that lie, the first on top, each with its interval as a whisker. They begin at the side where reading begins. */
function ranked(chart: Chart): object[] {
  const { name, values, low, high } = chart.series[0]!;
  const [good, bad, ink] = [colour("firuzeh"), colour("anar"), colour("ink-2")];
  const isSigned = values.some((value) => value !== null && value < 0);
  const bars = { name, type: "bar", barMaxWidth: 18, data: values.map((value) => ({ value, itemStyle: { color: isSigned && value !== null && value < 0 ? bad : good, opacity: 0.85 } })) };
  if (!low || !high) return [bars];
  const data = values.map((_, at) => [low[at], high[at], at]);
  return [bars, { type: "custom", name: `${name} interval`, silent: true, tooltip: { show: false }, encode: { x: [0, 1], y: 2 }, data, z: 5, renderItem: (_: unknown, api: RenderApi) => whisker(api, ink) }];
}

interface RenderApi {
  value: (dimension: number) => number;
  coord: (point: number[]) => number[];
}

function whisker(api: RenderApi, ink: string): object | undefined {
  if (Number.isNaN(api.value(0)) || Number.isNaN(api.value(1))) return undefined;
  const [from, to] = [api.coord([api.value(0), api.value(2)]), api.coord([api.value(1), api.value(2)])];
  const stroke = { style: { stroke: ink, lineWidth: 1.4 } };
  const upright = ([x, y]: number[]) => ({ type: "line", shape: { x1: x, x2: x, y1: y! - 4, y2: y! + 4 }, ...stroke });
  return { type: "group", children: [{ type: "line", shape: { x1: from[0], y1: from[1], x2: to[0], y2: to[1] }, ...stroke }, upright(from), upright(to)] };
}

/** Values lie across and names stand beside them, in Persian on the right. */
function lying(chart: Chart, options: EChartsCoreOption, text: object, rule: string, width: number): EChartsCoreOption {
  const isRtl = document.documentElement.dir === "rtl";
  const room = Math.min(220, Math.round(width * 0.42));
  return {
    ...options,
    grid: { left: 12, right: 12, top: 8, bottom: 4, containLabel: true },
    xAxis: { type: "value", inverse: isRtl, splitNumber: width < 500 ? 3 : 5, splitLine: { lineStyle: { color: rule } }, axisLabel: { ...text, formatter: axisText(chart), hideOverlap: true } },
    yAxis: {
      type: "category",
      inverse: true,
      position: isRtl ? "right" : "left",
      data: chart.labels.map(line),
      axisTick: { show: false },
      axisLine: { lineStyle: { color: rule }, onZero: false },
      axisLabel: { ...text, fontSize: 12, color: colour("ink"), width: room, overflow: "break", lineHeight: 14, interval: 0, align: isRtl ? "left" : "right" },
    },
    series: ranked(chart),
  };
}

function optionsOf(chart: Chart, width: number): EChartsCoreOption {
  const [ink, quiet, rule] = [colour("ink"), colour("ink-3"), colour("line")];
  const text = { fontFamily: "Vazirmatn, sans-serif", fontSize: 11, color: quiet };
  const format = axisText(chart);
  const options: EChartsCoreOption = {
    animation: false,
    textStyle: { fontFamily: "Vazirmatn, sans-serif" },
    grid: { left: 8, right: 12, top: chart.series.length > 1 ? 32 : 12, bottom: 4, containLabel: true },
    legend: { show: chart.series.length > 1, top: 0, icon: "roundRect", itemWidth: 10, itemHeight: 10, textStyle: { ...text, fontSize: 12 }, data: chart.series.map(({ name }) => name) },
    tooltip: {
      trigger: "axis",
      renderMode: "richText",
      confine: true,
      backgroundColor: colour("raised"),
      borderColor: rule,
      textStyle: { fontFamily: "Vazirmatn, sans-serif", fontSize: 12, color: ink },
      formatter: (points: { dataIndex: number }[]) => tip(chart, points[0]?.dataIndex ?? 0),
    },
    xAxis: { type: "category", data: chart.labels.map(line), boundaryGap: chart.kind === "bar" || chart.kind === "stacked", axisTick: { show: false }, axisLine: { lineStyle: { color: rule } }, axisLabel: { ...text, hideOverlap: true } },
    yAxis: { type: "value", scale: chart.kind === "line", splitNumber: 4, splitLine: { lineStyle: { color: rule } }, axisLabel: { ...text, formatter: format } },
    series: chart.kind === "ranked" ? [] : seriesOf(chart),
  };
  return chart.kind === "ranked" ? lying(chart, options, text, rule, width) : options;
}

function tip(chart: Chart, at: number): string {
  return [chart.labels[at] ?? "", ...chart.series.map(({ name, texts }) => `${name}: ${texts[at] ?? ""}`)].map(line).join("\n");
}

const drawn = new Map<HTMLElement, { chart: Chart; drawing: ECharts }>();

export async function draw(canvas: HTMLElement): Promise<void> {
  const data = document.getElementById(canvas.dataset.chart!);
  if (!data) return;
  await document.fonts.ready; // a canvas does not repaint when its font arrives
  const chart = JSON.parse(data.textContent ?? "{}") as Chart;
  const drawing = init(canvas, undefined, { renderer: "canvas" });
  if (chart.kind === "ranked") makeRoom(canvas, drawing, chart.labels.length);
  drawing.setOption(optionsOf(chart, canvas.clientWidth));
  drawn.set(canvas, { chart, drawing });
  new ResizeObserver(() => drawing.resize()).observe(canvas);
}

/** A row for each name, however many there are. Set by script, not in the markup, as the policy of the page asks. */
function makeRoom(canvas: HTMLElement, drawing: ECharts, rows: number): void {
  canvas.style.height = `${Math.max(120, rows * 34 + 40)}px`;
  drawing.resize();
}

function repaint(): void {
  for (const [canvas, { chart, drawing }] of drawn) {
    if (canvas.isConnected) drawing.setOption(optionsOf(chart, canvas.clientWidth), true);
    else {
      drawing.dispose();
      drawn.delete(canvas);
    }
  }
}
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", repaint);
new MutationObserver(repaint).observe(document.documentElement, { attributeFilter: ["data-theme"] });

on("click", "[data-chart-table]", (button) => {
  const figure = button.closest(".chart")!;
  const shows = figure.classList.toggle("shows-table");
  button.setAttribute("aria-pressed", String(shows));
});

on("click", "[data-chart-download]", (button) => {
  const figure = button.closest(".chart")!;
  const rows = [...figure.querySelectorAll<HTMLTableRowElement>(".as-table tr")];
  const cells = (row: HTMLTableRowElement) => [...row.cells].map((cell) => `"${(cell.dataset.value ?? cell.textContent ?? "").trim().replaceAll('"', '""')}"`);
  // The mark in front lets Excel see that this is UTF-8.
  const file = new Blob(["\ufeff", rows.map((row) => cells(row).join(",")).join("\r\n")], { type: "text/csv;charset=utf-8" });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = `${button.dataset.chartDownload}.csv`;
  link.click();
  URL.revokeObjectURL(link.href);
});
