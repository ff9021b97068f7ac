import { readFile } from "node:fs/promises";
import path from "node:path";
import { runEsbuild } from "../../base/bundling";
import type { PathHandler } from "../../edge/edge";
import { sendText } from "../../edge/localPage";
import type { Dashboards } from "./dashboards";
import type { ViewRequest } from "./dashboardView";
import { METRIC_RETENTION_MS } from "./metricSeries";

/** The browser's code. It is made into one script and one style sheet when somebody first opens a page. */
const PAGE_FOLDER = path.join(__dirname, "../../pages/dashboard");
const DEFAULT_RANGE_SECONDS = 900;

interface Assets {
  script: string;
  style: string;
}

/**
 * The dashboards as live pages: `/` lists them, `/<name>` is one, `/<name>/data?range=900&period=1` what it shows now, in seconds.
 * The page's own parts have a dot in their names, which no dashboard has.
 */
export function createDashboardPages({ dashboards }: { dashboards: Dashboards }): PathHandler {
  let assets: Promise<Assets> | undefined;

  return async (rest, _request, response) => {
    const url = new URL(`http://page${rest}`);
    const [, name = "", part = "", ...more] = url.pathname.split("/");
    const is = (expected: string) => part === expected && more.length === 0;
    if (rest === "" || rest.startsWith("?")) {
      response.writeHead(302, { location: "/_local/dashboards/" }).end();
    } else if (name === "page.js" || name === "page.css") {
      // A failed bundle is tried again: a file is being edited, perhaps.
      assets ??= bundle().catch((error: unknown) => {
        assets = undefined;
        throw error;
      });
      const { script, style } = await assets;
      if (name === "page.js") sendText(response, 200, "text/javascript", script);
      else sendText(response, 200, "text/css", style);
    } else if (name === "names.json") {
      sendJson(response, 200, { names: dashboards.names });
    } else if (is("data")) {
      const request = requestOf(url.searchParams);
      const view = typeof request === "string" ? request : dashboards.view(name, request);
      if (typeof view === "string") sendJson(response, 400, { message: view });
      else if (view) sendJson(response, 200, view);
      else sendJson(response, 404, { message: `There is no dashboard ${JSON.stringify(name)}.` });
    } else if (is("")) {
      const known = name === "" || dashboards.names.includes(name);
      sendText(response, known ? 200 : 404, "text/html", await readFile(path.join(PAGE_FOLDER, "page.html"), "utf8"));
    } else {
      sendText(response, 404, "text/plain", `Nothing is at /_local/dashboards${rest}\n`);
    }
  };
}

/** @returns what is wrong with the request, where something is */
function requestOf(parameters: URLSearchParams): ViewRequest | string {
  const rangeSeconds = Number(parameters.get("range") ?? DEFAULT_RANGE_SECONDS);
  const most = METRIC_RETENTION_MS / 1000;
  if (!Number.isInteger(rangeSeconds) || rangeSeconds < 1 || rangeSeconds > most) {
    return `range must be a whole number of seconds from 1 to ${most}`;
  }
  if (!parameters.has("period")) return { rangeSeconds };
  const periodSeconds = Number(parameters.get("period"));
  if (!Number.isInteger(periodSeconds) || periodSeconds < 1 || periodSeconds > most) {
    return `period must be a whole number of seconds from 1 to ${most}`;
  }
  return { rangeSeconds, periodSeconds };
}

function sendJson(response: Parameters<PathHandler>[2], status: number, value: object): void {
  sendText(response, status, "application/json", JSON.stringify(value));
}

async function bundle(): Promise<Assets> {
  const { outputFiles } = await runEsbuild({
    entryPoints: [path.join(PAGE_FOLDER, "page.ts"), path.join(PAGE_FOLDER, "page.css")],
    outdir: "/",
    bundle: true,
    write: false,
    minify: true,
    format: "esm",
    target: "es2022",
    logLevel: "silent",
  });
  const textOf = (extension: string) => outputFiles.find((file) => file.path.endsWith(extension))?.text ?? "";
  return { script: textOf(".js"), style: textOf(".css") };
}
