import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { FARGATE_CPUS, type FargateCpu, fargateSizeOf } from "../../../../components/parts/workers/fargateSize";
import { fargateSize } from "../../../../local/resources/ecs/fargateSize";
import { runProgram } from "../../../support/program";

const SUBJECT = { component: "WebhookQueue", name: "hooks" };

/** Amazon ECS Developer Guide, "Troubleshoot Amazon ECS task definition invalid CPU or memory errors": CPU, least and most MiB. */
const TABLE: readonly (readonly [FargateCpu, number, number])[] = [
  [256, 512, 2_048],
  [512, 1_024, 4_096],
  [1024, 2_048, 8_192],
  [2048, 4_096, 16_384],
  [4096, 8_192, 30_720],
  [8192, 16_384, 61_440],
  [16384, 32_768, 122_880],
];

function accepts(action: () => unknown): boolean {
  try {
    action();
    return true;
  } catch {
    return false;
  }
}

describe("The size of a task on Fargate", () => {
  for (const [cpu, least, most] of TABLE) {
    it(`has ${least} MiB with a CPU of ${cpu} where no memory is given, and at most ${most}`, () => {
      const sizeOf = (memoryMb?: number) =>
        fargateSizeOf(SUBJECT, { cpu, memoryMb }, { defaultCpu: 256, cpus: FARGATE_CPUS });

      expect(sizeOf()).to.deep.equal({ cpu, memoryMb: least });
      expect(sizeOf(most)).to.deep.equal({ cpu, memoryMb: most });
      expect(() => sizeOf(most + 8_192)).to.throw(` with a cpu of ${cpu}, got ${most + 8_192}`);
    });
  }

  it("is refused where, and only where, ECS refuses it", () => {
    // Each pair is asked of both tables: ours, and the one that stands for ECS's.
    const differing: string[] = [];
    for (const cpu of [...FARGATE_CPUS, 0, 300, 32768]) {
      for (let memoryMb = 0; memoryMb <= 131_072; memoryMb += 256) {
        const here = accepts(() => fargateSizeOf(SUBJECT, { cpu, memoryMb }, { defaultCpu: 256, cpus: FARGATE_CPUS }));
        if (here !== accepts(() => fargateSize(cpu, memoryMb))) differing.push(`${cpu}/${memoryMb}`);
      }
    }

    expect(differing).to.deep.equal([]);
  });

  it("names the argument of one among several", () => {
    expect(() => fargateSizeOf(SUBJECT, { cpu: 1024, memoryMb: 1_024 }, { defaultCpu: 256, path: "jobs.a" })).to.throw(
      'WebhookQueue "hooks": jobs.a.memoryMb must be 2048 to 8192 in steps of 1024 with a cpu of 1024, got 1024',
    );
  });

  it("is checked once it is known where memory is an output", async () => {
    const run = await runProgram(() => {
      const { memoryMb } = fargateSizeOf(SUBJECT, { memoryMb: pulumi.output(100) }, { defaultCpu: 512 });
      new aws.ecs.TaskDefinition("task", {
        family: "task",
        containerDefinitions: "[]",
        memory: pulumi.interpolate`${memoryMb}`,
      });
    });

    expect(run.errors).to.deep.equal([
      'error serializing property "memory": WebhookQueue "hooks": memoryMb must be 1024 to 4096 in steps of 1024 with a cpu of 512, got 100',
    ]);
  });
});
