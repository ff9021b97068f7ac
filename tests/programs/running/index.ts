import { apiToBus } from "./apiToBus";
import { copyOnUpload } from "./copyOnUpload";
import { databaseInNetwork } from "./databaseInNetwork";
import { deployerRole } from "./deployerRole";
import { greetingMachine } from "./greetingMachine";
import { httpApi } from "./httpApi";
import { keptPassword } from "./keptPassword";
import { oneOfEach } from "./oneOfEach";
import { restApi } from "./restApi";
import { scheduledTick } from "./scheduledTick";
import { secretText } from "./secretText";
import { subscriptions } from "./subscriptions";
import { webServer } from "./webServer";

// Programs of their own, in one cloud: each starts as fast as all of them.
export const web = webServer();
export const tick = scheduledTick();
export const copy = copyOnUpload();
export const http = httpApi();
export const bus = apiToBus();
export const greeting = greetingMachine();
export const secret = secretText();
export const rest = restApi();
export const subscribed = subscriptions();
export const database = databaseInNetwork();
export const each = oneOfEach();
export const deployer = deployerRole();
export const password = keptPassword();
