import Commerce
import Foundation
import Records
import Store

/// Shows what a connection's going live would push, and pushes nothing.
public struct PlanGoLive: Sendable {
    public var connection: String

    public init(connection: String) { self.connection = connection }

    /// - Throws: `OperationError.notImported`, `.unknownConnection`, `.invalid` for one that is live.
    public func run(_ desk: Desk) async throws -> PlanReport {
        let name = self.connection
        let (connection, variants) = try await desk.read { db in
            let connection = try Find.connection(db, name)
            guard connection.importedAt != nil else { throw OperationError.notImported(connection.name) }
            guard connection.state != .live else {
                throw OperationError.invalid(field: "connection", reason: "“\(connection.name)” is live already.")
            }
            guard connection.settings.awaitsLocation != true else {
                throw OperationError.invalid(
                    field: "location",
                    reason:
                        "“\(connection.name)” has several locations. Choose the one whose stock is kept in step: entrepot "
                        + "connection location \(connection.name)")
            }
            return (connection, try OfferRecords.linkedVariants(db, bySKUOf: connection.id))
        }
        let plan = PlanRecord(
            id: desk.hub.id(), kind: .goLive, connection: connection.id, title: "Go live with \(connection.name)",
            createdAt: desk.now)
        try await desk.write { try PlanRecords.insert($0, plan, state: .making) }
        var (seen, position, planned) = (Set<UUID>(), 0, [PlannedChange]())
        for start in stride(from: 0, to: variants.count, by: DecideAnew.chunk) {
            let part = Array(variants[start..<min(start + DecideAnew.chunk, variants.count)])
            let (known, first) = (seen, position)
            let (offers, count, risky) = try await desk.write { db in
                // What hangs together with a SKU may come with several parts.
                let pushes = try Self.rehearse(part, connection.id, desk, db).filter { !known.contains($0.offer.id) }
                let changes = pushes.flatMap { $0.changes(goingLive: connection) }
                    .sorted { ($0.sku, $0.target, $0.field.rawValue) < ($1.sku, $1.target, $1.field.rawValue) }
                try PlanRecords.add(db, plan: plan.id, from: first, changes)
                return (pushes.map(\.offer.id), changes.count, pushes.flatMap(\.planned).filter { Brake.looksAt($0) })
            }
            seen.formUnion(offers)
            position += count
            planned += risky
        }
        let counts = try await desk.read { try OfferRecords.counts($0) }
        let brakes = Brake.check(
            planned, offers: Dictionary(uniqueKeysWithValues: counts.map { (ConnectionID($0.key), $0.value.linked) })
        ).map(\.sentence)
        return try await desk.write { db in
            try PlanRecords.propose(db, plan.id, brakes: brakes)
            return try PlanDesk.show(db, try PlanDesk.find(db, plan.id.text))
        }
    }

    /// Decides as if the connection were live. Under lock, so that all numbers are of one instant; nothing is saved.
    private static func rehearse(
        _ variants: [UUID], _ connection: UUID, _ desk: Desk, _ db: any SQLConnection
    ) throws -> [Push] {
        var room = try Stockroom(db, desk: desk, variants: variants)
        room.connections[connection]?.state = .live
        let before = room.offers
        room.decide(cause: .rule)
        return room.offers.values.compactMap { offer in
            guard offer.urgency > 0, offer.brake == nil, let place = room.connections[offer.connection] else {
                return nil
            }
            guard offer.connection == connection || place.state == .live && before[offer.id] != offer else {
                return nil
            }
            return Push(
                offer: offer, connection: place, sku: offer.variant.flatMap { room.variants[$0]?.sku } ?? "")
        }
    }
}

/// What would be written to one offer.
private struct Push: Sendable {
    var offer: OfferRecord
    var connection: ConnectionRecord
    var sku: String

    private var quantity: (before: Int?, after: Int)? {
        guard self.offer.quantityDiffers, let wanted = self.offer.wantedQuantity else { return nil }
        return (self.offer.shownQuantity, max(0, wanted))
    }

    private var price: (before: Int64?, after: Int64)? {
        guard self.offer.priceDiffers, let wanted = self.offer.wantedPrice else { return nil }
        return (self.offer.shownPrice, wanted)
    }

    func changes(goingLive connection: ConnectionRecord) -> [PlanRecord.Change] {
        func change(
            _ field: PlanRecord.Change.Field, _ before: Int64?, _ after: Int64, _ reason: String
        )
            -> PlanRecord.Change
        {
            PlanRecord.Change(
                offer: self.offer.id, variant: self.offer.variant, sku: self.sku, target: self.connection.name,
                field: field, before: before, after: after, reason: reason)
        }
        var changes: [PlanRecord.Change] = []
        if let (before, after) = self.quantity {
            let why = AllocationWords.sentence(self.offer.wantedReason)
            let reason = self.connection.id == connection.id ? why : "\(connection.name) shares the stock then. \(why)"
            changes.append(change(.quantity, before.map(Int64.init), Int64(after), reason))
        }
        if let (before, after) = self.price {
            let rule = self.connection.priceRule.map { $0.sentence(in: self.offer.currency) } ?? "the same price"
            changes.append(change(.price, before, after, "The rule of \(self.connection.name): \(rule)."))
        }
        return changes
    }

    /// The same for the brake.
    var planned: [PlannedChange] {
        guard let sku = try? SKU(self.sku) else { return [] }
        let currency = self.offer.currency
        func planned(_ change: PlannedChange.Change) -> PlannedChange {
            PlannedChange(
                connection: ConnectionID(self.connection.id), ref: OfferKey.text(self.offer), sku: sku, change: change,
                cause: .goLive, reason: "")
        }
        return [
            self.quantity.map { planned(.quantity(from: $0.before, to: $0.after)) },
            self.price.map {
                planned(
                    .price(
                        from: $0.before.map { Money(minor: $0, currency: currency) },
                        to: Money(minor: $0.after, currency: currency)))
            },
        ].compactMap { $0 }
    }
}
