import Foundation
import HTTPTypes
import Hummingbird
import Wire

/// How a browser came to our pages.
enum Doorway: Sendable, Hashable {
    /// On this machine, or through a tunnel to it: plain HTTP that nobody can listen to.
    case machine(port: String, isTLS: Bool)
    /// By the public address, whose scheme is https: a proxy in front of us ends TLS, and cookies travel inside it only.
    case publicly

    /// - Returns: `nil` for a way that no page is shown on: a proxy that does not say the public address, or a name of somebody's
    ///   own that leads here.
    init?(_ request: Request, _ context: SiteContext, publicAddress: URL?, proxies: TrustedProxies) {
        if Self.isLocal(request, context) {
            let parts = request.head.authority.map { $0.split(separator: ":") } ?? []
            self = .machine(
                port: parts.count > 1 && Int(parts[parts.count - 1]) != nil ? String(parts[parts.count - 1]) : "80",
                isTLS: context.isTLS)
        } else if context.isTLS || context.peer.flatMap({ IPAddress($0) }).map(proxies.trusts) ?? true,
            let publicAddress, publicAddress.scheme == "https", let host = publicAddress.host(),
            request.head.authority.map(Self.host)?.lowercased() == host.lowercased()
        {
            self = .publicly
        } else {
            return nil
        }
    }

    /// Whether the connection comes from loopback, names a loopback host (or a site elsewhere could reach us through a name
    /// of its own that leads here), and has passed no proxy: one on this machine would make the whole world look local.
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

/// Shows pages on this machine, and by the public address where that is https. Everybody else is told how to come in.
struct DoorGate: RouterMiddleware {
    let publicAddress: URL?
    let proxies: TrustedProxies

    func handle(
        _ request: Request, context: SiteContext, next: (Request, SiteContext) async throws -> Response
    ) async throws -> Response {
        guard let doorway = Doorway(request, context, publicAddress: self.publicAddress, proxies: self.proxies) else {
            throw Refusal(
                status: 403, code: "page.loopback-only",
                sentence: "Pages are shown on the machine itself, and at the public address where that is https.",
                wayOut: "Open it there at http://127.0.0.1, or through a tunnel: ssh -L 8484:127.0.0.1:8484 HOST")
        }
        var context = context
        context.doorway = doorway
        var response = try await next(request, context)
        if doorway == .publicly || context.isTLS { response.headers[.strictTransportSecurity] = "max-age=31536000" }
        return response
    }
}
