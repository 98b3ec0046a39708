import ConnectorKit
import Foundation
import HTTPTypes
import Hummingbird
import Operations
import Pages
import Vault
import Wire

/// The page that a channel shows within its own, where a merchant opens our app there. Public: the token of the session that
/// the channel puts into the address is the proof, and says which shop it is.
struct EmbedRoutes {
    let hub: Installation
    let door: ConsentDoor

    init(_ hub: Installation) {
        self.hub = hub
        self.door = ConsentDoor(now: hub.now)
    }

    func add(to router: some RouterMethods<SiteContext>) {
        router.get("embed/:channel") { request, context in
            guard self.door.lets() else {
                return Self.refused(
                    Refusal(
                        status: 429, code: "consent.too-many", sentence: "The app was opened too often at once.",
                        wayOut: "Open it again in a few seconds."), [], context)
            }
            return try await self.open(request, context)
        }
    }

    private func open(_ request: Request, _ context: SiteContext) async throws -> Response {
        var frames: [String] = []
        do {
            let channel = try self.hub.channel(try context.part("channel"))
            let name = channel.manifest.displayName
            guard let field = channel.sessions?.field else { throw ConsentError.notBySession(channel: name) }
            guard let token = Self.value(field, of: request) else {
                throw ConsentError.sessionRefused("\(name) sent none along.")
            }
            let embedded = OpenEmbedded(channel: channel.manifest.id, session: Secret(token))
            frames = try embedded.frames(self.hub)
            let opened = try await embedded.run(self.hub, trace: context.trace.id)
            return Self.framed(Response.html(Pages.consent(Self.view(opened, channel: name))), frames)
        } catch {
            guard let refusal = Refusal(error), refusal.status < 500 || refusal.status == 503 else { throw error }
            return Self.refused(refusal, frames, context)
        }
    }

    private static func view(_ opened: OpenedShop, channel: String) -> ConsentView {
        let health = opened.connection
        let again = opened.isLetInAgain ? " It was shut out, and is let in again." : ""
        return ConsentView(
            title: "“\(health.name)” is \(health.state)",
            sentence: "\(channel) lets Entrepot in to this shop.\(again)"
                + (health.reason.map { " \($0)" } ?? ""),
            wayOut: health.wayOut ?? "Stock, prices and orders are looked after in Entrepot itself.")
    }

    private static func value(_ name: String, of request: Request) -> String? {
        PercentEncoding.parseForm(request.uri.query ?? "").first { $0.name == name && !$0.value.isEmpty }?.value
    }

    private static func refused(_ refusal: Refusal, _ frames: [String], _ context: SiteContext) -> Response {
        let view = ConsentView(
            title: "This shop cannot be shown", sentence: refusal.sentence, wayOut: refusal.wayOut,
            code: refusal.code, trace: context.trace.id)
        var response = Response.html(Pages.consent(view), status: HTTPResponse.Status(code: refusal.status))
        if refusal.status == 429 { response.headers[.retryAfter] = "5" }
        return Self.framed(response, frames)
    }

    /// Only the shop's own pages may show it; nobody's, where it is not known which shop it is.
    private static func framed(_ response: Response, _ frames: [String]) -> Response {
        guard !frames.isEmpty else { return response }
        var response = response
        response.headers[.contentSecurityPolicy] = Pages.contentSecurityPolicy(framedBy: frames)
        return response
    }
}
