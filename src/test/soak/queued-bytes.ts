/** What the system holds of a server's connections. Linux only. */
import { readFile } from 'node:fs/promises';

/** Bytes sent to or from `port` on this machine that no process has read yet (proc(5), /proc/net/tcp). */
export async function queuedBytes(port: number): Promise<number> {
  const tables = await Promise.all(
    ['tcp', 'tcp6'].map((name) => readFile(`/proc/net/${name}`, 'utf8').catch(() => '')),
  );
  const ending = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  let bytes = 0;
  for (const line of tables.join('\n').split('\n')) {
    const [, local, remote, , queues] = line.trim().split(/\s+/);
    if (!queues || !(local!.endsWith(ending) || remote!.endsWith(ending))) continue;
    const [sent, received] = queues.split(':');
    bytes += Number.parseInt(sent!, 16) + Number.parseInt(received!, 16);
  }
  return bytes;
}
