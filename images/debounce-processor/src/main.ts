import { runContainer } from "../../../functions/shared/queueWorker/containerEntry";

runContainer("debounce-processor", () => (require("./work") as typeof import("./work")).work());
