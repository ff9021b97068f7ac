/*
 * Every system that a stack can run. Adding one takes its folder, and one line here: the descriptor, under the name that its settings
 * have in `Pulumi.<stack>.yaml` and that its output has.
 */
export { accessCards } from "./access-cards/descriptor";
export { bastion } from "./bastion/descriptor";
export { bursts } from "./bursts/descriptor";
export { debounce } from "./debounce/descriptor";
export { eventAggregator } from "./event-aggregator/descriptor";
export { ingestion } from "./ingestion/descriptor";
export { intervalProcessing } from "./interval-processing/descriptor";
export { webhooks } from "./webhooks/descriptor";
