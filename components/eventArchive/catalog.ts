import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { EVENT_COLUMNS, EVENT_TABLE, EVENTS_PREFIX, RESULTS_PREFIX } from "../../functions/access-cards/archive/layout";
import type { ChildOptions } from "../parts/arguments/childOptions";
import { type Transform, transformed } from "../parts/arguments/transform";
import type { Settings } from "./settings";

/** The first day that a query can ask for: before there were any events. */
const FIRST_DAY = "2020-01-01";

const BYTES_PER_MB = 1024 * 1024;

/** The database in which Athena finds the table of events. */
export function database(name: string, { subject, tags }: Settings, opts: ChildOptions): aws.glue.CatalogDatabase {
  return new aws.glue.CatalogDatabase(
    name,
    // Athena takes small letters, digits and underscores only, and Pulumi's own names have hyphens. Stacks of all projects share an account's catalog.
    {
      name: sqlName(`${pulumi.getProject()}-${pulumi.getStack()}-${subject.name}`),
      description: `Events of ${subject.name}.`,
      tags,
    },
    opts,
  );
}

function sqlName(text: string): string {
  return text.toLowerCase().replaceAll(/[^a-z0-9]+/g, "_");
}

/**
 * The events as a table. Athena computes the folders of the dates and hours that a query asks for, so that nobody has to enter
 * partitions (Athena User Guide, "Use partition projection").
 */
export function eventTable(
  name: string,
  args: {
    bucket: aws.s3.Bucket;
    database: aws.glue.CatalogDatabase;
    transform: Transform<aws.glue.CatalogTableArgs> | undefined;
  },
  opts: ChildOptions,
): aws.glue.CatalogTable {
  const location = pulumi.interpolate`s3://${args.bucket.bucket}/${EVENTS_PREFIX}`;
  return new aws.glue.CatalogTable(
    name,
    transformed(args.transform, {
      name: EVENT_TABLE,
      databaseName: args.database.name,
      tableType: "EXTERNAL_TABLE",
      parameters: {
        classification: "json",
        compressionType: "gzip",
        "projection.enabled": "true",
        "projection.date.type": "date",
        "projection.date.format": "yyyy-MM-dd",
        // A gate's clock may be ahead, in the last minutes of a day.
        "projection.date.range": `${FIRST_DAY},NOW+1DAY`,
        "projection.date.interval": "1",
        "projection.date.interval.unit": "DAYS",
        "projection.hour.type": "integer",
        "projection.hour.range": "0,23",
        "projection.hour.digits": "2",
        "storage.location.template": pulumi.interpolate`${location}date=\${date}/hour=\${hour}/`,
      },
      partitionKeys: [
        { name: "date", type: "string" },
        { name: "hour", type: "string" },
      ],
      storageDescriptor: {
        location,
        inputFormat: "org.apache.hadoop.mapred.TextInputFormat",
        outputFormat: "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat",
        serDeInfo: { serializationLibrary: "org.openx.data.jsonserde.JsonSerDe" },
        columns: Object.entries(EVENT_COLUMNS).map(([name, type]) => ({ name, type })),
      },
    }),
    opts,
  );
}

/** The one place for queries of the archive: nobody can have results put elsewhere, leave them unencrypted, or read without limit. */
export function workgroup(
  name: string,
  args: Settings & { bucket: aws.s3.Bucket },
  opts: ChildOptions,
): aws.athena.Workgroup {
  const { subject, bucket, key, scanLimitMb, deletionProtection, tags, transform } = args;
  return new aws.athena.Workgroup(
    name,
    transformed(transform.workgroup, {
      description: `Queries of the events of ${subject.name}.`,
      configuration: {
        enforceWorkgroupConfiguration: true,
        publishCloudwatchMetricsEnabled: true,
        bytesScannedCutoffPerQuery: pulumi.output(scanLimitMb).apply((limit) => limit * BYTES_PER_MB),
        engineVersion: { selectedEngineVersion: "Athena engine version 3" },
        resultConfiguration: {
          outputLocation: pulumi.interpolate`s3://${bucket.bucket}/${RESULTS_PREFIX}`,
          encryptionConfiguration: { encryptionOption: "SSE_KMS", kmsKeyArn: key.arn },
        },
      },
      // The history of queries goes with it.
      forceDestroy: pulumi.output(deletionProtection).apply((protects) => !protects),
      tags,
    }),
    opts,
  );
}
