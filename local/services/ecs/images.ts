/** A container image, as the local cloud runs it: the image's entry and its dependencies, bundled for Node. */
export interface LocalImage {
  uri: string;
  /** Absolute path of the folder with `main.js` and the files that the Dockerfile copies beside it. */
  folder: string;
}

/** The images that resources have built, by URI. */
export interface Images {
  /** Bundles `<context>/src/main.ts`; the URI holds a hash of what it built. @throws Error that names what cannot be built */
  build(image: { repositoryUrl: string; context: string; dockerfile?: string }): Promise<LocalImage>;
  /** @throws Error for a URI that nothing here has built: images of other registries cannot run without Docker */
  find(uri: string): LocalImage;
}
