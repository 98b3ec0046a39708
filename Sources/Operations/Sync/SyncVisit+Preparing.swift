import Commerce
import ConnectorKit
import Foundation
import Records
import Store

extension SyncVisit {
    /// A change that is about to leave, and the stored intent of it.
    struct Prepared: Sendable {
        var intent: WriteIntent
        var change: OfferChange
        /// Whether something is asked of it; a sibling is only repeated.
        var isOwn = true
    }

    /// Decides anew with what is known now, and stores what will be sent, in one transaction.
    func prepare(_ ids: [UUID]) async throws -> [Prepared] {
        try await self.desk.write { db in
            let (places, workspace, connections, links, zeros) = try db.ask(
                OfferRecords.asking(db, placesOf: ids), WorkspaceRecords.asking(db), ConnectionRecords.asking(db),
                VariantRecords.asking(db, linksTouchingOffers: ids),
                OfferRecords.asking(db, zerosOf: self.connection))
            let ground = StockroomGround(workspace: workspace.first, connections: connections, links: links)
            var room = try self.room(db, ground, Set(places.compactMap(\.variant)), zeros: zeros.first ?? 0)
            var prepared: [Prepared] = []
            for id in ids {
                guard let offer = room.offers[id], offer.urgency > 0, offer.mayBeWritten(at: room.now) else { continue }
                let (quantity, price) = self.change(of: offer, in: room)
                guard quantity != nil || price != nil else { continue }
                prepared.append(self.intend(offer, quantity: quantity, price: price, in: &room))
            }
            if !Plant.isPlanted(.intentAfterCall) { try IntentRecords.insert(db, prepared.map(\.intent)) }
            try room.close(cause: .rule)
            return prepared
        }
    }

    /// The same where a write replaces whole listings: every sibling is written too, and its units are set aside.
    func prepareWhole(_ ids: [UUID]) async throws -> [Prepared] {
        try await self.desk.write { db in
            let listings = Set(try db.ask(OfferRecords.asking(db, placesOf: ids)).map(\.listing)).sorted()
            let (known, workspace, connections, links, zeros) = try db.ask(
                OfferRecords.asking(db, connection: self.connection, placesOf: listings),
                WorkspaceRecords.asking(db), ConnectionRecords.asking(db),
                VariantRecords.asking(db, linksTouching: listings, of: self.connection),
                OfferRecords.asking(db, zerosOf: self.connection))
            let ground = StockroomGround(workspace: workspace.first, connections: connections, links: links)
            var room = try self.room(
                db, ground, Set(known.compactMap(\.variant)), loose: known.map(\.id), zeros: zeros.first ?? 0)
            var prepared: [Prepared] = []
            for listing in listings {
                let siblings = known.filter { $0.listing == listing }.sorted { $0.id < $1.id }
                    .compactMap { room.offers[$0.id] }
                prepared += self.prepare(siblings.filter { $0.status != "ended" }, in: &room)
            }
            if !Plant.isPlanted(.intentAfterCall) { try IntentRecords.insert(db, prepared.map(\.intent)) }
            try room.close(cause: .rule)
            return prepared
        }
    }

    /// One listing's offers, all of them; empty while its write must wait.
    private func prepare(_ siblings: [OfferRecord], in room: inout Stockroom) -> [Prepared] {
        let changes = siblings.map { (offer: $0, change: self.change(of: $0, in: room)) }
        let own = changes.filter { $0.change.quantity != nil || $0.change.price != nil }
        guard !own.isEmpty else { return [] }
        let isFree = siblings.allSatisfy { $0.mayBeWritten(at: room.now) }
        guard isFree, self.isAfforded(changes.map { ($0.offer, $0.change.quantity) }, in: room) else {
            if isFree { room.crowded.formUnion(own.map(\.offer.id)) }
            for item in own { self.pace.hold(item.offer.id, until: room.now.addingTimeInterval(isFree ? 2 : 0.5)) }
            return []
        }
        return changes.compactMap { offer, change in
            let isOwn = change.quantity != nil || change.price != nil
            guard isOwn || offer.countsStock else { return nil }
            var item = self.intend(
                offer, quantity: change.quantity ?? Self.repeated(offer), price: change.price,
                repeats: change.quantity == nil, in: &room)
            item.isOwn = isOwn
            return item
        }
    }

