/** Honest refusals: what Assay will not do, and what it can do instead. */
import type { AnswerBrief } from '../../evidence.ts';

const CAN_DO = [
  'Count and list exactly: users without MFA, public buckets, unattached volumes, open findings by account or severity.',
  'Explain: why the bill moved, who launched or stopped what, how a finding is abused and what it means for the business.',
  'Compare over time: this week against last, what changed since Monday, what was resolved or came back.',
  'Rank and remediate: the biggest risks, the steps to fix them in order, and who owns them.',
  'Say what it does not know: what could not be read, why, and how old the rest is.',
];

const CHANGE =
  /\b(?:delete|remove|terminate|stop|start|rotate|disable|enable|create|launch|attach|detach|close|block|revoke|make|fix it|turn (?:on|off)|shut|kill|update|change|apply|grant)\b/i;

export function refusalText({ question }: AnswerBrief): string[] {
  const asksChange = CHANGE.test(question);
  return [
    asksChange
      ? 'I will not do that: Assay only reads. It holds no permission to change anything in your AWS accounts, and no answer of it ever does. Ask me how to do it and who owns it, and I give you the steps in order.'
      : 'That is not something I can answer: Assay knows your AWS estate, from what its collectors have read, and nothing else.',
    helpList('What you can ask instead'),
  ];
}

export function helpText(): string[] {
  return [
    'Assay answers questions about your AWS estate: IAM, S3, EC2, GuardDuty, CloudTrail and cost. Every number is computed in SQL, and every claim cites evidence that you can open.',
    helpList('What you can ask'),
  ];
}

const helpList = (title: string) => `**${title}**\n\n${CAN_DO.map((line) => `- ${line}`).join('\n')}`;
