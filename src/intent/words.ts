/** Groups of words that several readers share, as regular-expression sources. Text is normalised lower case. */
import { phrases, phraseSource } from './language/phrases.ts';

/** Money asked about. */
export const MONEY =
  /(?<![\w@-])(?:spend|spends|spending|spent|costs?|costing|bills?|billing|billed|invoices?|invoiced|charges?|charged|pay|pays|paying|paid|price|priced|prices|pricing|expens\w+|money|dollars?|usd|eur|euros?|budget|burn(?:ing)? rate|run rate|finops|bucks|movers|cheaper|cheapest|pricier|usage types?|forecast\w*|projected|credits?|refund\w*|tax(?:es)?)(?![\w-])|\$|\bservices? (?:\w+ ){0,2}(?:grew|grow|grown|growing|rose|jumped|increased|moved|went up|go up|going up|gone up)\b/;

/** A rise in money that wants explaining. */
export const SPIKE = phrases`
  spik\w+
  jump(ed|s|ing)?
  surge[ds]?
  surging
  shot up
  shoot up
  shooting up
  (went|gone|going|go|goes) (up|through the roof|crazy|mad|nuts|wild|so high)
  increas\w+
  rise[ns]?
  rising
  rose
  doubl\w+
  tripl\w+
  blew up
  blow(n|ing)? up
  explod\w+
  sky ?rocket\w*
  climb\w*
  anomal\w+
  so (high|much|big|large|expensive)
  this (high|big|expensive)
  too high
  higher
  unexpected\w*
  more expensive
  bump
  hike
  uptick
  balloon\w*
  swell\w*
  bigger
  out of (control|line)
  (bills?|spend|spending|costs?|charges) (\w+ ){0,2}(up|high)(?! (to|or))
  (is|are) (our|the|my) (\w+ )?(bill|costs|spend\w*) (so )?(up|high)
  more than usual
  abnormal\w*
  sudden\w*
  surpris\w*
  shock\w*
  extra
  out of nowhere
  unusual\w*
  weird
  crazy
  insane`;

const WHO_SOURCE =
  'who|whom|whoever|which (?:iam )?(?:user|role|principal|person|identity|pipeline|team member|engineer)|what (?:user|role|principal|identity)|did (?:the |our |any )?(?:[\\w-]+ ){0,2}(?:role|user|principal|pipeline|root)s?(?! (?:have|need|exist))';

/** Someone asked about by name of a doer: who, which principal. */
export const WHO = new RegExp(`\\b(?:${WHO_SOURCE})\\b`);

/** The same, and anyone at all. */
export const DOER = new RegExp(`\\b(?:${WHO_SOURCE}|anyone|anybody|someone|somebody)\\b`);

/** Past or bare verbs that bring something into being. */
export const LAUNCH_VERB = verbs`
  launch(ed|es|ing)?
  creat(ed?|es|ing)
  start(ed)?
  spun up
  spin(ning)? up
  running
  provision(ed)?
  set up(?! mfa)
  brought up
  bring up
  added?(?! (a |the |an )?(\w+ )?rules?)
  deployed
  deploy
  fired up
  kicked off
  stood up
  booted
  allocated
  built
  minted
  spawned
  ran(?! (the most|into|over|out|away))`;

/** Past or bare verbs that end something. */
export const DELETE_VERB = verbs`
  delet(ed?|es|ing)
  remov(ed?|es|ing)
  terminat(ed?|es|ing)
  stop(ped|s|ping)?
  destroy(ed)?
  kill(ed)?
  shut (down|off)
  shutdown
  turn(ed)? (\S+ ){0,3}?off
  switch(ed)? (\S+ ){0,3}?off
  disabl(ed?|ing)
  dropped
  drop
  wiped?
  paused?
  deactivated?
  tore down
  nuked?`;

/** Verbs of every other change to the estate. */
export const CHANGE_VERB = verbs`
  open(ed)?
  shar(ed?|ing)
  chang(ed?|ing)
  modif(y|ied)
  edit(ed)?
  updat(ed?|ing)
  attach(ed)?
  detach(ed)?
  grant(ed)?
  gave
  enabl(ed?|ing)
  turned on
  switched on
  made
  expos(ed?|ing)
  assum(ed?|ing)
  used?
  call(ed)?
  invok(ed?|ing)
  log(ged)? in
  sign(ed)? in
  accessed
  touch(ed)?
  rotat(ed?|ing)
  download(ed)?
  upload(ed)?
  cop(y|ied)
  mess(ed)? with
  tamper(ed)? with
  did
  done
  disassociated?
  assigned
  associated
  released
  revok(ed?|ing)
  authori[sz](ed?|ing)
  reset
  put
  pulled
  read
  escalat(ed?|ing)
  triggered
  caused
  approv(ed?|ing)
  push(ed)?`;

/** Is someone's deed asked for, so that the record of calls must be read? */
export function asksForDeed(text: string): boolean {
  return ANYONE.test(text) || DEED.test(text) || WHEN_DONE.test(text);
}

const ANYONE = /\b(?:did|has|have|had) (?:anyone|anybody|someone|somebody)\b/;
const DEED = new RegExp(`${DOER.source}(?: (?:has|have|just|recently|last|actually))? ${CHANGE_VERB}\\b`);
const WHEN_DONE = new RegExp(
  `\\bwhen (?:was|were|did) (?!you\\b)(?!.*\\blast\\b)(?:\\S+ ){1,6}?(?:${CHANGE_VERB}|${DELETE_VERB}|${LAUNCH_VERB})\\b(?! (?:to|by) (?:date|default))`,
);

/** One verb a line, as a group to be put into a pattern. */
function verbs(lines: TemplateStringsArray): string {
  return `(?:${phraseSource(lines)})`;
}
