import type {
  DeleteDashboardsCommandInput,
  DeleteDashboardsCommandOutput,
  GetDashboardCommandInput,
  GetDashboardCommandOutput,
  ListDashboardsCommandInput,
  ListDashboardsCommandOutput,
  PutDashboardCommandInput,
  PutDashboardCommandOutput,
} from "@aws-sdk/client-cloudwatch";
import { ACCOUNT_ID } from "../../base/arn";
import { AwsError } from "../../base/awsError";
import type { MadeResource } from "../../base/inventory";
import { tagsIn } from "../../base/tagList";
import { creating } from "../../iam/creating";
import type { CloudWatchOperation, CloudWatchParts } from "./cloudWatchOperation";
import { DASHBOARD, paged } from "./cloudWatchOperation";

/** Takes the place of a dashboard of the same name. Nothing of a body that has a fault is put, and no fault is only warned of. */
export const putDashboard: CloudWatchOperation<PutDashboardCommandInput, PutDashboardCommandOutput> = {
  parameters: { DashboardName: "text", DashboardBody: "text", Tags: "list?" },
  permissions: ({ DashboardName, Tags }) =>
    creating(dashboardArn(DashboardName), tagsIn(Tags), {
      create: "cloudwatch:PutDashboard",
      tag: "cloudwatch:TagResource",
    }),
  async run({ DashboardName: name, DashboardBody: dashboardBody, Tags }, { resources }) {
    const existing = resources.find(DASHBOARD, name);
    await inWords(() =>
      existing
        ? resources.update(existing, { dashboardBody })
        : resources.create(DASHBOARD, { dashboardName: name, dashboardBody }, { name, tags: tagsIn(Tags) }),
    );
    return { DashboardValidationMessages: [] };
  },
};

export const getDashboard: CloudWatchOperation<GetDashboardCommandInput, GetDashboardCommandOutput> = {
  parameters: { DashboardName: "text" },
  permissions: ({ DashboardName }) => [{ action: "cloudwatch:GetDashboard", resource: dashboardArn(DashboardName) }],
  run({ DashboardName }, parts) {
    const { state } = dashboardIn(parts, DashboardName);
    return {
      DashboardArn: dashboardArn(DashboardName),
      DashboardBody: String(state.dashboardBody),
      DashboardName,
    };
  },
};

export const listDashboards: CloudWatchOperation<ListDashboardsCommandInput, ListDashboardsCommandOutput> = {
  parameters: { DashboardNamePrefix: "text?", NextToken: "text?" },
  permissions: () => [{ action: "cloudwatch:ListDashboards", resource: "*" }],
  run({ DashboardNamePrefix = "", NextToken }, { resources }) {
    const found = resources.all(DASHBOARD).filter(({ id }) => id.startsWith(DashboardNamePrefix));
    const { items, next } = paged(found, NextToken, undefined, 1000);
    return {
      DashboardEntries: items.map(({ id, state, changedAt }) => ({
        DashboardName: id,
        DashboardArn: dashboardArn(id),
        LastModified: changedAt / 1000,
        Size: Buffer.byteLength(String(state.dashboardBody)),
      })),
      ...(next !== undefined && { NextToken: next }),
    };
  },
};

/** Deletes all that there are before it complains of one that is not. Source: Amazon CloudWatch API Reference, "DeleteDashboards". */
export const deleteDashboards: CloudWatchOperation<DeleteDashboardsCommandInput, DeleteDashboardsCommandOutput> = {
  parameters: { DashboardNames: "list" },
  permissions: ({ DashboardNames }) =>
    DashboardNames.map((name) => ({ action: "cloudwatch:DeleteDashboards", resource: dashboardArn(name) })),
  async run({ DashboardNames }, parts) {
    const found = DashboardNames.map((name) => parts.resources.find(DASHBOARD, name));
    for (const dashboard of found) if (dashboard) await parts.resources.delete(dashboard);
    const absent = DashboardNames.find((_name, index) => found[index] === undefined);
    if (absent !== undefined) throw notFound(absent);
    return {};
  },
};

/** Dashboards belong to the account, not to a region. */
function dashboardArn(name: string): string {
  return `arn:aws:cloudwatch::${ACCOUNT_ID}:dashboard/${name}`;
}

/** @throws AwsError `DashboardNotFoundError` */
function dashboardIn({ resources }: CloudWatchParts, name: string): MadeResource {
  const found = resources.find(DASHBOARD, name);
  if (found) return found;
  throw notFound(name);
}

function notFound(name: string): AwsError {
  return new AwsError("DashboardNotFoundError", `Dashboard ${name} does not exist`, 404);
}

/** @throws AwsError `DashboardInvalidInputError` with what is wrong */
async function inWords<Value>(action: () => Promise<Value>): Promise<Value> {
  try {
    return await action();
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    throw new AwsError("DashboardInvalidInputError", error.message);
  }
}
