public import Foundation
import Synchronization

/// How much may come in within a minute, by whom it is counted.
public struct InboundPolicy: Sendable, Hashable {
    /// As the answer's headers call it.
    public var name: String
    /// Requests a minute; 0 for no limit.
    public var quota: Int

    public init(_ name: String, quota: Int) {
        self.name = name
        self.quota = quota
    }

    /// Seconds.
    public static let window = 60
}

/// Whether one more may come in, and how many more then.
public struct InboundVerdict: Sendable, Hashable {
    public var policy: InboundPolicy
    public var isAdmitted: Bool
    public var remaining: Int
    /// Seconds until there is more, at least 1.
    public var reset: Int
    /// Whether this is the first refusal of the minute: worth a line in the log.
    public var isFirstRefusal: Bool
}

/// What other processes have let in. Asked once a second, never by a request.
public protocol InboundBoard: Sendable {
    /// Adds what this process has let in, and tells what all have together, in the same order.
    func add(_ hits: [InboundHits], minute: Int64) async throws -> [Int]
}

public struct InboundHits: Sendable, Hashable {
    /// 16 bytes that name nobody.
    public var slot: [UInt8]
    public var hits: Int
}

/// Counts what comes in, in memory, and now and then with the other processes.
///
/// A sliding minute: what came in since the minute began, and of the minute before as much as still lies within sixty seconds. A request costs
/// a digest and a look into a table. Between two exchanges each process knows its own count only, so all together may let in
/// somewhat more than the quota: what comes within that second.
public final class InboundLimits: Sendable {
    struct Slot: Hashable {
        var policy: String
        var digest: [UInt8]
    }

    struct Count {
        var minute: Int64
        /// Let in by this process in this minute, and how much of it the others were told.
        var own = 0
        var told = 0
        /// Let in by others in this minute, as far as known.
        var others = 0
        /// By all in the minute before.
        var before = 0
        var hasRefused = false

        /// What all have used of a quota, `fraction` of the minute being over.
        func used(_ fraction: Double) -> Double {
            Double(self.own + self.others) + Double(self.before) * (1 - fraction)
        }

        mutating func move(to minute: Int64) {
            guard minute != self.minute else { return }
            let before = minute == self.minute + 1 ? self.own + self.others : 0
            self = Count(minute: minute, before: before)
        }
    }

    private struct State {
        var counts: [Slot: Count] = [:]
        var quotas: [String: Int] = [:]
    }

    /// Whoever is counted at once; beyond it those who use least are forgotten.
    private let most: Int
    private let digest: @Sendable (String) -> [UInt8]
    private let state = Mutex(State())

    /// - Parameter digest: Makes of a policy and whom it counts 16 bytes that are the same in every process and name nobody.
    public init(most: Int = 20_000, digest: @escaping @Sendable (String) -> [UInt8]) {
        precondition(most > 0, "somebody has to be counted")
        self.most = most
        self.digest = digest
    }

    /// Lets one in, or not; who is not let in is not counted.
    public func admit(_ policy: InboundPolicy, _ who: String, at now: Date) -> InboundVerdict {
        guard policy.quota > 0 else {
            return InboundVerdict(
                policy: policy, isAdmitted: true, remaining: .max, reset: InboundPolicy.window, isFirstRefusal: false)
        }
        let slot = Slot(policy: policy.name, digest: self.digest(policy.name + "\0" + who))
        let (minute, fraction) = Self.place(now)
        let reset = max(1, Int((Double(InboundPolicy.window) * (1 - fraction)).rounded(.up)))
        return self.state.withLock { state in
            state.quotas[policy.name] = policy.quota
            if state.counts[slot] == nil, state.counts.count >= self.most { Self.forget(&state, minute, self.most) }
            var count = state.counts[slot] ?? Count(minute: minute)
            count.move(to: minute)
            let left = Double(policy.quota) - count.used(fraction)
            let isAdmitted = left >= 1
            let isFirst = !isAdmitted && !count.hasRefused
            if isAdmitted { count.own += 1 } else { count.hasRefused = true }
            if state.counts.count < self.most || state.counts[slot] != nil { state.counts[slot] = count }
            return InboundVerdict(
                policy: policy, isAdmitted: isAdmitted, remaining: max(0, Int(left) - 1), reset: reset,
                isFirstRefusal: isFirst)
        }
    }

    /// Tells the others and hears from them. Only of those who have used a tenth of their quota: nobody else is near it.
    public func exchange(with board: any InboundBoard, at now: Date) async throws {
        let (minute, _) = Self.place(now)
        let news = self.state.withLock { state in
            state.counts.compactMap { slot, count -> (slot: Slot, hits: Int)? in
                guard count.minute == minute, count.own * 10 >= state.quotas[slot.policy] ?? 0 else { return nil }
                return (slot, count.own - count.told)
            }
        }.sorted { $0.slot.digest.lexicographicallyPrecedes($1.slot.digest) }
        guard !news.isEmpty else { return }
        let totals = try await board.add(
            news.map { InboundHits(slot: $0.slot.digest, hits: $0.hits) }, minute: minute)
        self.state.withLock { state in
            for ((slot, hits), total) in zip(news, totals) {
                guard var count = state.counts[slot], count.minute == minute else { continue }
                count.told += hits
                count.others = max(0, total - count.told)
                state.counts[slot] = count
            }
        }
    }

    /// How many are counted.
    var size: Int { self.state.withLock { $0.counts.count } }

    private static func place(_ now: Date) -> (minute: Int64, fraction: Double) {
        let minutes = now.timeIntervalSince1970 / Double(InboundPolicy.window)
        return (Int64(minutes.rounded(.down)), minutes - minutes.rounded(.down))
    }

    /// Those of the past first, then those who are far from their quota.
    private static func forget(_ state: inout State, _ minute: Int64, _ most: Int) {
        let quotas = state.quotas
        state.counts = state.counts.filter { $0.value.minute >= minute - 1 }
        guard state.counts.count >= most else { return }
        state.counts = state.counts.filter { $0.value.used(0) * 4 >= Double(quotas[$0.key.policy] ?? 0) }
    }
}
