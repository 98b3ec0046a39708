import Synchronization

/// Who listens on which channel inside this process. A listener that is slow sees many hints as one.
public final class HintBoard: Sendable {
    private struct State: Sendable {
        var next = 0
        var listeners: [String: [Int: AsyncStream<Void>.Continuation]] = [:]
        var closed = false
    }
    private let state = Mutex(State())

    public init() {}

    /// A stream that ends when the board is closed or its reader goes away.
    public func stream(on channel: String) -> AsyncStream<Void> {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let id: Int? = self.state.withLock { state in
            if state.closed { return nil }
            state.next += 1
            state.listeners[channel, default: [:]][state.next] = continuation
            return state.next
        }
        guard let id else {
            continuation.finish()
            return stream
        }
        continuation.onTermination = { [weak self] _ in self?.forget(id, on: channel) }
        return stream
    }

    /// Wakes those who listen on `channel`; all of them when it is `nil`.
    public func wake(_ channel: String?) {
        let listeners = self.state.withLock { state in
            if let channel {
                Array((state.listeners[channel] ?? [:]).values)
            } else {
                state.listeners.values.flatMap(\.values)
            }
        }
        for listener in listeners { listener.yield() }
    }

    /// The channels that anyone listens on.
    public var channels: Set<String> { self.state.withLock { Set($0.listeners.keys) } }

    /// Ends all streams; later ones end at once.
    public func close() {
        let listeners = self.state.withLock { state in
            state.closed = true
            let all = state.listeners.values.flatMap(\.values)
            state.listeners = [:]
            return all
        }
        for listener in listeners { listener.finish() }
    }

    private func forget(_ id: Int, on channel: String) {
        self.state.withLock { state in
            state.listeners[channel]?[id] = nil
            if state.listeners[channel]?.isEmpty == true { state.listeners[channel] = nil }
        }
    }
}
