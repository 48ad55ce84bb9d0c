/** Questions worth asking of this estate now; each is answerable from what is stored. */
import type { Overview } from '../estate/overview.ts';

const MOST = 8;

export function suggestQuestions({ has, counts }: Overview, now: Date): string[] {
  const weekday =
    has.spikeDay && daysBetween(has.spikeDay, now) <= 7 ? WEEKDAYS[new Date(has.spikeDay).getUTCDay()] : null;
  const questions = [
    counts.findingsOpen > 0 && 'What is our biggest risk right now?',
    has.spikeDay && (weekday ? `Why did our bill spike on ${weekday}?` : `Why did our bill spike on ${has.spikeDay}?`),
    has.usersWithoutMfa && 'Which IAM users have no MFA?',
    has.publicBuckets && 'How many buckets are public, and which matter most?',
    has.threats && 'Who launched the GPU instances?',
    counts.findingsOpen > 0 && 'What changed since Monday?',
    has.users && "Which admin accounts haven't logged in this quarter?",
    has.unattachedVolumes && 'Show unattached volumes and what they cost',
    has.unverified && 'Which findings could you not check, and why?',
    has.costs && has.subAccounts && 'What did each account spend, by service?',
    has.events && 'Who were the busiest principals, and from which addresses?',
    has.events && 'Which calls were denied or throttled, and to whom?',
  ];
  return questions.filter((question) => typeof question === 'string').slice(0, MOST);
}

const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

function daysBetween(day: string, now: Date): number {
  return (now.getTime() - new Date(`${day}T00:00:00Z`).getTime()) / 86_400_000;
}
