import Foundation

/// One connection's health.
public struct ConnectionView: Sendable, Hashable {
    public enum State: String, Sendable, Hashable, CaseIterable {
        /// Reached, read, and nothing waiting.
        case ok
        /// Busy closing a gap; nothing wrong.
        case working
        /// Something is slower or odder than it should be.
        case attention
        /// No calls leave until a person acts.
        case stopped

        var word: String {
            switch self {
            case .ok: "in step"
            case .working: "catching up"
            case .attention: "needs a look"
            case .stopped: "stopped"
            }
        }
    }

    public var id: String
    /// As people named it.
    public var name: String
    /// The channel as people write it: `WooCommerce`.
    public var channel: String
    /// The address's host, without path or credentials.
    public var host: String
    public var state: State
    /// When its offers and its orders were last read.
    public var lastRead: Date?
    public var ordersReadUpTo: Date?
    /// How long news takes from the shop to us, as measured.
    public var lag: Duration?
    /// Changes not sent yet, and those that wait for a person.
    public var waiting: Int
    public var parked: Int
    /// Calls since midnight, and how many of them were told to wait.
    public var calls: Int
    public var callsThrottled: Int
    /// The last error that still matters, as a sentence, with its way out.
    public var problem: String?
    public var wayOut: String?

    public init(
        id: String, name: String, channel: String, host: String, state: State, lastRead: Date? = nil,
        ordersReadUpTo: Date? = nil, lag: Duration? = nil, waiting: Int = 0, parked: Int = 0, calls: Int = 0,
        callsThrottled: Int = 0, problem: String? = nil, wayOut: String? = nil
    ) {
        self.id = id
        self.name = name
        self.channel = channel
        self.host = host
        self.state = state
        self.lastRead = lastRead
        self.ordersReadUpTo = ordersReadUpTo
        self.lag = lag
        self.waiting = waiting
        self.parked = parked
        self.calls = calls
        self.callsThrottled = callsThrottled
        self.problem = problem
        self.wayOut = wayOut
    }

    var part: Part {
        Part(
            "connection/" + self.id, tone: self.state.rawValue,
            texts: [
                "state": self.state.word,
                "lag": self.lag.map(length) ?? "\u{2013}",
                "waiting": counted(self.waiting),
                "parked": counted(self.parked),
                "calls": counted(self.calls),
                "throttled": counted(self.callsThrottled),
                "unread": self.lastRead == nil ? "not yet" : nil,
                "ordersUnread": self.ordersReadUpTo == nil ? "not yet" : nil,
                "problem": self.problem,
                "wayOut": self.wayOut,
            ],
            times: ["read": self.lastRead, "orders": self.ordersReadUpTo])
    }

    func drawing(at now: Date) -> Drawing {
        self.part.drawing(at: now).merging([
            "name": self.name, "channel": self.channel, "host": self.host, "id": self.id,
        ]) { $1 }
    }
}
