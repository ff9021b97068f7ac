import type { Figure } from "./measurement";

const WIDTH = 720;
const HEIGHT = 320;
const LEFT = 84;
const RIGHT = 24;
const TOP = 56;
const BOTTOM = 56;
const OWN = "#0b7285";
const BEFORE = "#868e96";
const STEP = 26;
const LABEL_WIDTH = 470;

/**
 * Draws the figures of one curve: the medians as a line, every run as a dot; a second line for the checkout that was measured in turn.
 * The horizontal axis is logarithmic, the vertical one begins at 0: what grows in proportion is bent, what stays flat is flat.
 */
export function curvePicture(name: string, figures: readonly Figure[]): string {
  const points = figures.flatMap(({ at, median, runs, before }) => (at ? [{ x: at.value, median, runs, before }] : []));
  const values = points.flatMap(({ runs, before }) => [...runs, ...(before?.runs ?? [])]);
  const highest = roundedUp(Math.max(...values));
  const xs = points.map(({ x }) => Math.log(x));
  const [first, last] = [Math.min(...xs), Math.max(...xs)];
  const toX = (x: number) => place(LEFT + ((Math.log(x) - first) / (last - first || 1)) * (WIDTH - LEFT - RIGHT));
  const toY = (y: number) => place(HEIGHT - BOTTOM - (y / highest) * (HEIGHT - TOP - BOTTOM));
  const line = (color: string, ends: readonly (readonly [number, number])[]) =>
    `<polyline fill="none" stroke="${color}" stroke-width="2" points="${ends.map(([x, y]) => `${toX(x)},${toY(y)}`).join(" ")}"/>`;
  const dots = (color: string, x: number, runs: readonly number[]) =>
    runs.map((y) => `<circle cx="${toX(x)}" cy="${toY(y)}" r="3" fill="${color}" fill-opacity="0.5"/>`);
  const earlier = points.flatMap(({ x, before }) => (before ? [{ x, ...before }] : []));
  const [{ unit = "", at } = { unit: "" }] = figures;
  return svg(HEIGHT, [
    title(`${name}, ${unit}`),
    ...[0, 0.25, 0.5, 0.75, 1].flatMap((share) => [
      `<line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${toY(share * highest)}" y2="${toY(share * highest)}" stroke="#dee2e6"/>`,
      text(LEFT - 8, toY(share * highest) + 4, short(share * highest), "end"),
    ]),
    ...points.map(({ x }) => text(toX(x), HEIGHT - BOTTOM + 20, x.toLocaleString("en"), "middle")),
    text((WIDTH + LEFT - RIGHT) / 2, HEIGHT - 12, at?.unit ?? "", "middle"),
    ...earlier.flatMap(({ x, runs }) => dots(BEFORE, x, runs)),
    ...(earlier.length > 0
      ? [
          line(
            BEFORE,
            earlier.map(({ x, median }) => [x, median] as const),
          ),
        ]
      : []),
    ...points.flatMap(({ x, runs }) => dots(OWN, x, runs)),
    line(
      OWN,
      points.map(({ x, median }) => [x, median] as const),
    ),
    ...(earlier.length > 0 ? legend() : []),
  ]);
}

/** Draws before and after of every figure that was measured in pairs, the longer of both bars as long as the picture is wide. */
export function pairsPicture(figures: readonly Figure[]): string {
  const paired = figures.flatMap(({ before, ...figure }) => (before ? [{ ...figure, before }] : []));
  const length = (value: number, longest: number) => place((value / (longest || 1)) * (WIDTH - LABEL_WIDTH - 130));
  return svg(TOP + paired.length * STEP + 12, [
    title("before and after"),
    ...legend(),
    ...paired.flatMap(({ name, unit, at, median, before }, index) => {
      const y = TOP + index * STEP;
      const longest = Math.max(median, before.median);
      return [
        text(LABEL_WIDTH - 8, y + 14, at ? `${name}, ${at.value.toLocaleString("en")} ${at.unit}` : name, "end"),
        `<rect x="${LABEL_WIDTH}" y="${y}" width="${length(before.median, longest)}" height="9" fill="${BEFORE}"/>`,
        `<rect x="${LABEL_WIDTH}" y="${y + 10}" width="${length(median, longest)}" height="9" fill="${OWN}"/>`,
        text(WIDTH - 6, y + 14, `${short(before.median)} → ${short(median)} ${unit}`, "end"),
      ];
    }),
  ]);
}

function svg(height: number, parts: readonly string[]): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" font-family="system-ui, sans-serif" font-size="12">`,
    `<rect width="${WIDTH}" height="${height}" fill="#fff"/>`,
    ...parts,
    "</svg>\n",
  ].join("\n");
}

function title(words: string): string {
  const shown = `<text x="16" y="24" font-size="15" font-weight="600" fill="#212529">${escaped(words)}</text>`;
  return `<title>${escaped(words)}</title>${shown}`;
}

function legend(): string[] {
  return [`<text x="16" y="42" fill="${BEFORE}">■ before</text>`, `<text x="90" y="42" fill="${OWN}">■ after</text>`];
}

function text(x: number, y: number, words: string, anchor: "start" | "middle" | "end"): string {
  return `<text x="${place(x)}" y="${place(y)}" text-anchor="${anchor}" fill="#495057">${escaped(words)}</text>`;
}

function escaped(words: string): string {
  return words.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}

/** Tenths of a pixel: a picture of the same figures is the same file. */
function place(value: number): number {
  return Math.round(value * 10) / 10;
}

function short(value: number): string {
  return Number(value.toPrecision(3)).toLocaleString("en", { maximumSignificantDigits: 3 });
}

/** The next number that is 1, 2, 4, 5 or 8 times a power of ten. */
function roundedUp(value: number): number {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return (([1, 2, 4, 5, 8].find((digit) => digit * power >= value) as number | undefined) ?? 10) * power;
}
