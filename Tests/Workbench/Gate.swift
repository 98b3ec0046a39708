import Foundation
import Synchronization

/// Opens once; a transaction's body may wait for it on its own thread, a task by awaiting.
public final class Gate: Sendable {
    private let signal = DispatchSemaphore(value: 0)
    private let waiters = Mutex<(isOpen: Bool, list: [CheckedContinuation<Void, Never>])>((false, []))

    public init() {}

    public func open() {
        let list = self.waiters.withLock { state in
            state.isOpen = true
            defer { state.list = [] }
            return state.list
        }
        self.signal.signal()
        for waiter in list { waiter.resume() }
    }

    /// Blocks the thread.
    public func wait() {
        self.signal.wait()
        self.signal.signal()
    }

    public func passed() async {
        await withCheckedContinuation { continuation in
            let isOpen = self.waiters.withLock { state in
                if !state.isOpen { state.list.append(continuation) }
                return state.isOpen
            }
            if isOpen { continuation.resume() }
        }
    }
}

/// Asks again and again, for at most 20 seconds, until a condition holds that something real brings about.
///
/// - Throws: `NeverHappened` when it did not.
public func eventually(_ condition: @Sendable () async throws -> Bool) async throws {
    for _ in 0..<2_000 {
        if try await condition() { return }
        try await Task.sleep(for: .milliseconds(10))
    }
    throw NeverHappened()
}

public struct NeverHappened: Error {}
