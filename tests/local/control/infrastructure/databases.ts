import { readFileSync } from "node:fs";
import { expect } from "chai";
import { Client } from "pg";
import { type RunTime, refusedToOthers } from "../runTime";

/** RDS. */
export function databases(runTime: RunTime): void {
  const { call } = runTime;

  describe("databases", () => {
    it("are Postgres with the settings that a call has given them, until they are deleted", async () => {
      const { ec2, rds } = runTime.services;
      ec2.putVpc({ id: "vpc-db", cidrBlock: "10.7.0.0/16" });
      for (const [at, zone] of ["us-east-1a", "us-east-1b"].entries()) {
        ec2.putSubnet({ id: `subnet-db${at}`, vpcId: "vpc-db", cidrBlock: `10.7.${at}.0/24`, availabilityZone: zone });
      }
      const DBSubnetGroupName = "made";
      const DBParameterGroupName = "made";
      await call("rds", "CreateDBSubnetGroup", {
        ...{ DBSubnetGroupName, DBSubnetGroupDescription: "made", SubnetIds: ["subnet-db0", "subnet-db1"] },
      });
      await call("rds", "CreateDBParameterGroup", {
        ...{ DBParameterGroupName, DBParameterGroupFamily: "postgres18", Description: "made" },
      });
      await call("rds", "ModifyDBParameterGroup", {
        DBParameterGroupName,
        Parameters: [{ ParameterName: "max_connections", ParameterValue: "29", ApplyMethod: "pending-reboot" }],
      });
      const { DBInstance } = await call("rds", "CreateDBInstance", {
        ...{ DBInstanceIdentifier: "made", DBInstanceClass: "db.t4g.micro", Engine: "postgres", DBName: "orders" },
        ...{ MasterUsername: "owner", MasterUserPassword: "secret-secret", AllocatedStorage: 20 },
        ...{ DBSubnetGroupName, DBParameterGroupName, Tags: [{ Key: "team", Value: "a" }] },
      });
      const { Address: host, Port: port } = DBInstance.Endpoint;
      const client = new Client({
        ...{ host, port, user: "owner", password: "secret-secret", database: "orders" },
        ssl: { ca: readFileSync(String(rds.caFile), "utf8") },
      });
      await client.connect();
      const { rows } = await client.query("SELECT current_database(), current_setting('max_connections') AS most");
      await client.end();
      const { DBInstances } = await call("rds", "DescribeDBInstances", { DBInstanceIdentifier: "made" });
      await call("rds", "DeleteDBInstance", { DBInstanceIdentifier: "made", SkipFinalSnapshot: true });
      await call("rds", "DeleteDBParameterGroup", { DBParameterGroupName });
      await call("rds", "DeleteDBSubnetGroup", { DBSubnetGroupName });
      const left = await call("rds", "DescribeDBInstances", {});

      expect(rows).to.deep.equal([{ current_database: "orders", most: "29" }]);
      expect(DBInstances[0].TagList).to.deep.equal([{ Key: "team", Value: "a" }]);
      expect(DBInstances[0].DBSubnetGroup.VpcId).to.equal("vpc-db");
      expect(left.DBInstances).to.deep.equal([]);
    });

    refusedToOthers(runTime, "rds", {
      CreateDBInstance: { DBInstanceIdentifier: "no", DBInstanceClass: "db.t4g.micro", Engine: "postgres" },
      ModifyDBInstance: { DBInstanceIdentifier: "no" },
      DeleteDBInstance: { DBInstanceIdentifier: "no" },
      DescribeDBInstances: {},
      CreateDBSubnetGroup: { DBSubnetGroupName: "no", DBSubnetGroupDescription: "no", SubnetIds: [] },
      CreateDBParameterGroup: { DBParameterGroupName: "no", DBParameterGroupFamily: "postgres18", Description: "no" },
    });
  });
}
