import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { ecrApi } from "../../../local/control/ecr";
import { lifecyclePolicy, REGISTRY, repository } from "../../../local/resources/ecr/repository";
import { createImages } from "../../../local/services/ecs/createImages";
import { HeldClock } from "../../support/heldClock";
import { inThisProcess } from "../callInProcess";
import type { Calls } from "../calls";
import type { Connect } from "../clients/client";
import { controlledBy, startFreshApi } from "../freshApi";
import type { Subject } from "../table";

/** Calls of ECR's API. `["Build", { tag }]` has the program build an image for the repository `orders`. */
export async function startEcrSubject(connect: Connect = inThisProcess): Promise<Subject<Calls>> {
  const folder = mkdtempSync(path.join(tmpdir(), "sluice-conformance-ecr-"));
  mkdirSync(path.join(folder, "src"));
  writeFileSync(path.join(folder, "src", "main.ts"), "console.log(1);");
  writeFileSync(path.join(folder, "Dockerfile"), 'FROM node:22\nENTRYPOINT ["node", "main.js"]\n');
  const subject = await startFreshApi(connect, "ecr", () => {
    const images = createImages({ workFolder: path.join(folder, ".sluice"), programFolder: folder });
    const resources = controlledBy([repository({ images }), lifecyclePolicy()], "InvalidParameterException");
    return {
      api: ecrApi({ images, resources }),
      clock: new HeldClock(0),
      steps: { Build: (image) => images.build({ repositoryUrl: `${REGISTRY}orders`, context: ".", ...image }) },
    };
  });
  return {
    answer: (row) => subject.answer(row),
    async stop() {
      await subject.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
