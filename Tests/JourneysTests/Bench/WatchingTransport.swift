import Foundation
import Synchronization
import Wire
import Workbench

/// Real HTTP with somebody at the line: looks at calls before they leave, holds them back, or changes what comes back.
final class WatchingTransport: Transport {
    typealias Before = @Sendable (HTTPCall) async -> TransportError?
    typealias After = @Sendable (HTTPCall, HTTPReply) async -> HTTPReply

    private let inner: any Transport
    private let watchers = Mutex<(before: Before?, after: After?)>((nil, nil))

    init(_ inner: any Transport) { self.inner = inner }

    /// - Parameter body: An error it returns is the call's end; nothing is sent.
    func before(_ body: Before?) { self.watchers.withLock { $0.before = body } }

    func after(_ body: After?) { self.watchers.withLock { $0.after = body } }

    func send(_ call: HTTPCall) async throws(TransportError) -> HTTPReply {
        ConformanceLog.note(call)
        return try await self.sendForAnother(call)
    }

    /// A call that no connector of ours made: nobody judges it.
    func sendForAnother(_ call: HTTPCall) async throws(TransportError) -> HTTPReply {
        let (before, after) = self.watchers.withLock { $0 }
        if let before, let error = await before(call) { throw error }
        let reply = try await self.inner.send(call)
        guard let after else { return reply }
        return await after(call, reply)
    }
}

extension HTTPCall {
    /// Whether it changes products.
    var isWrite: Bool { self.method != "GET" && self.url.path.contains("/products") }

    /// The rows of a batch.
    var updates: [[String: Any]] {
        guard let body = self.body, let json = try? JSONSerialization.jsonObject(with: Data(body)) as? [String: Any]
        else { return [] }
        return json["update"] as? [[String: Any]] ?? []
    }
}
