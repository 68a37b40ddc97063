// ECharts, drawn from the JSON beside the canvas in the colours of the page. Time runs left to right in every language, by decision.
// Tooltips are drawn on the canvas ("richText"): HTML ones would need inline styles, which the page's policy forbids.
import { BarChart, LineChart } from "echarts/charts";
import { AriaComponent, GridComponent, LegendComponent, MarkLineComponent, TooltipComponent } from "echarts/components";
import { init, use, type EChartsCoreOption, type ECharts } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";
import { on } from "./dom";

use([BarChart, LineChart, AriaComponent, GridComponent, LegendComponent, MarkLineComponent, TooltipComponent, CanvasRenderer]);

interface Series {
  name: string;
  values: (number | null)[];
  low?: (number | null)[];
  high?: (number | null)[];
  texts: string[];
}
interface Chart {
  kind: "line" | "bar" | "stacked" | "area";
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
  if (unit !== "duration") return (value) => number.format(value);
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

function optionsOf(chart: Chart): EChartsCoreOption {
  const [ink, quiet, rule] = [colour("ink"), colour("ink-3"), colour("line")];
  const text = { fontFamily: "Vazirmatn, sans-serif", fontSize: 11, color: quiet };
  const format = axisText(chart);
  return {
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
    series: seriesOf(chart),
  };
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
  drawing.setOption(optionsOf(chart));
  drawn.set(canvas, { chart, drawing });
  new ResizeObserver(() => drawing.resize()).observe(canvas);
}

function repaint(): void {
  for (const [canvas, { chart, drawing }] of drawn) {
    if (canvas.isConnected) drawing.setOption(optionsOf(chart), true);
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
