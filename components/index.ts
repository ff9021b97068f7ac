/*
 * Every component, for `import { EventAggregator } from "@sluice/components"`. A program that needs one alone loads less by
 * `import { EventAggregator } from "@sluice/components/eventAggregator"`.
 */
export * from "./alarmDrivenWorkers";
export * from "./alarmTopic";
export * from "./bastionVpc";
export * from "./cardIngestStream";
export * from "./cardPortal";
export * from "./debounceTracker";
export * from "./entryStream";
export * from "./eventAggregator";
export * from "./eventArchive";
export * from "./network";
export { type InlineFunctionArgs, inlineFunction } from "./parts/lambda/inlineFunction";
export * from "./scheduledFargateJobs";
export * from "./systemAlarm";
export * from "./trafficDashboard";
export * from "./trafficSimulator";
export * from "./validatedIngest";
export * from "./webhookQueue";
