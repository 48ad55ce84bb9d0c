import { createSignal, createUniqueId, Match, Show, Switch, type JSX } from 'solid-js';
import type { AccountReport } from '../../src/http/accounts-view.ts';
import { CopyButton } from '../controls/copy-button.tsx';
import { ROLE_NAME } from './account-input.ts';
import { CopyBlock } from './copy-block.tsx';
import { Field } from './field.tsx';
import type { Identity } from './identity.ts';
import { assumePolicy, policyText, roleCommands, roleOf, trustCommand, trustOf, WHO_AM_I } from './setup-text.ts';

/** What to do in AWS, step by step, with everything that is to be copied there. */
export function SetupGuide(props: { account: AccountReport; identity: Identity }): JSX.Element {
  const [way, setWay] = createSignal<'console' | 'commands'>('console');
  props.identity.ask();
  return (
    <ol class="setup" aria-label={`Set up ${props.account.accountUid} in AWS`}>
      <li>
        <h3>Say whom the role shall trust</h3>
        <p>
          The user or role that Assay runs as. Where Assay runs, this prints it: <code>{WHO_AM_I}</code>
          <CopyButton class="quiet small" label="Copy this command" text={() => WHO_AM_I} />
        </p>
        <Field
          label="Identity that Assay runs as"
          code
          value={props.identity.typed()}
          onInput={props.identity.type}
          placeholder={props.identity.told()?.principal ?? 'arn:aws:iam::444455556666:role/assay'}
          problem={props.identity.problem()}
          hint={<IdentityHint identity={props.identity} />}
        />
      </li>
      <li>
        <h3>Create the role in account {props.account.accountUid}</h3>
        <p>
          It opens only to who gives this ExternalId: <code>{props.account.externalId}</code>
          <CopyButton class="quiet small" label="Copy ExternalId" text={() => props.account.externalId ?? ''} />
        </p>
        <Show when={props.identity.arn() === null}>
          <p class="warning-line">
            Step 1 is open: what is copied from here still holds a placeholder for the identity, which AWS refuses.
          </p>
        </Show>
        <WayChoice way={way()} choose={setWay} />
        <Switch>
          <Match when={way() === 'console'}>
            <ConsoleSteps account={props.account} identity={props.identity} />
          </Match>
          <Match when={way() === 'commands'}>
            <CommandSteps account={props.account} identity={props.identity} />
          </Match>
        </Switch>
      </li>
      <li>
        <h3>Let Assay’s identity assume it</h3>
        <p>
          Where that identity lives, it must be allowed this; the policy that <code>npm run policy</code> prints for it
          allows roles named {ROLE_NAME} already.
        </p>
        <CopyBlock name="Policy of Assay’s identity" text={policyText(assumePolicy(props.account.roleArn ?? ''))} />
      </li>
      <li>
        <h3>Come back and test</h3>
        <p>
          The test opens the role with the ExternalId, and proves that it stays shut without. Reading begins after it.
        </p>
      </li>
    </ol>
  );
}

/** Whom the role will trust, who says so, and what AWS says when it is somebody else. */
function IdentityHint(props: { identity: Identity }): JSX.Element {
  const told = () => props.identity.told();
  const typed = (): boolean => props.identity.typed().trim() !== '';
  return (
    <>
      <Show
        when={props.identity.arn()}
        fallback="Kept in this browser only. It goes into the policies and commands below."
      >
        {(arn) => (
          <>
            Below, the role trusts <span class="code">{arn()}</span>
            {typed() ? '.' : ', as which Assay runs, says AWS.'}
          </>
        )}
      </Show>
      <Show when={!typed() && told()}>{(own) => <> {own().detail}</>}</Show>
      <Show when={typed() && told()?.principal !== props.identity.arn() && told()?.principal}>
        {(principal) => (
          <>
            {' '}
            AWS says that Assay runs as <span class="code">{principal()}</span>.
          </>
        )}
      </Show>
    </>
  );
}

function WayChoice(props: { way: string; choose: (way: 'console' | 'commands') => void }): JSX.Element {
  const group = createUniqueId();
  const choice = (way: 'console' | 'commands', words: string): JSX.Element => (
    <label>
      <input type="radio" name={group} checked={props.way === way} onChange={() => props.choose(way)} />
      {words}
    </label>
  );
  return (
    <fieldset class="choice">
      <legend class="off-screen">How to create it</legend>
      {choice('console', 'In the console')}
      {choice('commands', 'With commands')}
    </fieldset>
  );
}

function ConsoleSteps(props: { account: AccountReport; identity: Identity }): JSX.Element {
  const role = () => roleOf(props.account.roleArn ?? '');
  return (
    <ol class="steps">
      <li>
        In IAM, open Roles, choose <em>Create role</em>, then <em>Custom trust policy</em>, and put this there:
        <CopyBlock name="Trust policy" text={policyText(trustOf(props.account, props.identity.arn()))} />
      </li>
      <li>
        Add no permissions yet. Name the role exactly <code>{role().name}</code>, and create it.
        <Show when={role().path !== '/'}>
          {' '}
          Its path <code>{role().path}</code> can be given by commands only.
        </Show>
      </li>
      <li>
        Open the role, choose <em>Add permissions</em>, <em>Create inline policy</em>, <em>JSON</em>, and put this
        there:
        <CopyBlock name="Read-only policy" text={policyText(props.account.policies.readOnly)} />
      </li>
      <li>Name the policy, such as {ROLE_NAME}, and create it.</li>
    </ol>
  );
}

function CommandSteps(props: { account: AccountReport; identity: Identity }): JSX.Element {
  return (
    <ol class="steps">
      <li>Sign in to account {props.account.accountUid} with the AWS CLI, or open its CloudShell.</li>
      <li>
        Run these two:
        <CopyBlock name="Commands for the role" text={roleCommands(props.account, props.identity.arn())} />
      </li>
      <li>
        Only if the role was there before, run this and the second of them:
        <CopyBlock name="Command for a role that exists" text={trustCommand(props.account, props.identity.arn())} />
      </li>
    </ol>
  );
}
