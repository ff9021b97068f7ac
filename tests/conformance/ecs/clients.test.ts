import { runByClients } from "../clients/runByClients";
import { startEcsSubject } from "./subject";
import { ECS_TABLES } from "./tables";

runByClients(startEcsSubject, ECS_TABLES);
