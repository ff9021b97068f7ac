import * as aws from "@pulumi/aws";

/** A user who may take on a role, and a bucket that is made in the role's name. */
export function deployerRole() {
  const deployer = new aws.iam.User("deployer");
  const role = new aws.iam.Role("deployer", {
    assumeRolePolicy: aws.iam.assumeRolePolicyForPrincipal(deployer.arn.apply((AWS) => ({ AWS }))),
  });
  new aws.iam.RolePolicy("deployer", {
    role,
    policy: { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "s3:*", Resource: "*" }] },
  });
  const provider = new aws.Provider("deployer", {
    region: "us-east-1",
    assumeRoles: [{ roleArn: role.arn, sessionName: "deployment" }],
  });
  const bucket = new aws.s3.Bucket("made-by-role", {}, { provider });
  return { bucket: bucket.id, role: role.arn };
}
