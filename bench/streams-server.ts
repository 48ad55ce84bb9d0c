/**
 * The real server as a child of the stream bench: the command line as it is, and beside it a word on the processor time
 * it has used. When the bench is gone, however it went, the server ends as on SIGTERM.
 */

/** User and system time of the server so far, ms. */
export interface ServerReport {
  processorMs: number;
}

if (process.send) {
  process.on('message', () => {
    const { user, system } = process.cpuUsage();
    process.send?.({ processorMs: (user + system) / 1_000 } satisfies ServerReport);
  });
  process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));
  // The channel alone must not keep the server from ending.
  process.channel?.unref();
  await import('../src/cli.ts');
}
