/** Facts for findings asked for by what they are about. Pure. */
import type { Intent } from '../intent/intent.ts';
import { entity, severities } from './plan-reading.ts';
import type { FactCall } from './registry.ts';

/** The findings about it first; of a detector all that it found beside them. Empty when no matter is named. */
export function planMatter(intent: Intent): FactCall[] {
  const matter = intent.details?.matter;
  if (!matter) return [];
  const resource = entity(intent, 'arn', 'bucket', 'instance', 'user', 'role');
  const about = {
    ...(resource ? { resource } : {}),
    ...(intent.timeRange ? { since: intent.timeRange.from, until: intent.timeRange.to } : {}),
    ...severities(intent),
  };
  const ofDetector = matter.product ? { services: [matter.product], classUid: 2004 } : {};
  const all: FactCall = { name: 'findings', parameters: { ...ofDetector, ...about } };
  if (!matter.pattern) return [all];
  const asked: FactCall = {
    name: 'findings',
    parameters: { ...ofDetector, ...about, matching: matter.pattern, label: `about ${matter.words}` },
  };
  return matter.product ? [asked, all] : [asked];
}
