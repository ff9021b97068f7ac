import {
  type AthenaClient,
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  StartQueryExecutionCommand,
} from "@aws-sdk/client-athena";
import type { Clock } from "../../../local/base/clock";
import { pause } from "../poll";

const POLL_MS = 250;

export interface QueryPlace {
  databaseName: string;
  eventTableName: string;
  workgroupName: string;
}

/** Asks Athena about the archive. */
export class ArchiveQueries {
  constructor(
    private readonly athena: AthenaClient,
    private readonly place: QueryPlace,
    private readonly clock: Clock,
  ) {}

  /**
   * Distinct events of a run's cards, by type.
   * @param from milliseconds since the Unix epoch; whole days are read
   * @throws Error saying why where Athena does not answer the query
   */
  async countsByType(runId: string, from: number, to: number): Promise<Readonly<Record<string, number>>> {
    const { databaseName, eventTableName } = this.place;
    const rows = await this.rows(
      `SELECT type, count(DISTINCT id) FROM "${databaseName}"."${eventTableName}" ` +
        `WHERE "date" BETWEEN '${dayOf(from)}' AND '${dayOf(to)}' AND card_id LIKE '${runId}-%' GROUP BY type`,
    );
    return Object.fromEntries(rows.map(([type = "", count]) => [type, Number(count)]));
  }

  private async rows(sql: string): Promise<string[][]> {
    const { workgroupName: WorkGroup } = this.place;
    const { QueryExecutionId } = await this.athena.send(
      new StartQueryExecutionCommand({ QueryString: sql, WorkGroup }),
    );
    for (;;) {
      const { QueryExecution } = await this.athena.send(new GetQueryExecutionCommand({ QueryExecutionId }));
      const { State, StateChangeReason } = QueryExecution?.Status ?? {};
      if (State === "SUCCEEDED") break;
      if (State === "FAILED" || State === "CANCELLED") {
        throw new Error(`the archive could not be queried: ${StateChangeReason ?? State}`);
      }
      await pause(this.clock, POLL_MS);
    }
    const { ResultSet } = await this.athena.send(new GetQueryResultsCommand({ QueryExecutionId }));
    // The first row has the names of the columns.
    return (ResultSet?.Rows ?? []).slice(1).map(({ Data = [] }) => Data.map(({ VarCharValue = "" }) => VarCharValue));
  }
}

function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
