/** Pages of the console, in the order of its navigation. */
export const PAGES = [
  { path: "map", title: "Map" },
  { path: "journeys", title: "Journeys" },
  { path: "send", title: "Send" },
  { path: "break", title: "Break" },
  { path: "cost", title: "Cost" },
  { path: "functions", title: "Functions" },
  { path: "tasks", title: "Tasks" },
  { path: "workflows", title: "Workflows" },
  { path: "schedules", title: "Schedules" },
  { path: "queues", title: "Queues" },
  { path: "streams", title: "Streams" },
  { path: "tables", title: "Tables" },
  { path: "databases", title: "Databases" },
  { path: "buckets", title: "Buckets" },
  { path: "users", title: "Users" },
  { path: "logs", title: "Logs" },
  { path: "metrics", title: "Metrics" },
  { path: "alarms", title: "Alarms" },
] as const;

export type PageName = (typeof PAGES)[number]["path"];

export interface Route {
  page: PageName;
  /** The one thing that the page shows; all of them where it is absent. */
  name?: string;
}

/** Reads the part of the address behind `#`: `#/queues/orders`. What is no page is the first one. */
export function routeAt(hash: string): Route {
  const [, path = "", ...rest] = hash.replace(/^#/, "").split("/");
  const page = PAGES.find((each) => each.path === path)?.path ?? PAGES[0].path;
  const name = decoded(rest.join("/"));
  return { page, ...(name !== "" && page === path && { name }) };
}

/** The address of a page, or of one thing on it. */
export function hrefOf(page: PageName, name?: string): string {
  return name === undefined ? `#/${page}` : `#/${page}/${encodeURIComponent(name)}`;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
