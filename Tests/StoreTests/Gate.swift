import Foundation
import Synchronization

/// Opens once; a transaction's body may wait for it on its own thread, a task by awaiting.
final class Gate: Sendable {
    private let signal = DispatchSemaphore(value: 0)
    private let waiters = Mutex<(isOpen: Bool, list: [CheckedContinuation<Void, Never>])>((false, []))

    func open() {
        let list = self.waiters.withLock { state in
            state.isOpen = true
            defer { state.list = [] }
            return state.list
        }
        self.signal.signal()
        for waiter in list { waiter.resume() }
    }

    /// Blocks the thread.
    func wait() {
        self.signal.wait()
        self.signal.signal()
    }

    func passed() async {
        await withCheckedContinuation { continuation in
            let isOpen = self.waiters.withLock { state in
                if !state.isOpen { state.list.append(continuation) }
                return state.isOpen
            }
            if isOpen { continuation.resume() }
        }
    }
}
