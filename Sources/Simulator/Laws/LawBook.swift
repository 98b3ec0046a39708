import Foundation
import Synchronization
import Twins

/// Keeps count of what was looked at, and of the first law that did not hold.
final class LawBook: Sendable {
    private struct State {
        var checks: [Law: Int] = [:]
        /// Laws not looked at yet since a fault struck last; none where all were.
        var wanted: [FaultKind: Set<Law>] = [:]
        var cover: [FaultKind: [Law: Int]] = [:]
        var struck: [FaultKind: Int] = [:]
        var breach: Breach?
    }
    private let state = Mutex(State())
    private let loop: VirtualLoop
    private let begun: Mutex<Date>

    init(_ loop: VirtualLoop) {
        self.loop = loop
        self.begun = Mutex(loop.now)
    }

    /// Trading begins now: breaches are told by its clock.
    func begin() { self.begun.withLock { $0 = self.loop.now } }

    /// A law was looked at.
    func check(_ law: Law, _ problem: @autoclosure () -> String?) {
        let problem = problem()
        let at = self.loop.now.timeIntervalSince(self.begun.withLock { $0 })
        self.state.withLock { state in
            state.checks[law, default: 0] += 1
            if !state.wanted.isEmpty {
                for kind in Array(state.wanted.keys) where state.wanted[kind]?.remove(law) != nil {
                    state.cover[kind, default: [:]][law, default: 0] += 1
                    if state.wanted[kind]?.isEmpty ?? true { state.wanted[kind] = nil }
                }
            }
            if let problem, state.breach == nil { state.breach = Breach(law: law, text: problem, at: at) }
        }
    }

    func isBroken() -> Bool { self.state.withLock { $0.breach != nil } }
    var breach: Breach? { self.state.withLock(\.breach) }
    var checks: [Law: Int] { self.state.withLock(\.checks) }
    var cover: [FaultKind: [Law: Int]] { self.state.withLock(\.cover) }
    var struck: [FaultKind: Int] { self.state.withLock(\.struck) }

    /// Faults struck this often by now: each new strike wants every law looked at once more.
    func struck(_ kinds: [FaultKind: Int]) {
        self.state.withLock { state in
            for (kind, count) in kinds where count > state.struck[kind, default: 0] {
                state.struck[kind] = count
                state.wanted[kind] = Set(Law.allCases)
            }
        }
    }
}
