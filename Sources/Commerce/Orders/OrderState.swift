/// Where an order stands, over all channels.
public enum OrderState: String, Sendable, Hashable, CaseIterable, Codable {
    /// Placed, not paid: units are promised, nothing is shipped.
    case unpaid
    /// Paid (or on trust): to be shipped.
    case open
    case shipped
    case cancelled
    /// All money went back. Says nothing about the goods.
    case refunded
}
