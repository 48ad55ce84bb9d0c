/** Runs once before all test files. Filled by the database harness. */
export default function setup(): void {}
