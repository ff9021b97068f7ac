import { type DashboardView, Refused, readJson } from "./data";
import { byId, element } from "./elements";
import { Widgets } from "./widgets";

const REFRESH_MS = 1000;
const BASE = "/_local/dashboards/";

const name = decodeURIComponent(location.pathname.slice(BASE.length));
const problem = byId("problem");
const place = byId("widgets");

if (name === "") void list();
else follow(name);

async function list(): Promise<void> {
  try {
    const { names } = await readJson<{ names: readonly string[] }>(`${BASE}names.json`);
    place.replaceChildren(
      names.length === 0
        ? element("p", {}, "No program that runs here has a dashboard.")
        : element("ul", {}, ...names.map((each) => element("li", {}, element("a", { href: BASE + each }, each)))),
    );
  } catch (error) {
    tell(error);
  }
}

function follow(dashboard: string): void {
  const controls = byId<HTMLFormElement>("controls");
  const pause = byId<HTMLButtonElement>("pause");
  const widgets = new Widgets(place);
  const asked = new URLSearchParams(location.search);
  const select = (field: string) => controls.elements.namedItem(field) as HTMLSelectElement;
  let timer: number | undefined;

  document.title = `${dashboard} – dashboard`;
  byId("title").textContent = dashboard;
  select("range").value = asked.get("range") ?? "900";
  select("period").value = asked.get("period") ?? "";
  controls.hidden = false;

  async function refresh(): Promise<void> {
    window.clearTimeout(timer);
    const query = new URLSearchParams({ range: select("range").value || "900" });
    if (select("period").value !== "") query.set("period", select("period").value);
    try {
      const view = await readJson<DashboardView>(`${BASE}${encodeURIComponent(dashboard)}/data?${query}`);
      problem.hidden = true;
      showScale(view);
      widgets.show(view);
    } catch (error) {
      if (error instanceof Refused) widgets.clear("Nothing to show.");
      tell(error);
    }
    window.clearTimeout(timer);
    const paused = pause.getAttribute("aria-pressed") === "true";
    if (!paused && !document.hidden) timer = window.setTimeout(refresh, REFRESH_MS);
  }

  controls.addEventListener("change", () => {
    const chosen = new URLSearchParams([...new FormData(controls)].map(([field, value]) => [field, String(value)]));
    history.replaceState(undefined, "", `?${chosen}`);
    void refresh();
  });
  controls.addEventListener("submit", (event) => event.preventDefault());
  pause.addEventListener("click", () => {
    const paused = pause.getAttribute("aria-pressed") !== "true";
    pause.setAttribute("aria-pressed", String(paused));
    void refresh();
  });
  document.addEventListener("visibilitychange", () => void refresh());
  void refresh();
}

function showScale({ timeScale }: DashboardView): void {
  const scale = byId("scale");
  scale.hidden = timeScale === 1;
  scale.textContent = `Time runs ${timeScale} times as fast for periods here: a minute of the definition is ${60 / timeScale} s.`;
}

function tell(error: unknown): void {
  const text =
    error instanceof Refused ? error.message : "The local cloud does not answer; this page tries again every second.";
  // A problem is told once, not again each second.
  if (!problem.hidden && problem.textContent === text) return;
  problem.textContent = text;
  problem.hidden = false;
}
