import Foundation
import Simulator
import Synchronization
import Twins
import Wire

/// The network on virtual time: the twins of this program, a tenth of a second away.
final class VirtualWire: Transport {
    /// One request to the channel's interface.
    struct Request: Sendable {
        var at: Date
        var method: String
        var path: String
        var status: Int
        /// Changes something at the shop, or hands in a document that will.
        var isWrite: Bool
    }

    static let address = "https://127.0.0.1:9"
    private static let way = 0.05

    private let loop: VirtualLoop
    private let market: TwinMarket
    private let log = Mutex<[Request]>([])

    init(_ loop: VirtualLoop, _ market: TwinMarket) {
        self.loop = loop
        self.market = market
    }

    var uptime: Duration { .microseconds(Int64(self.loop.now.timeIntervalSince1970 * 1_000_000)) }

    /// What was asked since the last time this was called.
    func take() -> [Request] {
        self.log.withLock { log in
            defer { log = [] }
            return log
        }
    }

    func send(_ call: HTTPCall) async throws(TransportError) -> HTTPReply {
        let at = self.loop.now
        await self.loop.sleep(Self.way)
        var headers = ["host": call.url.host() ?? ""]
        for header in call.headers { headers[header.name.lowercased()] = header.value }
        let parts = URLComponents(url: call.url, resolvingAgainstBaseURL: false)
        let path = parts?.percentEncodedPath ?? "/"
        let reply = await self.market.answer(
            TwinRequest(
                method: call.method, target: path + (parts?.percentEncodedQuery.map { "?" + $0 } ?? ""),
                headers: headers, body: call.body ?? []))
        await self.loop.sleep(Self.way + reply.delay)
        self.note(call, path, reply, at: at)
        guard reply.ending == .whole else { throw .interrupted }
        return HTTPReply(status: reply.status, headers: reply.headers, body: reply.body)
    }

    private func note(_ call: HTTPCall, _ path: String, _ reply: TwinReply, at: Date) {
        let isGraph = path.hasSuffix("graphql.json")
        let isRead =
            call.method == "GET" || path.contains("oauth") || path.contains("o2/token")
            || (isGraph && !Self.holds(call.body ?? [], "mutation"))
        // Who asked for too much is told so in an answer that went well.
        let isThrottled = isGraph && reply.body.count < 600 && Self.holds(reply.body, "THROTTLED")
        let request = Request(
            at: at, method: call.method, path: path, status: isThrottled ? 429 : reply.status, isWrite: !isRead)
        self.log.withLock { $0.append(request) }
    }

    private static func holds(_ bytes: [UInt8], _ word: String) -> Bool {
        String(decoding: bytes.prefix(600), as: UTF8.self).contains(word)
    }
}
