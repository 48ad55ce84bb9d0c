/** What there is, what it costs, how well it is known, and how bad it is. One phrase a line; text is normalised and masked. */
import type { Topic } from '../intent.ts';
import { phrases, phraseSource } from '../language/phrases.ts';

/** "could you not check", "were not read", "have not been able to see". */
const NOT_READ = phraseSource`(could|can|were|was|did|have|are|has|do|does)( you| we| it| they| assay)?( been)? not (you |we |it |been |be |able to |get to |actually |really |yet )*(check(ed)?|read|see|seen|collect(ed)?|verif(y|ied)|scan(ned)?|look(ed)?( at)?|reach(ed)?|evaluat(e|ed)|inspect(ed)?|cover(ed)?|assess(ed)?|get into|get at|know|visible|permitted|allowed|access|run|complete[d]?|finish|execute)`;

export const EVIDENCE_WORDS: [Topic, RegExp][] = [
  [
    'gpu',
    phrases`
      gpus?
      graphics (cards?|instances?|machines?)
      (ml|machine learning|ai|training) (instances?|machines?|boxes|servers?)
      nvidia
      (p[345]|g[456])[a-z]{0,3}(\.\w+)?( |-)(instances?|machines?|boxes|servers?)
      accelerated (computing|instances?)`,
  ],
  [
    'unattached',
    phrases`
      un-?(attached|associated|assigned)
      (not|never|no longer) (\w+ )?(attached|associated|assigned|connected|hooked up)
      detached
      orphan\w*
      dangling
      available (volumes?|ebs|disks?|state|status)
      (state|status) available
      (attached|hooked up|connected) to (nothing|no instance|no instances|anything)
      loose (volumes?|disks?)
      floating around
      without (an? )?(attachment|instance)`,
  ],
  [
    'savings',
    phrases`
      sav(e|es|ed|ing|ings)
      (cut|reduce|reducing|lower|bring down|trim|slash|shrink|decrease|optimi[sz]e|optimi[sz]ing|get down) (\w+ ){0,4}(bills?|costs?|spend|spending|money|charges|waste)
      (make|making|get) (\w+ ){0,3}cheaper
      (bring|get|drive|push|take) (\w+ ){1,4}down
      (spend|pay|paying|spending) less
      cheaper (way|ways|option|options|alternatives?)
      right[- ]?siz\w*
      (cost|spend) optimi[sz]ation
      over[- ]?(provisioned|sized)`,
  ],
  [
    'coverage',
    phrases`
      ${NOT_READ}
      unable to (\w+ )?(check|read|see|collect|verify|scan|look|reach|access|evaluate)
      fail(ed|ing)? to (check|read|collect|verify|scan|reach|evaluate|fetch)
      not (permitted|collected|covered|scanned|allowed to (see|read|check))
      blind(( |-)?spots?| to)?
      (?<!(encryption|mfa|backup|rest|guardduty|logging|trail|cloudtrail) )coverage
      (coverage|visibility|data|collection|your) gaps?
      gaps? in (your|the|our) (data|coverage|visibility|collection)
      missing from (your|the|this) (data|answer|picture|view|report)
      (regions?|accounts?|collectors?|checks?) (\w+ )?(denied|refused)
      denied (regions?|accounts?|collectors?|checks?)
      (denied|refused) .{0,20}you (\w+ )?(collect|read|check)\w*
      un(checked|checkable|verified|scanned|verifiable|readable)
      missing permissions?
      permissions? (\w+ ){0,3}(missing|lack|lacking|short)
      (what|anything|which \w+|where) (\w+ ){0,3}(did|do|have|are) you (miss|missed|missing|skip|skipped|lack|lacking)
      skipped
      (no|limited|partial|full|complete) visibility
      (can|could) not see
      not have (access|permission|permissions|visibility)( to (check|read|see))?
      lack\w* (the )?permissions? to (check|read|see)
      you (were|are|got|get) (denied|refused|blocked)
      (denied|refused|blocked) (you|us|to you)
      inconclusive
      incomplete
      (no|missing|without) data (for|from|on|about)
      not (have|got) (any |the )?data
      could not be \w+
      not (be )?(reachable|visible|readable)( to you)?
      (do|did) you cover
      (do|did|can) you (\w+ )?(see|have|read|check) (all|everything|every\w*)
      (stop\w*|kept|keep\w*|prevent\w*|block\w*) you from \w+
      lack(s|ed|ing)? (the )?permissions?
      warning (status|state)
      @(region|account) (is |are )?(missing|absent|not there|empty)
      collectors? (\w+ ){0,2}(failed|fail|failing|broken|errors?|denied)
      failed collect\w+`,
  ],
  [
    'freshness',
    phrases`
      how (old|fresh|recent|current|up[- ]to[- ]date|stale|out of date|far behind|outdated) (is|are) (the |your |this |that |our |these |those |all )*(\w+ )?(data|information|evidence|findings?|picture|numbers?|figures?|costs?|answers?|view|results?|feeds?|collectors?|collections?|inventory|it|this|that|they|scan|snapshot of)
      stale (data|collectors?|sources?|evidence|reads?|information|collections?|feeds?)
      (collectors?|data|sources?|feeds?|evidence|collections?|information|numbers|picture|view) (\w+ ){0,4}(stale|out of date|outdated|behind|lagging|old|fresh|up[- ]to[- ]date|current|late|delayed|overdue|recent)
      last (\w+ ){0,3}(look|looked|collect|collected|collection|collections|sync|synced|refresh|refreshed|scan|scanned|run|ran|updated|read|checked|pulled|polled|ingested)
      freshness
      (last|latest) time (you|it|the data)
      age of (the|your|this|our) (\w+ )?(data|findings|evidence)
      how long ago (did|was|were|have) (you|the|we|it) (\w+ ){0,3}(collected|read|checked|synced|scanned|updated|look\w*|refresh\w*)
      outdated
      when (did|was|were|have|has|is) (\w+ ){0,5}(collected|refreshed|synced|pulled|scanned|polled|ingested|updated|collection|sync|refresh|scan)
      not been (run|refreshed|updated|collected|synced)
      behind schedule
      as of when
      (is|are) (\w+ ){0,3}up[- ]to[- ]date
      what is stale
      anything stale
      (fresh|recent|current|live) (enough|data)
      real[- ]?time`,
  ],
  [
    'risk',
    phrases`
      risk(s|y|iest|ier)?
      matters? (the )?most
      most (important|urgent|pressing|dangerous|serious|severe|critical|worrying|concerning|alarming|at stake)
      danger\w*
      priorit\w+
      worr(y|ied|ying|ies|isome)
      concern(s|ed|ing)?
      overview
      posture
      (rundown|tldr|briefing|summary) (of|on)
      (rundown|tldr|briefing)
      how (are we doing|secure|safe|healthy)
      are we (secure|safe|ok|okay|healthy|doing)
      (biggest|worst|main|top|serious|greatest|scariest|nastiest|number one|largest) (\w+ ){0,2}(problems?|issues?|threats?|concerns?|exposures?|weakness\w*|findings?|holes?|things?|vulnerabilit\w+|headaches?)
      (fix|tackle|address|do|handle|look at|work on) (\w+ )?first
      (fix|do|tackle) (just |only )?one thing
      first thing
      (start|begin) (with|first|fixing)
      where (should|do|would|can) (i|we|you) (even )?(start|begin|focus)
      keep\w* (me|us|you) (up|awake)
      urgent(ly)?
      scar(y|iest|e|ed)
      security (summary|state|status|overview)
      on fire
      which (\w+ ){0,2}(matters?|is worst|are worst|is the worst|are the worst|are most)
      focus (on )?first
      hurt us
      blast radius
      weak(est)?( spots?| points?| links?)?
      nightmares?
      nast(y|iest)
      should (i|we) (\w+ )?care
      needs? (\w+ )?attention`,
  ],
];
