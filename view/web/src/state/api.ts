/** REST reads. A failure is a sentence for the screen, never a silence. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** Told when the bus asks who is calling: the session is over. */
let onStranger: () => void = () => undefined;

export function whenAStranger(told: () => void): void {
  onStranger = told;
}

export async function read<T>(path: string, request: RequestInit = {}): Promise<T> {
  return (await (await answered(path, request)).json()) as T;
}

/** Changes something; what is answered beside success does not matter. */
export async function change(method: "POST" | "DELETE", path: string, body?: unknown): Promise<void> {
  const content = body === undefined ? {} : { headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
  await answered(path, { method, ...content });
}

async function answered(path: string, request: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(path, { ...request, headers: { accept: "application/json", ...request.headers } });
  } catch (failure) {
    if (failure instanceof DOMException && failure.name === "AbortError") {
      throw failure;
    }
    throw new Refused(0, "The bus does not answer");
  }
  if (!response.ok) {
    if (response.status === 401 && request.method === undefined) {
      onStranger();
    }
    throw new Refused(response.status, await reason(response));
  }
  return response;
}

async function reason(response: Response): Promise<string> {
  try {
    const body = (await response.json()) as { message?: string; error?: string };
    return body.message ?? body.error ?? `The bus answered ${response.status}`;
  } catch {
    return `The bus answered ${response.status}`;
  }
}
