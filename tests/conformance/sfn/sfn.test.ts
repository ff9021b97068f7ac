import { runTables } from "../runTables";
import { causes } from "./causes";
import { comparisons } from "./comparisons";
import { contextObject, intrinsics } from "./data";
import { catchers } from "./errors";
import { histories } from "./history";
import { choices, maps, payloads, waits } from "./states";
import { startSfnSubject } from "./subject";

describe("conformance", () => {
  describe("state machines", () =>
    runTables(startSfnSubject, [
      catchers,
      causes,
      waits,
      choices,
      comparisons,
      maps,
      payloads,
      intrinsics,
      contextObject,
      histories,
    ]));
});
