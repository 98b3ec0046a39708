import CLibPQ
import Dispatch
import Synchronization

/// Lets another thread ask the server to stop what one transaction is doing, and only that.
final class CancelToken: Sendable {
    private struct State: Sendable {
        /// The address of libpq's `PGcancel`, as a number because a pointer may not cross threads unseen. It is
        /// valid until `finish` has returned.
        var handle: UInt?
        var requested = false
    }
    private let state = Mutex(State())
    /// Asking opens a connection of its own, which blocks.
    private static let queue = DispatchQueue(label: "postgres.cancel", attributes: .concurrent)

    var isRequested: Bool { self.state.withLock(\.requested) }

    /// The transaction begins on a connection.
    func begin(_ handle: UInt?) { self.state.withLock { $0.handle = handle } }

    /// The transaction is over; a request that comes later reaches no one. Waits for one that is under way.
    func finish() { self.state.withLock { $0.handle = nil } }

    /// Asks the server to stop the running statement, until the transaction is over: a request that reaches the server
    /// between two statements, or just before the first, stops nothing.
    func request() {
        self.state.withLock { $0.requested = true }
        Self.queue.async { self.ask() }
    }

    private func ask() {
        let goesOn = self.state.withLock { state in
            guard let handle = state.handle.flatMap({ OpaquePointer(bitPattern: $0) }) else { return false }
            var message = [CChar](repeating: 0, count: 256)
            PQcancel(handle, &message, CInt(message.count))
            return true
        }
        if goesOn { Self.queue.asyncAfter(deadline: .now() + .milliseconds(100)) { self.ask() } }
    }
}
