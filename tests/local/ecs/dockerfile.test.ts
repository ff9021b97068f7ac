import { expect } from "chai";
import { readDockerfile } from "../../../local/services/ecs/dockerfile";

describe("readDockerfile", () => {
  it("reads the command and the variables of the last stage, and what it copies from the context", () => {
    const facts = readDockerfile(`
      # syntax=docker/dockerfile:1
      FROM --platform=$BUILDPLATFORM node:22 AS build
      COPY package*.json ./
      COPY functions ./functions
      ENV STAGE=build
      CMD ["npm", "test"]

      FROM node:22
      ENV NODE_ENV=production GREETING="two words" \\
          PATH=$PATH:/app
      ENV OLD form
      COPY --from=build /build/dist ./
      COPY --chown=node:node images/worker/migrations \\
           images/worker/templates ./
      COPY ["a file", "./"]
      USER node
      ENTRYPOINT ["node", "--enable-source-maps", "main.js"]
      CMD ["work"]
    `);

    expect(facts).to.deep.equal({
      entryPoint: ["node", "--enable-source-maps", "main.js"],
      command: ["work"],
      environment: { NODE_ENV: "production", GREETING: "two words", OLD: "form" },
      copies: ["images/worker/migrations", "images/worker/templates", "a file"],
    });
  });

  it("goes on from an earlier stage that the last one names", () => {
    const facts = readDockerfile(`
      FROM node:22 AS base
      ENV A=1
      COPY shared .
      CMD ["node", "main.js"]
      FROM base
      ENV B=2
    `);

    expect(facts).to.deep.equal({
      entryPoint: [],
      command: ["node", "main.js"],
      environment: { A: "1", B: "2" },
      copies: ["shared"],
    });
  });

  it("takes a new ENTRYPOINT for the end of an earlier CMD", () => {
    const { command } = readDockerfile('FROM a\nCMD ["x"]\nENTRYPOINT ["node", "main.js"]');

    expect(command).to.deep.equal([]);
  });

  it("refuses a command in shell form, which would keep SIGTERM from the program", () => {
    expect(() => readDockerfile("FROM node:22\nCMD node main.js")).to.throw(
      'CMD node main.js is in shell form, and a shell does not pass SIGTERM on: write CMD ["node","main.js"]',
    );
  });
});
