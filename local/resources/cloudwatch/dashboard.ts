import { ACCOUNT_ID } from "../../base/arn";
import type { Properties, ResourceHandler } from "../../engine/resourceHandler";
import type { Services } from "../../services";

/** `aws.cloudwatch.Dashboard`: shown at `/_local/dashboards/<name>` of the edge. */
export function dashboard({ dashboards }: Pick<Services, "dashboards">): ResourceHandler {
  const put = (properties: Properties) => {
    const { dashboardName, dashboardBody } = properties as { dashboardName: string; dashboardBody: string };
    dashboards.put(dashboardName, dashboardBody);
    return {
      id: dashboardName,
      // Dashboards belong to the account, not to a region.
      state: { ...properties, dashboardArn: `arn:aws:cloudwatch::${ACCOUNT_ID}:dashboard/${dashboardName}` },
    };
  };
  return {
    type: "aws:cloudwatch/dashboard:Dashboard",
    properties: { dashboardName: "honoured", dashboardBody: "honoured" },
    replaceOn: ["dashboardName"],
    async create(_context, properties) {
      const { dashboardName } = properties as { dashboardName: string };
      if (!/^[\w-]{1,255}$/.test(dashboardName)) {
        throw new Error(`dashboardName must be 1 to 255 letters, digits, - and _, got "${dashboardName}"`);
      }
      if (dashboards.names.includes(dashboardName)) {
        throw new Error(`the dashboard "${dashboardName}" exists already: give this one another name`);
      }
      return put(properties);
    },
    update: async (_context, _current, properties) => put(properties),
    delete: async (_context, current) => dashboards.delete(current.id),
  };
}
