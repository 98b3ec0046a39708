import Foundation
import Synchronization

/// How many benches work at once: each is a hub, a database and some shops, and a small machine bears a few. Without it
/// a test's times would tell how busy the others are.
enum Berths {
    private struct State {
        var free = 4
        var waiting: [CheckedContinuation<Void, Never>] = []
    }
    private static let state = Mutex(State())

    static func using(_ body: @Sendable () async throws -> Void) async throws {
        await self.take()
        defer { self.leave() }
        try await body()
    }

    static func take() async {
        await withCheckedContinuation { continuation in
            let isFree = self.state.withLock { state in
                if state.free > 0 {
                    state.free -= 1
                    return true
                }
                state.waiting.append(continuation)
                return false
            }
            if isFree { continuation.resume() }
        }
    }

    static func leave() {
        let next = self.state.withLock { state -> CheckedContinuation<Void, Never>? in
            guard state.waiting.isEmpty else { return state.waiting.removeFirst() }
            state.free += 1
            return nil
        }
        next?.resume()
    }
}
