import { AwsError } from "../../base/awsError";
import type { Ec2, Route, RouteTable } from "./ec2";

type RouteTables = Pick<
  Ec2,
  | "routeTables"
  | "routeTable"
  | "putRouteTable"
  | "deleteRouteTable"
  | "associate"
  | "disassociate"
  | "addRoute"
  | "deleteRoute"
>;

/** Route tables, their routes and the subnets that use them, in memory. */
export function createRouteTables(): RouteTables {
  const tables = new Map<string, { id: string; vpcId: string; routes: readonly Route[] }>();
  const associations = new Map<string, { routeTableId: string; subnetId: string }>();

  const table = (id: string) => {
    const one = tables.get(id);
    if (one) return one;
    throw new AwsError("InvalidRouteTableID.NotFound", `The routeTable ID '${id}' does not exist`);
  };
  const whole = ({ id, vpcId, routes }: ReturnType<typeof table>): RouteTable => {
    const own = [...associations]
      .filter(([, { routeTableId }]) => routeTableId === id)
      .map(([associationId, { subnetId }]) => ({ id: associationId, subnetId }));
    return { id, vpcId, routes, associations: own, subnetIds: own.map(({ subnetId }) => subnetId) };
  };

  return {
    routeTables: () => [...tables.values()].map(whole),
    routeTable: (id) => whole(table(id)),
    putRouteTable: ({ id, vpcId }) => void tables.set(id, { id, vpcId, routes: tables.get(id)?.routes ?? [] }),
    deleteRouteTable(id) {
      if ([...associations.values()].some(({ routeTableId }) => routeTableId === id)) {
        throw new AwsError("DependencyViolation", `The routeTable '${id}' has dependencies and cannot be deleted.`);
      }
      tables.delete(id);
    },

    associate(id, { routeTableId, subnetId }) {
      table(routeTableId);
      if ([...associations].some(([other, association]) => other !== id && association.subnetId === subnetId)) {
        throw new AwsError(
          "Resource.AlreadyAssociated",
          `the specified association for route table ${routeTableId} conflicts with an existing association`,
        );
      }
      associations.set(id, { routeTableId, subnetId });
    },
    disassociate: (id) => void associations.delete(id),

    addRoute(id, route) {
      const { routes, ...own } = table(id);
      if (routes.some(({ destination }) => destination === route.destination)) {
        throw new AwsError("RouteAlreadyExists", `The route identified by ${route.destination} already exists.`);
      }
      tables.set(id, { ...own, routes: [...routes, route] });
    },
    deleteRoute(id, destination) {
      const one = tables.get(id);
      if (!one) return;
      tables.set(id, { ...one, routes: one.routes.filter((route) => route.destination !== destination) });
    },
  };
}
