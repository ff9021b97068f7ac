import { expect } from "chai";
import { createRepositoryTags, type TagMutability } from "../../../local/services/ecs/repositoryTags";

const URL = "000000000000.dkr.ecr.us-east-1.amazonaws.com/orders";

/** Pushes two images under each of the tags. @returns the tags that the second one could not have */
function unmoved(mutability: TagMutability["mutability"], exclusions: readonly string[], tags: readonly string[]) {
  const repository = createRepositoryTags();
  repository.putRepository(URL, { mutability, exclusions });
  return tags.filter((tag) => {
    repository.push(URL, tag, "first");
    repository.push(URL, tag, "first");
    try {
      repository.push(URL, tag, "second");
      return false;
    } catch (error) {
      expect((error as { code?: string }).code).to.equal("ImageTagAlreadyExistsException");
      expect((error as Error).message).to.equal(
        `The image tag '${tag}' already exists in the 'orders' repository and cannot be overwritten because the tag is immutable.`,
      );
      return true;
    }
  });
}

describe("a repository's tags", () => {
  it("move in a mutable one", () => {
    expect(unmoved("MUTABLE", [], ["latest", "v1"])).to.deep.equal([]);
  });

  it("stay with their image in an immutable one", () => {
    expect(unmoved("IMMUTABLE", [], ["latest", "v1"])).to.deep.equal(["latest", "v1"]);
  });

  it("move where they are excluded from being immutable, and only then", () => {
    expect(unmoved("IMMUTABLE_WITH_EXCLUSION", ["orders-worker"], ["orders-worker", "v1"])).to.deep.equal(["v1"]);
    expect(unmoved("IMMUTABLE_WITH_EXCLUSION", ["dev-*.x"], ["dev-1.x", "dev-1yx"])).to.deep.equal(["dev-1yx"]);
  });

  it("stay where they are excluded from being mutable, and only then", () => {
    expect(unmoved("MUTABLE_WITH_EXCLUSION", ["v*"], ["latest", "v1"])).to.deep.equal(["v1"]);
  });
});
