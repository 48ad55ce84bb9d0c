/** Objects under an s3:// prefix as sources, read with the operator's own credentials. */
import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { Readable } from 'node:stream';
import { classifyAwsError } from '../../../collectors/aws-errors.ts';
import { type Found, isImportable, type Source } from './source.ts';

export interface S3Settings {
  /** The bucket's own region is found by S3's redirect when this is another. */
  region: string;
  /** Only for tests and S3-compatible stores; the SDK reads AWS_ENDPOINT_URL_S3 by itself. */
  endpoint?: string;
}

export interface S3Reader {
  find(address: string): Found;
  close(): void;
}

/** What went wrong at S3, as one sentence without AWS's own text. */
export class S3ReadError extends Error {
  override name = 'S3ReadError';
}

/** Lists and reads by the default credential chain. An object addressed exactly is read whatever its name. */
export function createS3Reader(settings: S3Settings): S3Reader {
  const client = new S3Client({
    region: settings.region,
    followRegionRedirects: true,
    forcePathStyle: true,
    requestHandler: new NodeHttpHandler({ connectionTimeout: 5000, socketTimeout: 60_000 }),
    ...(settings.endpoint ? { endpoint: settings.endpoint } : {}),
  });
  return {
    find(address) {
      const match = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/(.*))?$/.exec(address);
      if (!match)
        return { sources: [], fault: `${address} is not an address such as s3://bucket/prefix/.`, leftOut: () => 0 };
      const tally = { leftOut: 0 };
      return { sources: list(client, match[1]!, match[2] ?? '', tally), fault: null, leftOut: () => tally.leftOut };
    },
    close: () => client.destroy(),
  };
}

async function* list(
  client: S3Client,
  bucket: string,
  prefix: string,
  tally: { leftOut: number },
): AsyncGenerator<Source> {
  let token: string | undefined;
  do {
    const page = await client
      .send(new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, ContinuationToken: token }))
      .catch((error: unknown) => {
        throw readError(`s3://${bucket}/${prefix}`, 's3:ListBucket', error);
      });
    for (const { Key: key, Size: bytes } of page.Contents ?? []) {
      if (!key || key.endsWith('/')) continue;
      if (key === prefix || isImportable(key)) yield objectSource(client, bucket, key, bytes ?? 0);
      else tally.leftOut++;
    }
    token = page.IsTruncated ? page.NextContinuationToken : undefined;
  } while (token);
}

function objectSource(client: S3Client, bucket: string, key: string, bytes: number): Source {
  const name = `s3://${bucket}/${key}`;
  return {
    name,
    bytes,
    async open() {
      try {
        const { Body: body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
        if (body instanceof Readable) return body;
      } catch (error) {
        throw readError(name, 's3:GetObject', error);
      }
      throw new S3ReadError(`${name} has no content.`);
    },
  };
}

function readError(name: string, permission: string, error: unknown): S3ReadError {
  const { outcome, detail, errorCode } = classifyAwsError(error);
  const denied = outcome === 'denied' || outcome === 'scp_denied' ? ` It needs ${permission}.` : '';
  const reason = errorCode === 'NoSuchBucket' ? 'there is no such bucket' : detail;
  return new S3ReadError(`${name} cannot be read: ${reason}.${denied}`);
}
