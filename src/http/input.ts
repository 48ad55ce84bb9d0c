/** Checks of untrusted input, in one line at the edge of each route. */
import type { Context } from 'hono';
import { z } from 'zod';
import { AppError } from '../errors.ts';

/** A message may be this long, characters: far more than a question needs, far less than a model's context. */
export const LONGEST_MESSAGE = 20_000;
/** No JSON body of ours is larger, bytes. */
const LARGEST_BODY = 1_000_000;

/** The JSON body by a schema. Throws AppError `invalid_input`, `too_large` or `unsupported_media_type`. */
export async function readBody<T>(context: Context, schema: z.ZodType<T>): Promise<T> {
  const declared = Number(context.req.header('content-length') ?? 0);
  if (declared > LARGEST_BODY) throw tooLarge();
  const type = context.req.header('content-type') ?? '';
  if (type !== '' && !/\bjson\b/i.test(type))
    throw new AppError('unsupported_media_type', 'Send JSON: content-type: application/json.');
  const bytes = await readBytes(context);
  if (bytes.byteLength > LARGEST_BODY) throw tooLarge();
  return parse(schema, decodeJson(bytes));
}

/** A client that leaves in the middle of its body is no fault of ours, and nothing to report. */
async function readBytes(context: Context): Promise<Uint8Array> {
  try {
    return new Uint8Array(await context.req.arrayBuffer());
  } catch (error) {
    throw new AppError('invalid_input', 'The body did not arrive whole.', { cause: error });
  }
}

function decodeJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as unknown;
  } catch (error) {
    throw new AppError('invalid_input', 'The body is not JSON in UTF-8.', { cause: error });
  }
}

const tooLarge = () => new AppError('too_large', `The body is larger than ${LARGEST_BODY} bytes. Send less.`);

/** An `invalid_input` that knows which parameter was at fault, as OpenAI's errors name it: `messages[0].content`. */
export class ParameterError extends AppError {
  override name = 'ParameterError';
  readonly param: string;

  constructor(param: string, message: string) {
    super('invalid_input', message);
    this.param = param;
  }
}

/** A value by a schema. Throws AppError `invalid_input` that names every fault; `what` names the value itself. */
export function parse<T>(schema: z.ZodType<T>, value: unknown, what = 'body'): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const { issues } = parsed.error;
  const faults = issues.map((issue) => `${issue.path.join('.') || what}: ${issue.message}`);
  const told = `${faults.slice(0, 8).join('; ')}.`;
  const [first, ...rest] = issues[0]!.path;
  if (first === undefined) throw new AppError('invalid_input', told);
  const param = rest.map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`)).join('');
  throw new ParameterError(`${String(first)}${param}`, told);
}

const LONGEST_KEY = 200;

/** The Idempotency-Key, or null. Throws AppError: cut to a length, two keys would become one. */
export function readIdempotencyKey(context: Context): string | null {
  const key = context.req.header('idempotency-key')?.trim() ?? '';
  if (key.length > LONGEST_KEY)
    throw new AppError('invalid_input', `The Idempotency-Key is longer than ${LONGEST_KEY} characters. A UUID does.`);
  return key === '' ? null : key;
}

/** Query parameters by a schema; a repeated one is a list. */
export function readQuery<T>(context: Context, schema: z.ZodType<T>): T {
  const queries = context.req.queries();
  if (schema instanceof z.ZodObject) {
    const known = Object.keys(schema.shape);
    const unknown = Object.keys(queries).filter((name) => !known.includes(name));
    // A misspelt filter that is ignored gives everything, which reads like an answer.
    if (unknown.length > 0)
      throw new AppError(
        'invalid_input',
        `There is no parameter ${unknown
          .slice(0, 5)
          .map((name) => `"${name.slice(0, 40)}"`)
          .join(', ')} here. There ${known.length === 1 ? 'is' : 'are'}: ${known.join(', ')}.`,
      );
  }
  return parse(
    schema,
    Object.fromEntries(Object.entries(queries).filter(([, values]) => values.some((value) => value !== ''))),
  );
}

/** One value of a query parameter. */
export const one = <T extends z.ZodType<unknown, unknown>>(schema: T) =>
  z
    .array(z.string())
    .length(1, 'give it once')
    .transform((values): unknown => values[0])
    .pipe(schema as z.ZodType<z.output<T>, unknown>);
/** A repeated query parameter; commas also separate. */
export const many = <T extends z.ZodType<unknown, string>>(schema: T) =>
  z
    .array(z.string())
    .transform((values) =>
      values
        .flatMap((value) => value.split(','))
        .map((value) => value.trim())
        .filter(Boolean),
    )
    .pipe(z.array(schema));

const WHOLE = 'must be a whole number from 1 to 500';
export const limit = one(z.coerce.number(WHOLE).int(WHOLE).min(1, WHOLE).max(500, WHOLE))
  .optional()
  .transform((value) => value ?? 50);
export const instant = one(
  z
    .string()
    .refine(
      (text) => /^\d{4}-\d{2}-\d{2}/.test(text) && !Number.isNaN(Date.parse(text)),
      'must be a date or an ISO instant',
    ),
).transform((text) => new Date(text).toISOString());
export const uuid = (what: string) => z.uuid(`is not the id of a ${what}`);

/** A question: text without control characters but line breaks. */
export const message = z
  .string()
  .max(LONGEST_MESSAGE, `is longer than ${LONGEST_MESSAGE} characters; ask a shorter question`)
  .transform((text) => text.replaceAll(/(?![\n\t])\p{Cc}/gu, '').trim())
  .refine((text) => text.length > 0, 'is empty; ask a question');
