import { AwsError } from "../../base/awsError";

/** Which tags of a repository may be moved to another image. */
export interface TagMutability {
  mutability: "MUTABLE" | "IMMUTABLE" | "MUTABLE_WITH_EXCLUSION" | "IMMUTABLE_WITH_EXCLUSION";
  /** Patterns of the tags for which the other rule holds; `*` stands for any text. */
  exclusions: readonly string[];
}

/** The tags of all repositories, and the images that they name. */
export interface RepositoryTags {
  /** @param url of the repository, as image URIs begin */
  putRepository(url: string, rule: TagMutability): void;
  /** @throws AwsError `ImageTagAlreadyExistsException` for a tag of another image that may not be moved */
  push(repositoryUrl: string, tag: string, digest: string): void;
  /** The tags of an image. @param digest with its algorithm */
  of(repositoryUrl: string, digest: string): readonly string[];
  /** The repository is gone. */
  forget(repositoryUrl: string): void;
}

/** Source: Amazon ECR User Guide, "Preventing image tags from being overwritten in Amazon ECR". */
export function createRepositoryTags(): RepositoryTags {
  const rules = new Map<string, TagMutability>();
  const images = new Map<string, string>();
  return {
    putRepository: (url, rule) => void rules.set(url, rule),
    push(repositoryUrl, tag, digest) {
      const name = `${repositoryUrl}:${tag}`;
      const known = images.get(name);
      const rule = rules.get(repositoryUrl);
      if (known !== undefined && known !== digest && rule !== undefined && isImmutable(rule, tag)) {
        throw new AwsError(
          "ImageTagAlreadyExistsException",
          `The image tag '${tag}' already exists in the '${repositoryUrl.slice(repositoryUrl.indexOf("/") + 1)}' repository ` +
            "and cannot be overwritten because the tag is immutable.",
        );
      }
      images.set(name, digest);
    },
    of: (repositoryUrl, digest) =>
      [...images]
        .filter(([name, own]) => name.startsWith(`${repositoryUrl}:`) && `sha256:${own}` === digest)
        .map(([name]) => name.slice(repositoryUrl.length + 1)),
    forget(repositoryUrl) {
      rules.delete(repositoryUrl);
      for (const name of images.keys()) if (name.startsWith(`${repositoryUrl}:`)) images.delete(name);
    },
  };
}

function isImmutable({ mutability, exclusions }: TagMutability, tag: string): boolean {
  const isExcluded = mutability.endsWith("_WITH_EXCLUSION") && exclusions.some((pattern) => matches(pattern, tag));
  return mutability.startsWith("IMMUTABLE") !== isExcluded;
}

function matches(pattern: string, tag: string): boolean {
  const parts = pattern.split("*").map((part) => part.replace(/[.]/g, "\\."));
  return new RegExp(`^${parts.join(".*")}$`).test(tag);
}
