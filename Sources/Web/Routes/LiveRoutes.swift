import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import Operations
import Pages
import ServiceLifecycle
import Vault

/// `/live`: server-sent events for `live.js`, differences only.
struct LiveRoutes {
    let site: Site

    init(_ site: Site) { self.site = site }

    func add(to pages: RouterGroup<SiteContext>) {
        pages.get("live") { request, context in
            let desk = try PageRoutes.desk(request, context, self.site)
            guard let session = context.session else { throw Refusal.unauthorized }
            guard self.site.seats.isFree else {
                throw Refusal(
                    status: 503, code: "live.full", sentence: "Too many live pages are open.", wayOut: "Close one.")
            }
            let follower = LiveFollower(
                BoardModel(desk: desk, verdict: self.site.settings.verdict), query: BoardQuery(request),
                since: request.query("since") ?? HTTPField.Name("Last-Event-ID").flatMap { request.headers[$0] })
            return Response(
                status: .ok,
                headers: [.contentType: "text/event-stream", .cacheControl: "no-store"],
                body: self.stream(follower, for: session, in: desk.tenant))
        }
    }

    /// Ends when the page leaves, the program shuts down, or the member may not look any more: asked every eight pulses, four
    /// seconds. The browser comes back by itself.
    private func stream(_ follower: LiveFollower, for session: BearerToken, in tenant: UUID) -> ResponseBody {
        let pulse = self.site.settings.livePulse
        let (seats, hub, log) = (self.site.seats, self.site.hub, self.site.hub.log)
        return ResponseBody { writer in
            guard seats.take() else { return try await writer.finish(nil) }
            defer { seats.leave() }
            let ticks = LiveTicks(pulse: pulse).cancelOnGracefulShutdown()
            var follower = follower
            var (quiet, beats) = (0, 0)
            for await _ in ticks {
                beats += 1
                if beats.isMultiple(of: 8) {
                    let visitor = try? await FindVisitor(session, isSeen: false).run(hub)
                    guard visitor?.place(tenant)?.may(.look) ?? false else { break }
                }
                let text: String
                do {
                    text = try await follower.look().map { try $0.serverSentEvent() }.joined()
                } catch {
                    log.warning("live page could not be told", metadata: ["error": "\(error)"])
                    continue
                }
                quiet = text.isEmpty ? quiet + 1 : 0
                // A comment now and then shows whether anybody is still there.
                guard !text.isEmpty || quiet % 20 == 0 else { continue }
                try await writer.write(ByteBuffer(string: text.isEmpty ? ": still here\n\n" : text))
            }
            try await writer.finish(nil)
        }
    }
}

/// One element at once, then one each pulse, until cancelled.
private struct LiveTicks: AsyncSequence, Sendable {
    let pulse: Duration

    struct AsyncIterator: AsyncIteratorProtocol {
        let pulse: Duration
        var isFirst = true

        mutating func next() async -> Void? {
            if self.isFirst {
                self.isFirst = false
                return ()
            }
            return try? await Task.sleep(for: self.pulse)
        }
    }

    func makeAsyncIterator() -> AsyncIterator { AsyncIterator(pulse: self.pulse) }
}
