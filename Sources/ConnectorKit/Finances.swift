public import Commerce
public import Foundation

/// Reads how a channel books the merchant's money. Nothing is ever changed there, and nobody's name is taken in.
public protocol FinanceReading: Sendable {
    /// One page of what was booked in a span. A page may be empty and name a next one.
    func page(_ token: PageToken?, _ span: FinanceSpan) async throws(ConnectorError) -> Answer<FinancePage>
}

/// What is asked for, on the channel's clock.
public struct FinanceSpan: Sendable, Hashable {
    /// Booked then or later.
    public var from: Date
    /// Booked before; `nil`: until now, as far as the channel tells of now.
    public var until: Date?
    /// Only what had been held back and is so no longer.
    public var isReleased: Bool

    public init(from: Date, until: Date? = nil, isReleased: Bool = false) {
        self.from = from
        self.until = until
        self.isReleased = isReleased
    }
}

public struct FinancePage: Sendable {
    public var transactions: [FinanceTransaction]
    public var unreadable: [UnreadableRecord]
    public var next: PageToken?

    public init(transactions: [FinanceTransaction], unreadable: [UnreadableRecord] = [], next: PageToken?) {
        self.transactions = transactions
        self.unreadable = unreadable
        self.next = next
    }
}

/// How a channel's bookings are followed, as its manifest says.
public struct FinancePlan: Sendable, Hashable {
    /// How often it is asked what is new.
    public var interval: Duration
    /// How long before the last reading each begins: what the channel tells of late is found so.
    public var overlap: Duration
    /// What one reading spans at most.
    public var longest: Duration

    public init(interval: Duration, overlap: Duration, longest: Duration) {
        precondition(overlap < longest, "each reading must get further than the one before")
        self.interval = interval
        self.overlap = overlap
        self.longest = longest
    }
}
