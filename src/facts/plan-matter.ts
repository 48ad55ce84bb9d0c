/** Facts for findings asked for by what they are about. Pure. */
import type { Intent } from '../intent/intent.ts';
import { entity, severities } from './plan-reading.ts';
import type { FactCall } from './registry.ts';

/** The findings about it; all of a detector where nothing of them is singled out. Empty when no matter is named. */
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
  if (!matter.pattern) return [{ name: 'findings', parameters: { ...ofDetector, ...about } }];
  const label = `about ${matter.words}`;
  return [{ name: 'findings', parameters: { ...ofDetector, ...about, matching: matter.pattern, label } }];
}
