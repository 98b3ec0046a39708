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
    /// More came in than the limits allow.
    case limited = "limit.reached"
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
        case .limited: isKnown ? self.missed : nil
        case .read: self.reads
        case .signInFailed, .tokenUnknown: self.strangers
        case .signInWaiting: nil
        }
    }
}

/// Counts what is seen, in memory; `KeepWatch` adds it to what all processes saw, every few seconds. A request waits for nothing here.
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

    struct Source: Hashable, Sendable {
        var sight: Sight
        var whose: Whose?
    }

    /// What one source did since it was last told to the others.
    struct News: Hashable, Sendable {
        var source: Source
        /// Where it was seen last.
        var place: String
        var count: Int
        /// How often is too often.
        var most: Int
    }

    private struct Count {
        var place: String
        var seen = 0
        var told = 0
    }

    private struct State {
        var begins = Date(timeIntervalSince1970: 0)
        var fresh: [Place: Int] = [:]
        var sources: [Source: Count] = [:]
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
            state.sources[source, default: Count(place: place)].seen += 1
            state.sources[source]?.place = place
        }
    }

    static func span(of now: Date) -> Date {
        Date(timeIntervalSince1970: (now.timeIntervalSince1970 / Self.span).rounded(.down) * Self.span)
    }

    /// What was seen since the last time, and whom the other processes should hear of: those alone who have reached a twentieth of
    /// what is too often.
    func take() -> (begins: Date, tallies: [TallyRecords.Tally], news: [News]) {
        self.state.withLock { state in
            let tallies = state.fresh.map {
                TallyRecords.Tally(
                    at: state.begins, kind: $0.key.sight.rawValue, place: $0.key.place, count: $0.value)
            }
            var news: [News] = []
            for (source, count) in state.sources {
                guard let most = self.limits.most(source.sight, isKnown: source.whose != nil),
                    count.seen > count.told, count.seen * 20 >= most
                else { continue }
                news.append(News(source: source, place: count.place, count: count.seen - count.told, most: most))
                state.sources[source]?.told = count.seen
            }
            state.fresh = [:]
            return (state.begins, tallies.sorted { ($0.kind, $0.place) < ($1.kind, $1.place) }, news)
        }
    }

    /// What could not be written down is counted again with the next.
    func giveBack(_ begins: Date, _ tallies: [TallyRecords.Tally], _ news: [News]) {
        self.state.withLock { state in
            guard state.begins == begins else { return }
            for tally in tallies {
                guard let sight = Sight(rawValue: tally.kind) else { continue }
                state.fresh[Place(sight: sight, place: tally.place), default: 0] += tally.count
            }
            for one in news { state.sources[one.source]?.told -= one.count }
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
