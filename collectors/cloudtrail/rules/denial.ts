/** Whether an event's error code means "not allowed": services spell it in several ways, EC2 with a `Client.` prefix. */
export function awsErrorIsDenial(errorCode: string | null): boolean {
  return (
    errorCode !== null &&
    /(?:^|\.)(?:AccessDenied(?:Exception)?|UnauthorizedOperation|Unauthorized(?:Access)?|NotAuthorized(?:Exception)?|AuthorizationError(?:Exception)?)$/.test(
      errorCode,
    )
  );
}
