import { z } from "zod";
import { REGION } from "../../base/arn";
import type { ContainerSpec } from "../../services/ecs/ecs";

/**
 * Members of a container definition that change nothing here, and why. Anything that is neither here nor in the schema is
 * refused by name.
 */
const WITHOUT_EFFECT: Readonly<Record<string, string>> = {
  cpu: "the machine's processors are shared",
  memory: "the task's memory is the limit",
  memoryReservation: "the task's memory is the limit",
  user: "a container runs as whoever runs the local cloud",
  readonlyRootFilesystem: "an image's folder is not written to",
  mountPoints: "a task has a temporary folder of its own (TMPDIR)",
  portMappings: "a container's ports are this machine's",
  linuxParameters: "a container is a process group, which ends as a whole",
  ulimits: "the limits of the local cloud's own process hold",
  workingDirectory: "the program runs in its image's folder",
  dockerLabels: "a text for people",
  systemControls: "kernel settings are the machine's",
  versionConsistency: "an image's URI holds its digest",
};

const seconds = (min: number, max: number, fallback: number) => z.int().min(min).max(max).default(fallback);

const containerSchema = z.strictObject({
  name: z.string().regex(/^[\w-]{1,255}$/, "must be 1 to 255 letters, digits, _ and -"),
  image: z.string().min(1),
  essential: z.boolean().default(true),
  entryPoint: z.array(z.string()).optional(),
  command: z.array(z.string()).optional(),
  environment: z.array(z.strictObject({ name: z.string(), value: z.string() })).default([]),
  secrets: z.array(z.strictObject({ name: z.string(), valueFrom: z.string() })).default([]),
  /** Fargate's limits: Amazon ECS API Reference, ContainerDefinition. */
  stopTimeout: seconds(2, 120, 30),
  healthCheck: z
    .strictObject({
      command: z
        .array(z.string())
        .min(2)
        .refine(([kind]) => kind === "CMD" || kind === "CMD-SHELL", 'must begin with "CMD" or "CMD-SHELL"'),
      interval: seconds(5, 300, 30),
      timeout: seconds(2, 120, 5),
      retries: seconds(1, 10, 3),
      startPeriod: seconds(0, 300, 0),
    })
    .optional(),
  logConfiguration: z
    .strictObject({
      logDriver: z.literal("awslogs", "only awslogs works here"),
      options: z.strictObject({
        "awslogs-group": z.string().min(1),
        "awslogs-region": z.literal(REGION, `must be ${REGION}: the local cloud is one region`),
        "awslogs-stream-prefix": z.string("is required on Fargate").min(1),
        // How a container waits for its log: here, it never does.
        mode: z.enum(["blocking", "non-blocking"]).optional(),
        "max-buffer-size": z.string().optional(),
      }),
    })
    .optional(),
});

/**
 * Reads `containerDefinitions`.
 * @throws Error that names every member which is wrong, or cannot be honoured here
 */
export function containersOf(json: unknown): readonly ContainerSpec[] {
  const parsed = z
    .array(containerSchema)
    .min(1)
    .safeParse(withoutIdle(parseList(json)));
  if (!parsed.success) throw new Error(`containerDefinitions: ${z.prettifyError(parsed.error)}`);
  if (!parsed.data.some(({ essential }) => essential)) {
    throw new Error("containerDefinitions: at least one container must be essential");
  }
  return parsed.data.map(toSpec);
}

function parseList(json: unknown): unknown {
  try {
    return JSON.parse(String(json));
  } catch (error) {
    throw new Error(`containerDefinitions is no JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Takes away what is null, as the AWS provider does, and what has no effect here. */
function withoutIdle(list: unknown): unknown {
  if (!Array.isArray(list)) return list;
  return list.map((container: unknown) =>
    typeof container !== "object" || container === null
      ? container
      : Object.fromEntries(
          Object.entries(container).filter(([name, value]) => value !== null && !Object.hasOwn(WITHOUT_EFFECT, name)),
        ),
  );
}

function toSpec(container: z.infer<typeof containerSchema>): ContainerSpec {
  const { name, image, essential, entryPoint, command, healthCheck, logConfiguration } = container;
  return {
    ...{ name, image, essential },
    ...(entryPoint && { entryPoint }),
    ...(command && { command }),
    environment: Object.fromEntries(container.environment.map((variable) => [variable.name, variable.value])),
    secrets: Object.fromEntries(container.secrets.map((secret) => [secret.name, secret.valueFrom])),
    stopTimeoutSeconds: container.stopTimeout,
    ...(logConfiguration && {
      log: {
        groupName: logConfiguration.options["awslogs-group"],
        streamPrefix: logConfiguration.options["awslogs-stream-prefix"],
      },
    }),
    ...(healthCheck && {
      healthCheck: {
        command: healthCheck.command,
        intervalSeconds: healthCheck.interval,
        timeoutSeconds: healthCheck.timeout,
        retries: healthCheck.retries,
        startPeriodSeconds: healthCheck.startPeriod,
      },
    }),
  };
}
