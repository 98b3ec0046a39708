import Hummingbird
import Wire

/// Finds out who asks, and refuses plain HTTP from elsewhere: everybody on the way could read it (promise ENC-6).
///
/// It is let be on this machine and from a trusted proxy, which ended TLS; and for the two health addresses, which tell nothing.
struct PlainGate: RouterMiddleware {
    let proxies: TrustedProxies
    let isTLS: Bool

    func handle(
        _ request: Request, context: SiteContext, next: (Request, SiteContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        let peer = context.peer.flatMap { IPAddress($0) }
        context.client = self.proxies.client(peer: peer, request.headers)
        context.isTLS = self.isTLS
        if let peer, self.refuses(peer), !Self.isHealth(request) {
            throw Refusal(
                status: 403, code: "plain.refused",
                sentence: "Plain HTTP is for this machine and for a proxy that is declared.",
                wayOut:
                    "Put a proxy with TLS in front and name it in trusted-proxies, or set tls-certificate and tls-key "
                    + "(docs/deploy.md).")
        }
        return try await next(request, context)
    }

    func refuses(_ peer: IPAddress) -> Bool { !self.isTLS && !peer.isLoopback && !self.proxies.trusts(peer) }

    private static func isHealth(_ request: Request) -> Bool {
        request.uri.path == "/healthz" || request.uri.path == "/readyz"
    }
}