    /// Whether the units are there to set aside for every number that the call writes, where units are shared out: a sale
    /// between the call's read and its write must find them.
    private func isAfforded(_ changes: [(offer: OfferRecord, quantity: Int?)], in room: Stockroom) -> Bool {
        var needs: [UUID: Int] = [:]
        for (offer, quantity) in changes where room.sharedOut.contains(offer.id) && offer.countsStock {
            guard let variant = offer.variant, let units = quantity ?? Self.repeated(offer) else { return false }
            for (part, each) in room.draws(of: variant) { needs[part, default: 0] += each * units }
        }
        return needs.allSatisfy { part, units in units == 0 || units <= room.free(part) }
    }

    /// What an offer is believed to show; `nil` where nobody knows or counts.
    private static func repeated(_ offer: OfferRecord) -> Int? {
        offer.countsStock ? offer.shownQuantity.map { max(0, $0) } : nil
    }

    private func room(
        _ db: any SQLConnection, _ ground: StockroomGround, _ variants: Set<UUID>, loose: [UUID] = [], zeros: Int
    ) throws -> Stockroom {
        let held = try OfferRecords.brakeMassZero(
            db, connection: self.connection, zeros: zeros, count: BrakeLimits.standard.zeroCount,
            percent: BrakeLimits.standard.zeroPercent,
            reason: "Many offers at once would go to zero. If that is meant: entrepot brake release")
        var room = try Stockroom(db, desk: self.desk, ground, variants: variants, loose: loose)
        if held > 0 {
            room.note(
                "brake.tripped", "\(held) offers would go to zero at once: they are held until a person says yes.",
                level: .problem, connection: self.connection)
        }
        room.decide(cause: .rule)
        return room
    }

    /// What is asked of one offer now.
    private func change(of offer: OfferRecord, in room: Stockroom) -> (quantity: Int?, price: Int64?) {
        guard offer.urgency > 0 else { return (nil, nil) }
        let isRestoring = room.connections[self.connection]?.state == .restoring
        let mayCount = offer.quantityDiffers && (room.isWritable(offer) || isRestoring)
        return (
            mayCount ? offer.wantedQuantity.map { max(0, $0) } : nil, offer.priceDiffers ? offer.wantedPrice : nil
        )
    }

    /// - Parameter repeats: Whether the quantity is no change but what the offer is believed to show.
    private func intend(
        _ offer: OfferRecord, quantity: Int?, price: Int64?, repeats: Bool = false, in room: inout Stockroom
    ) -> Prepared {
        var offer = offer
        let id = self.desk.hub.id()
        let expires = room.now.addingTimeInterval(self.timing.writeSpan + self.timing.patience)
        // Where nobody knows the number that is repeated, it is at most what the offer may sell and what orders hold.
        let most = repeats && offer.countsStock ? offer.escrow.units + max(0, offer.held) : nil
        if let units = quantity ?? most {
            offer.escrow.intend(id, value: units, at: room.now, expires: expires)
            room.offers[offer.id] = offer
        }
        let intent = WriteIntent(
            id: id, connection: self.connection, offer: offer.id, quantity: quantity ?? most, price: price,
            wantedVersion: offer.wantedVersion, sentAt: room.now, expiresAt: expires, trace: self.desk.trace)
        let change = OfferChange(
            ref: OfferRef(offer), quantity: quantity, price: price.map { Money(minor: $0, currency: offer.currency) },
            repeatsQuantity: repeats)
        return Prepared(intent: intent, change: change)
    }
}
