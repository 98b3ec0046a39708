import Foundation

/// A shop that calls webhooks.
protocol DeliveringShop: StatefulShop where State: DeliveringState {
    /// The calls that these deliveries become, in order.
    func hooks(for due: [State.Delivery], _ moment: Moment) -> [OutgoingHook]
    /// Whether a status counts as delivered.
    static func isTaken(_ status: Int) -> Bool
}

extension DeliveringShop {
    static func isTaken(_ status: Int) -> Bool { (200..<300).contains(status) }

    public func setWebhookDelay(_ seconds: Double) { self.change { state, _ in state.webhookDelay = seconds } }

    public func takeDeliveries() -> [OutgoingHook] {
        guard self.upkeep.callsUnderWay == 0 else { return [] }
        let moment = self.now
        let due = self.state.takeDueDeliveries(at: moment.wall)
        guard !due.isEmpty else { return [] }
        let calls = self.hooks(for: due, moment)
        self.upkeep.callsUnderWay = calls.count
        self.isChanged = true
        return calls
    }

    public func delivered(_ hook: OutgoingHook, status: Int?) {
        guard let delivery = hook.parcel as? State.Delivery else { return }
        self.upkeep.callsUnderWay = max(0, self.upkeep.callsUnderWay - 1)
        self.change { state, moment in
            state.delivered(delivery, succeeded: status.map(Self.isTaken) ?? false, at: moment)
        }
    }
}

/// The state of a shop that calls webhooks.
protocol DeliveringState: TwinState {
    associatedtype Delivery: TwinDelivery
    var deliveries: [Delivery] { get set }
    /// Seconds from an event to the delivery of its webhooks.
    var webhookDelay: Double { get set }
    /// Takes down how a delivery went.
    mutating func delivered(_ delivery: Delivery, succeeded: Bool, at moment: Moment)
}

/// A webhook on its way.
protocol TwinDelivery: Sendable, Codable {
    /// Wall time.
    var due: Date { get set }
    /// Delivered with a wrong signature.
    var isForged: Bool { get set }
    /// Waits until another one has gone.
    var isHeldBack: Bool { get set }
    /// Which goes first of two that are due at once: the lower one, else the older one.
    var rank: Int { get }
    /// Only one of the same lane overtakes a held-back one.
    var lane: Int { get }
    /// Whether it overtakes those held back.
    var overtakes: Bool { get }
}

extension TwinDelivery {
    var rank: Int { 0 }
    var lane: Int { 0 }
    var overtakes: Bool { true }
}

extension DeliveringState {
    var pendingWebhooks: Int { self.deliveries.count }

    /// Lines up one delivery, with the faults that strike it.
    ///
    /// - Parameters:
    ///   - visibleAt: When the API knows what it is about; wall time.
    ///   - make: Gives the delivery, due at the time it is told.
    mutating func lineUp(visibleAt: Date?, _ moment: Moment, _ make: (inout Self, Date) -> Delivery) {
        if self.faults.strikes(.webhookLost) != nil { return }
        var delivery = make(&self, moment.wall.addingTimeInterval(self.webhookDelay))
        if let visibleAt { delivery.due = max(delivery.due, visibleAt) }
        if let delay = self.faults.strikes(.webhookDelayed) { delivery.due += self.faults.wait(upTo: delay.span) }
        delivery.isHeldBack = self.faults.strikes(.webhookReordered) != nil
        delivery.isForged = self.faults.strikes(.webhookBadSignature) != nil
        self.deliveries.append(delivery)
        if self.faults.strikes(.webhookDuplicated) != nil { self.deliveries.append(delivery) }
    }

    /// The deliveries that are due, in the order they go out. A held-back one waits until another has gone, three seconds
    /// at most.
    mutating func takeDueDeliveries(at wall: Date) -> [Delivery] {
        let due = self.deliveries.filter { $0.due <= wall }.sorted { ($0.due, $0.rank) < ($1.due, $1.rank) }
        guard !due.isEmpty else { return [] }
        let patience = wall.addingTimeInterval(-3)
        let going = due.filter { !$0.isHeldBack || $0.due <= patience }
        let waiting = due.filter { $0.isHeldBack && $0.due > patience }
        let lanes = Set(going.filter(\.overtakes).map(\.lane))
        self.deliveries.removeAll { $0.due <= wall }
        self.deliveries += waiting.filter { !lanes.contains($0.lane) }
        return going + waiting.filter { lanes.contains($0.lane) }.reversed()
    }
}
