import { useEffect } from "react";
import { useHash } from "../shared/parts/useHash";
import { type Live, useLive } from "./api";
import { hrefOf, PAGES, type PageName, routeAt } from "./logic/route";
import { AlarmsPage } from "./pages/alarmsPage";
import { BreakPage } from "./pages/breakPage";
import { BucketPage } from "./pages/bucketPage";
import { BucketsPage } from "./pages/bucketsPage";
import { CostPage } from "./pages/costPage";
import { DatabasePage } from "./pages/databasePage";
import { DatabasesPage } from "./pages/databasesPage";
import { FunctionPage } from "./pages/functionPage";
import { FunctionsPage } from "./pages/functionsPage";
import { JourneyPage } from "./pages/journeyPage";
import { JourneysPage } from "./pages/journeysPage";
import { LogPage, LogsPage } from "./pages/logsPage";
import { MapPage } from "./pages/mapPage";
import { MetricPage } from "./pages/metricPage";
import { MetricsPage } from "./pages/metricsPage";
import { QueuePage } from "./pages/queuePage";
import { QueuesPage } from "./pages/queuesPage";
import { SchedulesPage } from "./pages/schedulesPage";
import { SendPage } from "./pages/sendPage";
import { ServicePage } from "./pages/servicePage";
import { StreamPage } from "./pages/streamPage";
import { StreamsPage } from "./pages/streamsPage";
import { TablePage } from "./pages/tablePage";
import { TablesPage } from "./pages/tablesPage";
import { TasksPage } from "./pages/tasksPage";
import { UserPoolPage } from "./pages/userPoolPage";
import { UsersPage } from "./pages/usersPage";
import { WorkflowPage } from "./pages/workflowPage";
import { WorkflowsPage } from "./pages/workflowsPage";

interface Overview {
  alarming: number;
  deadLetters: number;
  hasMailbox: boolean;
  dashboards: readonly string[];
}

const LISTS: Record<PageName, () => React.ReactNode> = {
  map: MapPage,
  journeys: JourneysPage,
  send: SendPage,
  break: BreakPage,
  queues: QueuesPage,
  tables: TablesPage,
  functions: FunctionsPage,
  workflows: WorkflowsPage,
  logs: LogsPage,
  alarms: AlarmsPage,
  buckets: BucketsPage,
  cost: CostPage,
  databases: DatabasesPage,
  metrics: MetricsPage,
  schedules: SchedulesPage,
  streams: StreamsPage,
  tasks: TasksPage,
  users: UsersPage,
};

const SINGLES: Partial<Record<PageName, (props: { name: string }) => React.ReactNode>> = {
  journeys: JourneyPage,
  queues: QueuePage,
  tables: TablePage,
  functions: FunctionPage,
  workflows: WorkflowPage,
  logs: LogPage,
  buckets: BucketPage,
  databases: DatabasePage,
  metrics: MetricPage,
  streams: StreamPage,
  tasks: ServicePage,
  users: UserPoolPage,
};

/** The frame around every page. */
export function Shell() {
  const { hash, moved } = useHash();
  const overview = useLive<Overview>("overview");
  const { page, name } = routeAt(hash);
  const List = LISTS[page];
  const Single = name === undefined ? undefined : SINGLES[page];
  useEffect(() => {
    document.title = `${name ?? PAGES.find(({ path }) => path === page)?.title} – Sluice`;
    if (moved) document.querySelector("h1")?.focus();
  }, [page, name, moved]);
  return (
    <>
      <button type="button" className="skip" onClick={() => document.querySelector("h1")?.focus()}>
        Skip to content
      </button>
      <header className="side">
        <p className="brand">Sluice</p>
        <Navigation page={page} overview={overview.state === "ready" ? overview.value : undefined} />
      </header>
      <main id="content">
        <Gone overview={overview} />
        {Single && name !== undefined ? <Single key={`${page}/${name}`} name={name} /> : <List key={page} />}
      </main>
    </>
  );
}

function Navigation({ page, overview }: { page: PageName; overview: Overview | undefined }) {
  const marks: Partial<Record<PageName, { count: number; words: string }>> = {
    queues: { count: overview?.deadLetters ?? 0, words: "dead letters" },
    alarms: { count: overview?.alarming ?? 0, words: "in alarm" },
  };
  return (
    <nav aria-label="Pages">
      <ul>
        {PAGES.map(({ path, title }) => {
          const mark = marks[path];
          return (
            <li key={path}>
              <a href={hrefOf(path)} {...(page === path && { "aria-current": "page" as const })}>
                {title}
                {mark !== undefined && mark.count > 0 && (
                  <span className="badge bad">
                    {mark.count} <span className="unseen">{mark.words}</span>
                  </span>
                )}
              </a>
            </li>
          );
        })}
        {overview?.hasMailbox && (
          <li className="outside">
            <a href="/_local/mailbox">Mailbox</a>
          </li>
        )}
        {overview !== undefined && overview.dashboards.length > 0 && (
          <li className="outside">
            <a href="/_local/dashboards/">Dashboards</a>
          </li>
        )}
      </ul>
    </nav>
  );
}

/** Tells that what is shown is no longer so, while the local cloud does not answer. */
function Gone({ overview }: { overview: Live<Overview> }) {
  if (overview.state !== "ready" || !overview.isStale) return null;
  return (
    <div className="notice problem" role="alert">
      <p>The local cloud does not answer: what you see was so before. This page goes on when it is back.</p>
    </div>
  );
}
