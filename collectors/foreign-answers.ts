import { NodeHttpHandler, type NodeHttpHandlerOptions } from '@smithy/node-http-handler';

/**
 * An HTTP handler that refuses a success which no AWS service sends: HTML (a proxy's sign-in page, a gateway's error
 * page) or no body at all. The SDK reads both as an empty result, which would make everything there look deleted.
 * Rejects with the name `MalformedResponse`.
 */
export function createAwsHttpHandler(options: NodeHttpHandlerOptions): NodeHttpHandler {
  const handler = new NodeHttpHandler(options);
  const handle = handler.handle.bind(handler);
  handler.handle = async (request, settings) => {
    const answer = await handle(request, settings);
    const { statusCode, headers, body } = answer.response;
    const isHtml = headers['content-type']?.toLowerCase().includes('html') === true;
    // SQS answers DeleteMessage with nothing; no read does.
    const isEmpty = headers['content-length'] === '0' && request.method !== 'HEAD' && !isSqs(request.headers);
    if (statusCode === 200 && (isHtml || isEmpty)) {
      (body as { destroy?: () => void } | undefined)?.destroy?.();
      throw Object.assign(new Error('The answer did not come from AWS'), { name: 'MalformedResponse' });
    }
    return answer;
  };
  return handler;
}

function isSqs(headers: Record<string, string>): boolean {
  return headers['x-amz-target']?.startsWith('AmazonSQS') === true;
}
