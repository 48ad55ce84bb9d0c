import { isIP } from 'node:net';

/** The part of an SDK client's configuration that chooses an address. */
interface AddressedClient {
  config?: { endpointProvider?: (parameters: EndpointParameters, context?: unknown) => { url: URL } };
}
interface EndpointParameters {
  Endpoint?: string;
  RequiresAccountId?: boolean;
}

/**
 * S3 Control writes the account id in front of the host name, which no IP address can carry (`123456789012.127.0.0.1`
 * is not a URL). With a custom endpoint that is an IP address, the id stays in the `x-amz-account-id` header, where S3
 * Control sends it anyway. Other clients and real AWS addresses are left alone.
 */
export function addressByAccountHeader(client: unknown): void {
  const { config } = client as AddressedClient;
  const provider = config?.endpointProvider;
  if (!config || !provider) return;
  config.endpointProvider = (parameters, context) => {
    const custom = parameters.RequiresAccountId && parameters.Endpoint ? new URL(parameters.Endpoint) : null;
    if (custom === null || isIP(custom.hostname.replace(/^\[|\]$/g, '')) === 0) return provider(parameters, context);
    const endpoint = provider({ ...parameters, Endpoint: `${custom.protocol}//localhost:${custom.port}` }, context);
    return { ...endpoint, url: custom };
  };
}
