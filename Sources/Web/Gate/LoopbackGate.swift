import HTTPTypes
import Hummingbird
import Wire

/// Lets only a browser on this machine see the live page, which needs no token.
///
/// The connection must come from loopback, name a loopback host (or a site elsewhere could reach us through a name of
/// its own that leads here), and have passed no proxy: one on this machine would make the whole world look local.
struct LoopbackGate: RouterMiddleware {
    func handle(
        _ request: Request, context: SiteContext, next: (Request, SiteContext) async throws -> Response
    ) async throws -> Response {
        guard Self.isLocal(request, context) else {
            throw Refusal(
                status: 403, code: "page.loopback-only", sentence: "The live page is shown on the machine itself only.",
                wayOut: "Open it there at http://127.0.0.1, or through a tunnel: ssh -L 8484:127.0.0.1:8484 HOST")
        }
        return try await next(request, context)
    }

    static func isLocal(_ request: Request, _ context: SiteContext) -> Bool {
        guard let peer = context.peer, AddressRule.isLoopback(Self.unmapped(peer)) else { return false }
        guard let host = request.head.authority.map(Self.host), AddressRule.isLoopback(host) else { return false }
        return Self.marksOfProxies.allSatisfy { request.headers[$0] == nil }
    }

    /// `::ffff:127.0.0.1` is 127.0.0.1 on a socket for both families.
    private static func unmapped(_ peer: String) -> String {
        peer.lowercased().hasPrefix("::ffff:") ? String(peer.dropFirst("::ffff:".count)) : peer
    }

    /// Without the port.
    private static func host(_ authority: String) -> String {
        if authority.hasPrefix("["), let end = authority.firstIndex(of: "]") { return String(authority[...end]) }
        return String(authority.prefix { $0 != ":" })
    }

    private static let marksOfProxies: [HTTPField.Name] =
        ["Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Via"].compactMap { HTTPField.Name($0) }
}
