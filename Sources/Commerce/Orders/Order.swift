public import Foundation

/// An order as the sum of all that is known about it.
///
/// Folding is commutative, associative and idempotent: any arrival order of the same facts, with any repetition,
/// gives the same order. Each field is a join by itself: the greatest snapshot of each phase of life, and sets of what
/// we did. Three phases are kept, not one, because goods that had shipped before an order was closed have left, and
/// units refunded before it shipped never did.
public struct Order: Sendable, Hashable, Codable {
    /// The newest snapshot in which goods were still owed.
    public private(set) var owed: OrderSnapshot?
    /// The newest snapshot that says shipped.
    public private(set) var sent: OrderSnapshot?
    /// The newest snapshot that says cancelled or refunded.
    public private(set) var closed: OrderSnapshot?
    public private(set) var shipments: [UUID: Shipment] = [:]
    public private(set) var cancelRequests: [UUID: CancelRequest] = [:]

    public init() {}

    public init(_ facts: some Sequence<OrderFact>) {
        for fact in facts { self.fold(fact) }
    }

    public mutating func fold(_ fact: OrderFact) {
        switch fact {
        case .snapshot(let snapshot): self.fold(snapshot)
        case .shipped(let shipment):
            let known = self.shipments[shipment.id]
            guard let known, !known.content.lexicographicallyPrecedes(shipment.content) else {
                self.shipments[shipment.id] = shipment
                return
            }
        case .cancelAsked(let request):
            let known = self.cancelRequests[request.id]
            guard let known, !known.content.lexicographicallyPrecedes(request.content) else {
                self.cancelRequests[request.id] = request
                return
            }
        }
    }

    public mutating func merge(_ other: Order) {
        for fact in other.facts { self.fold(fact) }
    }

    /// The fewest facts that fold to this order: what has to be stored.
    public var facts: [OrderFact] {
        [self.owed, self.sent, self.closed].compactMap { $0.map(OrderFact.snapshot) }
            + self.shipments.values.map(OrderFact.shipped)
            + self.cancelRequests.values.map(OrderFact.cancelAsked)
    }

    /// What the channel says now; `nil` where only our own facts are known.
    public var latest: OrderSnapshot? { [self.owed, self.sent, self.closed].compactMap { $0 }.max() }

    public var isCancelAsked: Bool { !self.cancelRequests.isEmpty }

    /// The channel's and our own tracking numbers, each once.
    public var tracking: [TrackingNumber] {
        Set((self.latest?.tracking ?? []) + self.shipments.values.compactMap(\.tracking)).sorted()
    }

    private mutating func fold(_ snapshot: OrderSnapshot) {
        switch snapshot.state {
        case .unpaid, .open: self.owed = Self.newer(self.owed, snapshot)
        case .shipped: self.sent = Self.newer(self.sent, snapshot)
        case .cancelled where Plant.isPlanted(.cancellationLost): return
        case .cancelled, .refunded: self.closed = Self.newer(self.closed, snapshot)
        }
    }

    private static func newer(_ known: OrderSnapshot?, _ snapshot: OrderSnapshot) -> OrderSnapshot {
        guard let known, known > snapshot else { return snapshot }
        return known
    }
}
