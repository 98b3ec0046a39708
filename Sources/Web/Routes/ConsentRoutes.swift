import ConnectorKit
import Foundation
import HTTPTypes
import Hummingbird
import Operations
import Pages
import Synchronization
import Wire

/// Where a channel's consent page sends the merchant back to. Public: the state that they bring is the proof.
struct ConsentRoutes {
    let hub: Installation
    let door: ConsentDoor

    init(_ hub: Installation) {
        self.hub = hub
        self.door = ConsentDoor(now: hub.now)
    }

    func add(to router: some RouterMethods<SiteContext>) {
        router.get("oauth/callback/:channel") { request, context in
            guard self.door.lets() else {
                return Self.refused(
                    Refusal(
                        status: 429, code: "consent.too-many", sentence: "Too many answers came at once.",
                        wayOut: "Load this page again in a few seconds."), context)
            }
            return try await self.answer(request, context)
        }
    }

    private func answer(_ request: Request, _ context: SiteContext) async throws -> Response {
        do {
            let channel = try self.hub.channel(try context.part("channel")).manifest
            let answer = try ConsentAnswer(query: request.uri.query ?? "")
            let done = try await FinishConsent(answer, channel: channel.id).run(self.hub, trace: context.trace.id)
            return Response.html(
                Pages.consent(
                    ConsentView(
                        title: "\(done.shopName) is connected",
                        sentence:
                            "\(channel.displayName) lets Entrepot in to “\(done.connection.name)”\(done.isRenewal ? " again" : "").",
                        wayOut: "You can close this page.")))
        } catch {
            guard let refusal = Refusal(error), refusal.status < 500 || refusal.status == 503 else { throw error }
            return Self.refused(refusal, context)
        }
    }

    private static func refused(_ refusal: Refusal, _ context: SiteContext) -> Response {
        let view = ConsentView(
            title: "This shop was not connected", sentence: refusal.sentence, wayOut: refusal.wayOut,
            code: refusal.code, trace: context.trace.id)
        var response = Response.html(Pages.consent(view), status: HTTPResponse.Status(code: refusal.status))
        if refusal.status == 429 { response.headers[.retryAfter] = "5" }
        return response
    }
}

/// How many answers are looked at: twenty at once, two a second. A state cannot be guessed; the database is spared.
final class ConsentDoor: Sendable {
    private let now: @Sendable () -> Date
    private let bucket: Mutex<(left: Double, at: Date)>

    init(now: @escaping @Sendable () -> Date) {
        self.now = now
        self.bucket = Mutex((20, now()))
    }

    func lets() -> Bool {
        let now = self.now()
        return self.bucket.withLock { bucket in
            bucket.left = min(20, bucket.left + max(0, now.timeIntervalSince(bucket.at)) * 2)
            bucket.at = now
            guard bucket.left >= 1 else { return false }
            bucket.left -= 1
            return true
        }
    }
}

/// The page that a consent ends at and nothing else: for a command that waits for the answer on a person's own machine.
public struct ConsentSite: Sendable {
    let hub: Installation
    let port: Int

    /// - Parameter port: On loopback; 0 takes a free one.
    public init(_ hub: Installation, port: Int) {
        self.hub = hub
        self.port = port
    }

    /// A service for a `ServiceGroup`.
    ///
    /// - Parameter onRunning: Told the port once it listens.
    public func application(
        onRunning: @escaping @Sendable (_ port: Int) async -> Void = { _ in }
    ) -> Application<RouterResponder<SiteContext>> {
        let router = Router(context: SiteContext.self)
        router.add(middleware: TraceGate(log: self.hub.log, meter: Meter()))
        router.add(middleware: ProblemGate(log: self.hub.log))
        ConsentRoutes(self.hub).add(to: router)
        AssetRoutes().add(to: router)
        return Application(
            responder: router.buildResponder(),
            configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: self.port), serverName: nil),
            onServerRunning: { channel in await onRunning(channel.localAddress?.port ?? 0) }, logger: self.hub.log)
    }
}
