const fs = require("node:fs");
const nodeModule = require("node:module");
const path = require("node:path");

const TYPESCRIPT = /\.[mc]?ts$/;

// TypeScript imports what a file becomes: `./orders.js` is written for `orders.ts` (TypeScript handbook, "Modules - Theory", "Module
// resolution for the host"). There is no public hook for this before Node 22.15.
const { _resolveFilename } = nodeModule;
nodeModule._resolveFilename = function (request, parent, ...rest) {
  try {
    return Reflect.apply(_resolveFilename, this, [request, parent, ...rest]);
  } catch (error) {
    if (
      error.code !== "MODULE_NOT_FOUND" ||
      !/^\.{1,2}\/.*\.[mc]?js$/.test(request) ||
      !TYPESCRIPT.test(parent?.filename)
    )
      throw error;
    const source = request.replace(/js$/, "ts");
    if (!fs.existsSync(path.join(path.dirname(parent.filename), source))) throw error;
    return Reflect.apply(_resolveFilename, this, [source, parent, ...rest]);
  }
};
