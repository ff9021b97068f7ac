import { runContainer } from "../../../functions/shared/queueWorker/containerEntry";

runContainer("debounce-handler", () => (require("./work") as typeof import("./work")).work());
