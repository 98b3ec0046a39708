import Foundation
import Synchronization
import Wire

/// Real HTTP with a stopwatch at the line.
final class WireTap: Transport {
    /// A write of products that went over the wire.
    struct Write: Sendable {
        var sent: ContinuousClock.Instant
        var answered: ContinuousClock.Instant
        var shop: String
        /// Quantities by remote id.
        var quantities: [Int: Int]
    }

    private let inner: any Transport
    private let log = Mutex<[Write]>([])

    init(_ inner: any Transport) { self.inner = inner }

    /// What went out since the last time this was asked.
    func take() -> [Write] {
        self.log.withLock { log in
            defer { log = [] }
            return log
        }
    }

    func send(_ call: HTTPCall) async throws(TransportError) -> HTTPReply {
        let sent = ContinuousClock.now
        let reply = try await self.inner.send(call)
        let answered = ContinuousClock.now
        if call.method != "GET", call.url.path.contains("/products") {
            let write = Write(
                sent: sent, answered: answered, shop: call.url.pathComponents.dropFirst().first ?? "",
                quantities: Self.quantities(call))
            self.log.withLock { $0.append(write) }
        }
        return reply
    }

    private struct Batch: Decodable {
        struct Row: Decodable {
            var id: Int
            var stock_quantity: Int?
        }
        var update: [Row]
    }

    private static func quantities(_ call: HTTPCall) -> [Int: Int] {
        guard let body = call.body, let batch = try? JSONDecoder().decode(Batch.self, from: Data(body)) else {
            return [:]
        }
        var found: [Int: Int] = [:]
        for row in batch.update { found[row.id] = row.stock_quantity }
        return found
    }
}
