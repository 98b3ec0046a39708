public import Foundation
import Records
import Synchronization

/// Something that happened and was refused, or happened more often than usual.
public enum Sight: String, Sendable, Hashable, CaseIterable {
    case signInFailed = "sign-in.failed"
    case signInWaiting = "sign-in.waiting"
    case tokenUnknown = "token.unknown"
    /// Somebody who is known asked for what they may not do.
    case refused = "call.refused"
    /// Somebody who is known asked for what is not there, or not theirs.
    case missed = "call.missed"
    /// A form that was not ours, or a page of another site's.
    case forged = "form.refused"
    case read = "call.read"

    /// Whether it stands in the security log; reading is counted only to see when it is too much.
    var isLogged: Bool { self != .read }
}

/// How often in ten minutes is too often.
public struct WatchLimits: Sendable, Hashable {
    public var refused = 30
    public var missed = 300
    public var reads = 3_000
    /// Of the whole installation, by nobody who is known.
    public var strangers = 200

    public init() {}

    func most(_ sight: Sight, isKnown: Bool) -> Int? {
        switch sight {
        case .refused, .forged: isKnown ? self.refused : self.strangers
        case .missed: self.missed
        case .read: self.reads
        case .signInFailed, .tokenUnknown: self.strangers
        case .signInWaiting: nil
        }
    }
}

/// Counts what is seen, in memory; `KeepWatch` writes it down every few seconds. A request waits for nothing here.
///
/// Each process counts for itself: with three of them the limits are reached three times as late.
public final class SecurityWatch: Sendable {
    /// Seconds in which things are counted together.
    static let span: TimeInterval = 600
    /// Different things in one span at most; what is more is counted under one name.
    private static let most = 5_000

    struct Whose: Hashable, Sendable {
        var tenant: UUID
        var doer: Doer
    }

    private struct Place: Hashable {
        var sight: Sight
        var place: String
    }

    private struct Source: Hashable {
        var sight: Sight
        var whose: Whose?
    }

    struct Excess: Hashable, Sendable {
        var sight: Sight
        var whose: Whose?
        var place: String
        var count: Int
    }

    private struct State {
        var begins = Date(timeIntervalSince1970: 0)
        var fresh: [Place: Int] = [:]
        var sources: [Source: Int] = [:]
        var excesses: [Excess] = []
    }

    private let state = Mutex(State())
    let limits: WatchLimits

    public init(limits: WatchLimits = WatchLimits()) { self.limits = limits }

    /// - Parameter place: A route without its ids.
    func note(_ sight: Sight, at place: String, by whose: Whose?, now: Date) {
        self.state.withLock { state in
            let begins = Self.span(of: now)
            if state.begins != begins {
                state.begins = begins
                state.sources = [:]
            }
            if sight.isLogged {
                var name = Place(sight: sight, place: place)
                if state.fresh[name] == nil, state.fresh.count >= Self.most { name.place = "elsewhere" }
                state.fresh[name, default: 0] += 1
            }
            let source = Source(sight: sight, whose: whose)
            guard state.sources[source] != nil || state.sources.count < Self.most else { return }
            state.sources[source, default: 0] += 1
            let count = state.sources[source] ?? 0
            if count == self.limits.most(sight, isKnown: whose != nil) {
                state.excesses.append(Excess(sight: sight, whose: whose, place: place, count: count))
            }
        }
    }

    static func span(of now: Date) -> Date {
        Date(timeIntervalSince1970: (now.timeIntervalSince1970 / Self.span).rounded(.down) * Self.span)
    }

    /// What was seen since the last time.
    func take() -> (tallies: [TallyRecords.Tally], excesses: [Excess]) {
        self.state.withLock { state in
            let tallies = state.fresh.map {
                TallyRecords.Tally(
                    at: state.begins, kind: $0.key.sight.rawValue, place: $0.key.place, count: $0.value)
            }
            let excesses = state.excesses
            (state.fresh, state.excesses) = ([:], [])
            return (
                tallies.sorted { ($0.kind, $0.place) < ($1.kind, $1.place) }, excesses
            )
        }
    }
}

extension Installation {
    /// Notes what a front end saw. Costs no statement.
    ///
    /// - Parameters:
    ///   - place: A route without its ids.
    ///   - tenant: Whose workspace it was about, where that is known.
    public func saw(_ sight: Sight, at place: String, tenant: UUID? = nil, by doer: Doer = .nobody) {
        let whose = tenant.map { SecurityWatch.Whose(tenant: $0, doer: doer) }
        self.watch.note(sight, at: place, by: whose, now: self.now())
    }
}
