import * as aws from "@pulumi/aws";

/** A state machine of two callbacks, whose role trusts the service under its name in the region. */
export function greetingMachine() {
  const handlerRole = new aws.iam.Role("greeting-handlers", {
    assumeRolePolicy: aws.iam.assumeRolePolicyForPrincipal({ Service: "lambda.amazonaws.com" }),
  });
  new aws.iam.RolePolicyAttachment("greeting-handlers", {
    role: handlerRole,
    policyArn: aws.iam.ManagedPolicy.AWSLambdaBasicExecutionRole,
  });
  const hello = new aws.lambda.CallbackFunction("greeting-hello", { role: handlerRole, callback: async () => "Hello" });
  const world = new aws.lambda.CallbackFunction("greeting-world", {
    role: handlerRole,
    callback: async (said: string) => `${said} World!`,
  });
  const role = new aws.iam.Role("greeting-machine", {
    assumeRolePolicy: aws.iam.assumeRolePolicyForPrincipal({ Service: "states.us-east-1.amazonaws.com" }),
  });
  new aws.iam.RolePolicy("greeting-machine", {
    role: role.id,
    policy: {
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Action: ["lambda:InvokeFunction"], Resource: "*" }],
    },
  });
  const definition = hello.arn.apply((first) =>
    world.arn.apply((second) =>
      JSON.stringify({
        StartAt: "Hello",
        States: {
          Hello: { Type: "Task", Resource: first, Next: "World" },
          World: { Type: "Task", Resource: second, End: true },
        },
      }),
    ),
  );
  const machine = new aws.sfn.StateMachine("greeting-machine", { roleArn: role.arn, definition });
  return { machine: machine.arn };
}
