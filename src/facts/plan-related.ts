/** Facts for things chosen by others that hang together with them: "disks on stopped instances". Pure. */
import type { Intent, Related } from '../intent/intent.ts';
import { attributeFilter } from './plan-attributes.ts';
import { about, has, tagOf } from './plan-reading.ts';
import type { FactCall } from './registry.ts';
import { typeOfRelated } from './relations.ts';
import { TYPE_WORDS } from './resource-types.ts';

/** Calls that answer by themselves; empty where findings, money or something else is asked of such things. */
export function planRelated(intent: Intent): FactCall[] {
  const relation = intent.details?.relation;
  if (!relation || about(intent, 'finding', 'event') || has(intent, 'spike', 'activity', 'launched', 'deleted'))
    return [];
  const { of, ...related } = relation;
  if (intent.subject !== null && intent.subject !== of && intent.subject !== 'cost') return [];
  const type = typeOfRelated(of);
  const chosen = chosenBy(intent, of, type);
  const by = intent.groupBy.find((one) => one === 'account' || one === 'region' || one === 'team' || one === 'owner');
  return [
    {
      name: 'resources',
      parameters: {
        type,
        ...chosen,
        ...tagOf(intent),
        related,
        ...(intent.limit ? { limit: intent.limit } : {}),
        ...(by ? { groupBy: by } : {}),
      },
    },
  ];
}

/** Attributes that the question wants of the things themselves. */
function chosenBy(intent: Intent, of: Related, type: string): Record<string, unknown> {
  const known = attributeFilter(intent, type);
  const where: Record<string, unknown> = { ...known?.where };
  const words: string[] = [];
  const state = intent.details?.state;
  if (state && of === 'instance') {
    where['state'] = state;
    words.push(state);
  }
  // A security group is of the network by itself: only "open" and "public" narrow.
  if ((of === 'instance' || of === 'security_group') && has(intent, 'public') && !intent.negated) {
    where['hasOpenPorts'] = true;
    words.push('internet-open');
  }
  if (of === 'user' && has(intent, 'mfa')) {
    where['mfaActive'] = !intent.negated;
    words.push(intent.negated ? 'MFA-less' : 'MFA-protected');
  }
  if ((of === 'user' || of === 'role' || of === 'group') && has(intent, 'admin')) {
    where['isAdmin'] = true;
    words.push('administrator');
  }
  if (!known && words.length === 0) return {};
  return {
    ...(known?.whereNot ? { whereNot: known.whereNot } : {}),
    ...(Object.keys(where).length > 0 ? { where } : {}),
    label: [...words, known?.label ?? TYPE_WORDS[type] ?? of].join(' '),
  };
}
