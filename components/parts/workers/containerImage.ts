import { existsSync } from "node:fs";
import * as path from "node:path";
import * as aws from "@pulumi/aws";
import * as awsx from "@pulumi/awsx";
import * as pulumi from "@pulumi/pulumi";
import type { ChildOptions } from "../arguments/childOptions";

/** A processor that images are built for, and tasks run on. */
export type Architecture = "arm64" | "x86_64";

/** The place that an image is built from; paths are relative to the program's folder. */
export interface ImageSource {
  context: pulumi.Input<string>;
  dockerfile: pulumi.Input<string>;
}

export interface ContainerImageArgs {
  /** Folder below `images/` with the Dockerfile and `src/main.ts`; or where else it is built from. */
  image: string | ImageSource;
  architecture: Architecture;
  /** Keeps the repository from being deleted while it holds images. */
  deletionProtection: pulumi.Input<boolean>;
  tags: Record<string, string>;
}

export interface ContainerImage {
  repository: aws.ecr.Repository;
  /** Ends with the image's digest, so that another image is another URI. */
  uri: pulumi.Output<string>;
  architecture: Architecture;
}

const PLATFORMS = { arm64: "linux/arm64", x86_64: "linux/amd64" };
const ROOT = path.join(__dirname, "..", "..", "..");

/**
 * An image, built and pushed to a repository of its own.
 *
 * Tasks run an image by its digest. The one tag, the component's name, moves with each build, for the next one takes its unchanged layers from
 * there, and a build of an earlier version, after a revert, is another image: all other tags of the repository are immutable (Amazon ECR User
 * Guide, "Preventing image tags from being overwritten in Amazon ECR").
 *
 * `imageName` names the image's child of type `docker-build:Image`, and is its tag. Without it, awsx derives the child's name from the
 * context, the Dockerfile and the arguments: two components of one type with the same image would have the same URN, for a URN has the
 * types of the parents and not their names (pulumi-awsx, `awsx/ecr/image.ts`; Pulumi docs, "Resource URNs").
 */
export function containerImage(name: string, args: ContainerImageArgs, opts: ChildOptions): ContainerImage {
  const repository = imageRepository(name, args, opts);
  const image = new awsx.ecr.Image(
    `${name}-image`,
    {
      imageName: name,
      repositoryUrl: repository.repositoryUrl,
      ...(typeof args.image === "string" ? projectImage(args.image) : args.image),
      platform: PLATFORMS[args.architecture],
    },
    { parent: opts.parent },
  );
  return { repository, uri: image.imageUri, architecture: args.architecture };
}

/** An image of this project. */
function projectImage(image: string): ImageSource {
  return {
    context: fromProgram(ROOT) || ".",
    dockerfile: fromProgram(path.join(ROOT, "images", image, "Dockerfile")),
  };
}

/** Tells if a name is that of an image of this project, and not a folder's. */
export function isProjectImage(image: string): boolean {
  return !/[\\/]/.test(image) && existsSync(path.join(ROOT, "images", image, "Dockerfile"));
}

/** Tells if a folder has what an image is built from, here and on AWS. */
export function hasProgram(folder: string): boolean {
  return ["Dockerfile", path.join("src", "main.ts")].every((file) => existsSync(path.join(folder, file)));
}

/** An image of a folder with a Dockerfile, from which it is built. @param folder absolute, or relative to the program's folder */
export function folderImage(folder: string): ImageSource {
  return { context: fromProgram(folder) || ".", dockerfile: fromProgram(path.join(folder, "Dockerfile")) };
}

/** A path as it is the same in each checkout. */
function fromProgram(file: string): string {
  return path.relative(process.cwd(), path.resolve(file));
}

function imageRepository(
  name: string,
  args: ContainerImageArgs,
  opts: pulumi.CustomResourceOptions,
): aws.ecr.Repository {
  const repository = new aws.ecr.Repository(
    `${name}-images`,
    {
      imageScanningConfiguration: { scanOnPush: true },
      imageTagMutability: "IMMUTABLE_WITH_EXCLUSION",
      imageTagMutabilityExclusionFilters: [{ filter: name, filterType: "WILDCARD" }],
      encryptionConfigurations: [{ encryptionType: "AES256" }],
      forceDelete: pulumi.output(args.deletionProtection).apply((isProtected) => !isProtected),
      tags: args.tags,
    },
    opts,
  );
  new aws.ecr.LifecyclePolicy(
    `${name}-images-lifecycle`,
    {
      repository: repository.name,
      policy: JSON.stringify({
        rules: [
          {
            rulePriority: 1,
            description: "Keeps enough to go back to.",
            selection: { tagStatus: "any", countType: "imageCountMoreThan", countNumber: 20 },
            action: { type: "expire" },
          },
        ],
      }),
    },
    opts,
  );
  return repository;
}
