import { connect, postgresSpec, serverPid, startRds } from "./support";

// A host for `server.test.ts` to kill: prints its work folder and the id of its server.
async function main(): Promise<void> {
  const { rds, workFolder } = await startRds();
  await connect({ rds }, await rds.createInstance(postgresSpec("main")));
  console.log(JSON.stringify({ pid: await serverPid(workFolder, "main"), workFolder }));
}

void main();
