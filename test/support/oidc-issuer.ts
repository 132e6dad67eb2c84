/** Plays GitHub Actions' issuer of OIDC tokens: what it publishes of itself, and the address that a job asks for a token. */
import { generateKeyPairSync, sign } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

export type Claims = Readonly<Record<string, string>>;

const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const encoded = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");

export class OidcIssuer {
  /** What the next tokens say of the job, such as its repository and ref. */
  claims: Claims = {};
  /** What a job sends with its request for a token. */
  readonly requestToken = "a job's own";

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async start(): Promise<OidcIssuer> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const issuer = new OidcIssuer(server, `http://127.0.0.1:${port}`);
    server.on("request", (request, response) => {
      const answer = issuer.answer(new URL(request.url ?? "/", issuer.url), request.headers.authorization);
      response.writeHead(answer ? 200 : 404, { "content-type": "application/json" }).end(JSON.stringify(answer ?? {}));
    });
    return issuer;
  }

  /** What a job's environment has, where it may ask for tokens. */
  get env(): Record<string, string> {
    return {
      ACTIONS_ID_TOKEN_REQUEST_URL: `${this.url}/token?api-version=2.0`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: this.requestToken,
    };
  }

  /** A token for an audience, with the claims as they are now. */
  token(audience: string): string {
    const now = Math.floor(Date.now() / 1000);
    const body = { iss: this.url, aud: audience, sub: "a job", iat: now, nbf: now - 5, exp: now + 300, ...this.claims };
    const text = `${encoded({ alg: "RS256", typ: "JWT", kid: "played" })}.${encoded(body)}`;
    return `${text}.${sign("RSA-SHA256", Buffer.from(text), privateKey).toString("base64url")}`;
  }

  stop(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  private answer({ pathname, searchParams }: URL, authorization: string | undefined): object | undefined {
    switch (pathname) {
      case "/.well-known/openid-configuration":
        return {
          issuer: this.url,
          jwks_uri: `${this.url}/keys`,
          response_types_supported: ["id_token"],
          subject_types_supported: ["public"],
          id_token_signing_alg_values_supported: ["RS256"],
        };
      case "/keys":
        return { keys: [{ ...publicKey.export({ format: "jwk" }), kid: "played", use: "sig", alg: "RS256" }] };
      case "/token": {
        const audience = searchParams.get("audience");
        if (audience === null || authorization !== `Bearer ${this.requestToken}`) return undefined;
        return { count: 1, value: this.token(audience) };
      }
      default:
        return undefined;
    }
  }
}
