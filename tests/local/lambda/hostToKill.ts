import { FUNCTION_ARN, lambdaUnderTest } from "./support";

// A host for `hostDeath.test.ts` to kill: prints its work folder and the id of an environment in mid-invocation.
const cloud = lambdaUnderTest();
cloud.put("exports.handler = () => new Promise(() => { console.log(process.pid); setInterval(() => {}, 1000) })");
void cloud.lambda.invoke(FUNCTION_ARN, {});
const poll = setInterval(() => {
  const [line] = cloud.lines;
  if (line !== undefined) {
    clearInterval(poll);
    console.log(JSON.stringify({ pid: Number(line.split("\t").at(-1)), workFolder: cloud.workFolder }));
  }
}, 5);
