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
    }

    static let address = "https://twins.example"
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
        self.log.withLock { $0.append(Request(at: at, method: call.method, path: path, status: reply.status)) }
        guard reply.ending == .whole else { throw .interrupted }
        return HTTPReply(status: reply.status, headers: reply.headers, body: reply.body)
    }
}
