import Foundation
import Synchronization
import Wire

/// Real HTTP with a stopwatch at the line.
final class WireTap: Transport {
    /// A write of products that was sent.
    struct Write: Sendable {
        var sent: ContinuousClock.Instant
        var shop: String
        /// Quantities by remote id.
        var quantities: [Int: Int]
    }

    private let inner: any Transport
    private let log = Mutex<[Write]>([])
    private let gate = Mutex(Gate())

    private struct Gate {
        var isHeld = false
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    init(_ inner: any Transport) { self.inner = inner }

    /// What went out since the last time this was asked.
    func take() -> [Write] {
        self.log.withLock { log in
            defer { log = [] }
            return log
        }
    }

    /// From now on writes wait before they leave, so that their connection is busy.
    func hold() { self.gate.withLock { $0.isHeld = true } }

    func release() {
        let waiting = self.gate.withLock { gate in
            defer { gate = Gate() }
            return gate.waiting
        }
        for one in waiting { one.resume() }
    }

    /// Returns when a write waits.
    func somebodyWaits() async throws {
        for _ in 0..<2_000 {
            if self.gate.withLock({ !$0.waiting.isEmpty }) { return }
            try await Task.sleep(for: .milliseconds(10))
        }
        throw BenchError("no write came within 20 s")
    }

    private func pass() async {
        await withCheckedContinuation { continuation in
            let isHeld = self.gate.withLock { gate in
                if gate.isHeld { gate.waiting.append(continuation) }
                return gate.isHeld
            }
            if !isHeld { continuation.resume() }
        }
    }

    func send(_ call: HTTPCall) async throws(TransportError) -> HTTPReply {
        let isWrite = call.method != "GET" && call.url.path.contains("/products")
        if isWrite { await self.pass() }
        // Whatever becomes of it: one that was held up for long may find its line closed.
        if isWrite {
            let write = Write(
                sent: .now, shop: call.url.pathComponents.dropFirst().first ?? "", quantities: Self.quantities(call))
            self.log.withLock { $0.append(write) }
        }
        return try await self.inner.send(call)
    }

    private struct Batch: Decodable {
        struct Row: Decodable {
            enum CodingKeys: String, CodingKey {
                case id
                case quantity = "stock_quantity"
            }
            var id: Int
            var quantity: Int?
        }
        var update: [Row]
    }

    private static func quantities(_ call: HTTPCall) -> [Int: Int] {
        guard let body = call.body, let batch = try? JSONDecoder().decode(Batch.self, from: Data(body)) else {
            return [:]
        }
        var found: [Int: Int] = [:]
        for row in batch.update { found[row.id] = row.quantity }
        return found
    }
}
