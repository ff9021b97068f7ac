import { expect } from "chai";
import { functionModules } from "../../../../components/parts/lambda/serialisedCode";

describe("functionModules", () => {
  it("imports what is used of a package, and hands it to the function", () => {
    const { entry, code } = functionModules(
      'const mini_1 = require("zod/mini");\nconst logger_1 = require("logger");\nuse(mini_1.z.string(), mini_1.z\n  .enum([]), new logger_1.Logger());\n',
    );

    expect(entry).to.equal(
      [
        'import { string as mini_1_string, enum as mini_1_enum } from "zod/mini";',
        'import { Logger as logger_1_Logger } from "logger";',
        'import make from "the-serialised-function";',
        "export const handler = make({ z: { string: mini_1_string, enum: mini_1_enum } }, { Logger: logger_1_Logger });",
      ].join("\n"),
    );
    expect(code).to.include("module.exports = (mini_1, logger_1) => {").and.not.to.include("require(");
  });

  it("takes the ES modules of a package that names its CommonJS build", () => {
    const { entry } = functionModules(
      'const handler_1 = require("@smithy/handler/dist-cjs/index.js");\nnew handler_1.Handler();\n',
    );

    expect(entry).to.include('from "@smithy/handler/dist-es/index.js"');
  });

  const kept: [why: string, source: string][] = [
    ["a module of Node.js", 'const fs_1 = require("fs");\nfs_1.readFileSync();\n'],
    ["the AWS SDK", 'const client_1 = require("@aws-sdk/client-sqs/dist-cjs/index.js");\nnew client_1.SQSClient();\n'],
    ["a package that is handed on whole", 'const big_1 = require("big");\nuse(big_1);\n'],
    ["a package of which the default is used", 'const big_1 = require("big");\nbig_1.default(1);\n'],
  ];
  for (const [why, source] of kept) {
    it(`leaves the require of ${why}`, () => {
      const { entry, code } = functionModules(source);

      expect(code).to.include(source);
      expect(entry).to.include("export const handler = make();");
    });
  }

  it("hands captures as parameters", () => {
    const { code } = functionModules(
      [
        "function __f(__0) {",
        "  return (function() {",
        '    with({ TEXT: "a, { b: 1 }", exports: __exports, this: undefined, arguments: undefined }) {',
        "",
        "return (value) => value + TEXT;",
        "",
        "    }",
        "  }).apply(undefined, undefined).apply(this, arguments);",
        "}",
        "",
      ].join("\n"),
    );

    expect(code).to.include(
      [
        "function __f(__0) {",
        "  return (function(TEXT, exports) {",
        "return (value) => value + TEXT;",
        '  }).call(undefined, "a, { b: 1 }", __exports).apply(this, arguments);',
        "}",
      ].join("\n"),
    );
  });
});
