/** Who may do what, and who did it. One phrase a line; text is normalised and masked. */
import type { Topic } from '../intent.ts';
import { phrases } from '../language/phrases.ts';

export const IDENTITY_WORDS: [Topic, RegExp][] = [
  [
    'mfa',
    phrases`
      mfas?(?! delete)
      multi[- ]?factor
      (two|2)[- ]?(factor|step)( auth\w*| verification)?
      (one[- ]time|totp|otp) ?(codes?|passwords?|tokens?)?
      second factor
      authenticators?
      hardware tokens?
      (just|only|nothing but) (a |their |the )?passwords?`,
  ],
  [
    'admin',
    phrases`
      admin(s|istrators?|istrative)?
      administratoraccess
      privileged?( |-)escalat\w+
      escalat\w+ (their |its )?privileges?
      privileged
      over[- ]?privileged
      (full|unrestricted|unlimited|total) (access|rights|control|admin|permissions|power|powers|privileges)
      can do (anything|everything)
      do (anything|everything) (they|he|she) (want|wants|like|likes)
      (too (much|many)|excessive) (access|permissions|rights|privileges)
      super ?users?
      (overly|over|too)[- ]?(permissive|broad|powerful)
      (elevated|high|highly) (rights|privileges?d?|permissions|access)
      power users?
      god mode
      star (polic\w+|permissions?)
      wildcard (polic\w+|permissions?|access)
      keys to the kingdom`,
  ],
  [
    'access_keys',
    phrases`
      access[- ]keys?( ids?)?
      @access_key
      (api|secret) keys?
      programmatic (access|credentials?)
      (static|long[- ]lived|long[- ]term) (keys?|credentials?)
      keys?
      rotat\w+ (\w+ ){0,3}(keys?|credentials?)
      credentials? (\w+ ){0,3}(older|rotated|rotation)`,
  ],
  // The rules for passwords; "users with a password but no MFA" is not about them.
  [
    'password',
    phrases`
      passwords? (polic\w+|length|expir\w*|reuse|rules?|requirements?|rotation|age|strength|settings?|complexity)
      (minimum|maximum|require\w*) (\w+ )?(length|characters|password\w*)
      (weak|strong|old|long|short|reused|expired) passwords?
      (change[ds]?|changing|rotate[ds]?|reset) (\w+ )?passwords?
      passwords? (\w+ ){0,2}(older|expire\w*|reused|long|short|weak|rotated|changed)`,
  ],
  ['root', phrases`root(?! (cause|of the problem|volumes?|devices?))`],
  [
    'owner',
    phrases`
      (?<!by |per |each )own(s|er|ers|ed|ership|ing)?(?! (accounts?|data|keys?|role|aws))
      (un-?owned|ownerless)
      responsible
      belongs? to
      whose
      accountable
      on the hook
      takes? care of
      in charge of
      (which|what) team (owns?|is|should|looks|has to|handles|maintains|runs|needs)
      who (do|should|can|would) (i|we) (talk|ask|contact|call|chase|ping|tell|speak|go|bug|poke|nag|email)
      who (should|has to|needs to|must|is going to|ought to|can|would|will|gets to|is supposed to) (fix|handle|deal|take|remediate|sort|look|close|clean)
      who looks after
      who (maintains|runs) (it|this|that|them|those)
      contact (person|for)
      (which|what) (squad|department|group of people)
      point person
      (the|its|their) contact
      point of contact`,
  ],
  [
    'activity',
    phrases`
      activit(y|ies)
      busiest
      most active
      callers?
      talkers?
      (top|busiest|most active) (source )?(ips?|ip addresses|addresses)
      from @address
      @address (did|do|done|doing)
      (call|called|calling|connect\w*) from
      (did|has|have) (the )?(root|@\w+)( user| account)? (do|done|use|used|call|make|call)
      principals?
      actors?
      noisiest
      loudest
      (did|done|doing|does) what
      what (did|has|have|does|is|was) (the |our )?(\w+ )?@?(user|role|principal|access_key|address|instance|they|he|she|it)( @\w+)? .{0,16}(do|done|doing|been up to|up to|used for)
      been up to
      (made|make|makes|making) (the most |most |so many )?(api )?(calls|requests)
      most (calls|api calls|events|requests|actions)
      (api )?(calls|actions|events|requests) (were |was |are |that were |did |does |has |have )?(made |done |performed |run )?(by|from) (@(user|role|address|access_key|account)|the (user|role)|user|role|root)
      @(user|role|access_key|address|arn) (do|done|doing|did|make|made|change|changed|touch|touched|modify|modified|use|used|access(?! keys?)|accessed|call|called|run)
      (did|has) @(user|role|access_key|address) (\w+ )?(do|done|doing)
      @access_key (\w+ )?(used|been used)`,
  ],
  [
    'sharing',
    phrases`
      shar(e|es|ed|ing)(?! of\b)
      cross[- ]account
      (other|another|external|foreign|third[- ]party|outside|unknown|strange) (aws )?accounts?
      outside (of )?(the |our )?(org\w*|accounts?|company)
      trust(s|ed|ing)?
      (can|could|may) (\w+ )?assume
      (be|is|are) assum(ed|able)( by)?
      external (principals?|parties|access)
      third[- ]part(y|ies)`,
  ],
];
