import type { RepositoryTags } from "./repositoryTags";

/** A container image, as the local cloud runs it: the image's entry and its dependencies, bundled for Node. */
export interface LocalImage {
  uri: string;
  /** Absolute path of the folder with `main.js` and the files that the Dockerfile copies beside it; never written to again. */
  folder: string;
  /** The Dockerfile's `ENTRYPOINT` and `CMD`. */
  entryPoint: readonly string[];
  command: readonly string[];
  /** The Dockerfile's `ENV`. */
  environment: Readonly<Record<string, string>>;
}

/** An image as its repository lists it. */
export interface StoredImage {
  /** `"sha256:..."` */
  digest: string;
  tags: readonly string[];
  bytes: number;
  /** Milliseconds since the Unix epoch. */
  pushedAt: number;
}

/** The images that resources have built, by URI. */
export interface Images {
  readonly tags: RepositoryTags;
  /**
   * Bundles `src/main.ts`, beside the Dockerfile or in the context; the URI holds a hash of what it built.
   * @param image.context relative to the program's folder
   * @param image.dockerfile relative to the program's folder; `Dockerfile` in the context where absent
   * @param image.tag that it is pushed under, besides its digest
   * @throws Error that names what cannot be built; AwsError `ImageTagAlreadyExistsException`
   */
  build(image: { repositoryUrl: string; tag?: string; context: string; dockerfile?: string }): Promise<LocalImage>;
  /** @throws Error for a URI that nothing here has built: images of other registries cannot run without Docker */
  find(uri: string): LocalImage;
  /** The images of a repository. */
  stored(repositoryUrl: string): readonly StoredImage[];
  /** The repository is gone, with its images. */
  forget(repositoryUrl: string): void;
}
