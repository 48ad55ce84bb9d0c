/** Groups of words that several readers share, as regular-expression sources. Text is normalised lower case. */

/** Money asked about. */
export const MONEY =
  /(?<![\w@-])(?:spend|spends|spending|spent|costs?|costing|bills?|billing|billed|invoices?|invoiced|charges?|charged|pay|pays|paying|paid|price|priced|prices|pricing|expens\w+|money|dollars?|usd|eur|euros?|budget|burn(?:ing)? rate|run rate|finops|bucks|movers)(?![\w-])|\$|\bservices? (?:\w+ ){0,2}(?:grew|grow|grown|growing|rose|jumped|increased|moved)\b/;

/** A rise in money that wants explaining. */
export const SPIKE =
  /\b(?:spik\w+|jump(?:ed|s|ing)?|surge[ds]?|surging|shot up|shoot up|shooting up|(?:went|gone|going|go|goes) (?:up|through the roof|crazy|mad|nuts|wild|so high)|increas\w+|rise[ns]?|rising|rose|doubl\w+|tripl\w+|blew up|blow(?:n|ing)? up|explod\w+|sky ?rocket\w*|climb\w*|anomal\w+|so (?:high|much|big|large|expensive)|this (?:high|big|expensive)|too high|higher|unexpected\w*|more expensive|bump|hike|uptick|balloon\w*|swell\w*|bigger|out of (?:control|line)|abnormal\w*|unusual\w*|weird|crazy|insane)\b/;

/** Someone asked about as the doer: who, did anyone, which principal. */
export const DOER =
  /\b(?:who|whom|whoever|anyone|anybody|someone|somebody|which (?:iam )?(?:user|role|principal|person|identity|pipeline|team member|engineer)|what (?:user|role|principal|identity)|did (?:the |our |any )?(?:[\w-]+ ){0,2}(?:role|user|principal|pipeline)s?(?! (?:have|need|exist)))\b/;

/** Past or bare verbs that bring something into being. */
export const LAUNCH_VERB =
  '(?:launch(?:ed|es|ing)?|creat(?:ed?|es|ing)|start(?:ed)?|spun up|spin(?:ning)? up|running|provision(?:ed)?|set up|brought up|bring up|added|add|deployed|deploy|fired up|kicked off|stood up|booted|allocated|built|minted)';

/** Past or bare verbs that end something. */
export const DELETE_VERB =
  '(?:delet(?:ed?|es|ing)|remov(?:ed?|es|ing)|terminat(?:ed?|es|ing)|stop(?:ped|s|ping)?|destroy(?:ed)?|kill(?:ed)?|shut (?:down|off)|shutdown|turn(?:ed)? off|switch(?:ed)? off|disabl(?:ed?|ing)|dropped|drop|wiped?|paused?|deactivated?|tore down|nuked?)';

/** Verbs of every other change to the estate. */
export const CHANGE_VERB =
  '(?:open(?:ed)?|shar(?:ed?|ing)|chang(?:ed?|ing)|modif(?:y|ied)|edit(?:ed)?|updat(?:ed?|ing)|attach(?:ed)?|detach(?:ed)?|grant(?:ed)?|gave|enabl(?:ed?|ing)|turned on|switched on|made|expos(?:ed?|ing)|assum(?:ed?|ing)|used?|call(?:ed)?|invok(?:ed?|ing)|log(?:ged)? in|sign(?:ed)? in|access(?:ed)?|touch(?:ed)?|rotat(?:ed?|ing)|download(?:ed)?|upload(?:ed)?|cop(?:y|ied)|mess(?:ed)? with|tamper(?:ed)? with|did|done|disassociated?|revok(?:ed?|ing)|authori[sz](?:ed?|ing)|reset|put|pulled|read|escalat(?:ed?|ing)|triggered|caused|approv(?:ed?|ing)|push(?:ed)?)';
