/* The mocks of unit tests: our own take them from where users do. */
export {
  inputsOf,
  outputsOf,
  type Registration,
  type Run,
  type RunOptions,
  registrationOf,
  runProgram,
} from "../../local/testing/mocks";
