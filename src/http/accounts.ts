/** Connected accounts: connect, test, edit, remove. The id in the path is the AWS account id. */
import { Hono } from 'hono';
import { z } from 'zod';
import type { AccountsView } from './accounts-view.ts';
import type { AppEnv } from './environment.ts';
import { parse, readBody } from './input.ts';

const accountId = z.string().regex(/^\d{12}$/, 'is not an AWS account id: twelve digits');
const name = z
  .string()
  .transform((text) => text.replaceAll(/\p{Cc}/gu, '').trim())
  .pipe(z.string().min(1, 'is empty').max(200, 'is longer than 200 characters'));
const roleArn = z.string().max(700);
const regions = z
  .array(z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'is not a region such as eu-west-1'))
  .max(60)
  .transform((names) => [...new Set(names)]);

const connectBody = z.strictObject({ roleArn, name: name.optional(), regions: regions.optional() });
const editBody = z
  .strictObject({
    name: name.optional(),
    regions: regions.optional(),
    enabled: z.boolean().optional(),
    roleArn: roleArn.optional(),
  })
  .refine((change) => Object.values(change).some((value) => value !== undefined), 'say what to change');

export function accountRoutes(accounts: AccountsView): Hono<AppEnv> {
  const routes = new Hono<AppEnv>();
  routes.get('/', async (context) => {
    const items = await accounts.list();
    return context.json({ items, nextCursor: null, total: items.length });
  });
  routes.post('/', async (context) => context.json(await accounts.connect(await readBody(context, connectBody)), 201));
  routes.get('/identity', async (context) => context.json(await accounts.identity()));
  routes.get('/:id', async (context) => context.json(await accounts.get(parse(accountId, context.req.param('id')))));
  routes.patch('/:id', async (context) => {
    const id = parse(accountId, context.req.param('id'));
    return context.json(await accounts.edit(id, await readBody(context, editBody)));
  });
  routes.delete('/:id', async (context) => {
    await accounts.remove(parse(accountId, context.req.param('id')));
    return context.body(null, 204);
  });
  routes.post('/:id/test', async (context) =>
    context.json(await accounts.test(parse(accountId, context.req.param('id')))),
  );
  return routes;
}
