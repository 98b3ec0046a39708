public import Foundation

/// Something known about an order, from its channel or from us.
public enum OrderFact: Sendable, Hashable {
    case snapshot(OrderSnapshot)
    /// We handed goods to a carrier.
    case shipped(Shipment)
    /// A person or a rule asked the channel to cancel. It changes no stock: the channel's answer does.
    case cancelAsked(CancelRequest)
}

/// Goods that left our house.
public struct Shipment: Sendable, Hashable, Codable {
    /// Given by us when the shipment was made; the same shipment twice is one.
    public var id: UUID
    public var shippedAt: Date
    public var tracking: TrackingNumber?
    /// Units by the channel's line id; each at least 1.
    public var units: [String: Int]

    public init(id: UUID, shippedAt: Date, tracking: TrackingNumber?, units: [String: Int]) {
        self.id = id
        self.shippedAt = shippedAt
        self.tracking = tracking
        self.units = units
    }

    /// Decides between two shipments of one id, which should never differ.
    var content: [String] {
        ["\(self.shippedAt.timeIntervalSince1970)", self.tracking?.carrier ?? "", self.tracking?.number ?? ""]
            + self.units.sorted { $0.key < $1.key }.flatMap { [$0.key, "\($0.value)"] }
    }
}

public struct CancelRequest: Sendable, Hashable, Codable {
    public var id: UUID
    public var askedAt: Date
    public var reason: String

    public init(id: UUID, askedAt: Date, reason: String) {
        self.id = id
        self.askedAt = askedAt
        self.reason = reason
    }

    var content: [String] { ["\(self.askedAt.timeIntervalSince1970)", self.reason] }
}
