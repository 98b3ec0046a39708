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
        /// Whether more is set aside for it than it writes: a sold-out listing shows a unit while it is renewed.
        var isRenewal = false
        /// Whether the change names anything to write.
        var isEmpty: Bool { self.change.quantity == nil && self.change.price == nil }
    }

    /// What is to be done about one whole listing now.
    enum Errand: Sendable {
        case nothing
        case write([Prepared])
        /// Take it off sale, so that it can be written.
        case rest([Prepared])
        /// Put it back, with what is written then. The time stamp is what the channel told when it left the sale.
        case resume([Prepared], since: Date?)

        var prepared: [Prepared] {
            switch self {
            case .nothing: []
            case .write(let prepared), .rest(let prepared), .resume(let prepared, _): prepared
            }
        }
    }

    /// Decides anew with what is known now, and stores what will be sent, in one transaction.
    ///
    /// - Parameter part: What the call can write, where quantities and prices go apart.
    func prepare(_ ids: [UUID], _ part: WritePart) async throws -> [Prepared] {
        try await self.desk.write { db in
            let (places, workspace, connections, links, zeros) = try db.ask(
                OfferRecords.asking(db, placesOf: ids), WorkspaceRecords.asking(db), ConnectionRecords.asking(db),
                VariantRecords.asking(db, linksTouchingOffers: ids),
                OfferRecords.asking(db, zerosOf: self.connection))
            let ground = StockroomGround(workspace: workspace.first, connections: connections, links: links)
            var room = try self.room(db, ground, Set(places.compactMap(\.variant)), zeros: zeros.first ?? 0)
            var prepared: [Prepared] = []
            for id in ids {
                guard let offer = room.offers[id], offer.urgency > 0, offer.mayBeWritten else { continue }
                var (quantity, price) = self.change(of: offer, in: room)
                if part == .price { quantity = nil }
                if part == .quantity { price = nil }
                guard quantity != nil || price != nil else { continue }
                prepared.append(self.intend(offer, quantity: quantity, price: price, in: &room))
            }
            if !Plant.isPlanted(.intentAfterCall) { try IntentRecords.insert(db, prepared.map(\.intent)) }
            try room.close(cause: .rule)
            return prepared
        }
    }

    /// The same where a write replaces whole listings: every sibling is written too, and its units are set aside.
    func prepareWhole(_ ids: [UUID]) async throws -> Errand {
        try await self.desk.write { db in
            guard let listing = try db.ask(OfferRecords.asking(db, placesOf: ids)).map(\.listing).min() else {
                return .nothing
            }
            let (known, workspace, connections, links, zeros) = try db.ask(
                OfferRecords.asking(db, connection: self.connection, placesOf: [listing]),
                WorkspaceRecords.asking(db), ConnectionRecords.asking(db),
                VariantRecords.asking(db, linksTouching: [listing], of: self.connection),
                OfferRecords.asking(db, zerosOf: self.connection))
            let ground = StockroomGround(workspace: workspace.first, connections: connections, links: links)
            var room = try self.room(
                db, ground, Set(known.compactMap(\.variant)), loose: known.map(\.id), zeros: zeros.first ?? 0)
            let siblings = known.sorted { $0.id < $1.id }.compactMap { room.offers[$0.id] }
                .filter { $0.status != "ended" }
            let errand =
                siblings.contains { $0.escrow.isResting }
                ? self.comeBack(siblings, in: &room) : try self.write(siblings, in: &room)
            if !Plant.isPlanted(.intentAfterCall) { try IntentRecords.insert(db, errand.prepared.map(\.intent)) }
            try room.close(cause: .rule)
            return errand
        }
    }

    /// One listing's offers, all of them; nothing while its write must wait.
    private func write(_ siblings: [OfferRecord], in room: inout Stockroom) throws -> Errand {
        var changes = self.changes(of: siblings, in: room)
        if self.renews(changes) { for index in changes.indices { changes[index].isRenewal = true } }
        let own = changes.filter(\.isOwn)
        guard !own.isEmpty else { return .nothing }
        guard siblings.allSatisfy({ $0.mayBeWritten }) else {
            for item in own { self.pace.hold(item.offer.id, until: room.now.addingTimeInterval(0.5)) }
            return .nothing
        }
        guard let lacking = self.lacking(changes, in: room) else {
            return .write(self.intend(changes, in: &room))
        }
        room.crowded.formUnion(own.map(\.offer.id))
        if self.renews(changes), !self.settlingHelps(lacking, in: room) {
            // Thought of again with the next change of their stock.
            room.keptSoldOut.formUnion(own.map(\.offer.id))
        } else if try self.mayRest(changes, lacking: lacking, in: room) {
            return .rest(self.rest(changes, in: &room))
        }
        for item in own { self.pace.hold(item.offer.id, until: room.now.addingTimeInterval(2)) }
        return .nothing
    }

    /// What is asked of each offer of a listing now.
    func changes(of siblings: [OfferRecord], in room: Stockroom) -> [ListingChange] {
        var changes = siblings.map { offer in
            let change = self.change(of: offer, in: room)
            return ListingChange(offer: offer, quantity: change.quantity, price: change.price)
        }
        // Units bring a sold-out listing back, and every price that waited for that.
        guard changes.contains(where: { ($0.quantity ?? 0) > 0 }) else { return changes }
        for index in changes.indices where changes[index].offer.priceWaits && changes[index].offer.takesChanges {
            changes[index].price = changes[index].offer.priceDiffers ? changes[index].offer.wantedPrice : nil
        }
        return changes
    }

    /// One offer of a listing that is written whole.
    struct ListingChange: Sendable {
        var offer: OfferRecord
        /// `nil` where it is only repeated.
        var quantity: Int?
        var price: Int64?

        /// Whether its listing is sold out, and units bring it back.
        var isRenewal = false

        var isOnSale: Bool { self.offer.status == RemoteOffer.Status.active.rawValue }
        var isOwn: Bool { self.quantity != nil || self.price != nil }
        /// What the call writes; `nil` where nobody knows or counts.
        var written: Int? { self.quantity ?? self.repeated }
        /// What it may show before all is written.
        var most: Int? { self.isRenewal ? self.written.map { max(1, $0) } : self.written }
        /// What it is believed to show.
        var repeated: Int? { self.offer.countsStock ? self.offer.shownQuantity.map { max(0, $0) } : nil }
    }

    /// Whether a write of these would bring a sold-out listing back. Where one of its variations can be bought it is none,
    /// whatever was last seen of another.
    private func renews(_ changes: [ListingChange]) -> Bool {
        let offers = changes.map(\.offer).filter(\.countsStock)
        return !self.manifest.zeroIsReversible && !offers.contains { $0.escrow.isResting }
            && changes.contains { ($0.quantity ?? 0) > 0 }
            && !offers.contains { $0.status == RemoteOffer.Status.active.rawValue && $0.shownQuantity ?? 0 > 0 }
            && (offers.contains { $0.status == RemoteOffer.Status.soldOut.rawValue }
                || offers.allSatisfy { $0.shownQuantity.map { $0 <= 0 } ?? false })
    }

    /// Stores what one call writes.
    func intend(_ changes: [ListingChange], in room: inout Stockroom) -> [Prepared] {
        changes.compactMap { item in
            guard item.isOwn || item.offer.countsStock else { return nil }
            var prepared = self.intend(
                item.offer, quantity: item.written, price: item.price, repeats: item.quantity == nil,
                isRenewal: item.isRenewal, in: &room)
            prepared.isOwn = item.isOwn
            return prepared
        }
    }

    /// Parts of which there are not enough units to set aside for every number that the call writes, where units are
    /// shared out: a sale between the call's read and its write must find them. `nil` when there are enough.
    ///
    /// - Returns: Units needed of each such part; empty where a number is not known.
    func lacking(_ changes: [ListingChange], in room: Stockroom) -> [UUID: Int]? {
        var needs: [UUID: Int] = [:]
        for item in changes where room.sharedOut.contains(item.offer.id) && item.offer.countsStock {
            guard let variant = item.offer.variant, let written = item.most else { return [:] }
            // While nobody can buy, what is set aside already is enough for as many.
            let units = item.offer.escrow.isOffSale ? max(0, written - item.offer.escrow.units) : written
            for (part, each) in room.draws(of: variant) { needs[part, default: 0] += each * units }
        }
        let lacking = needs.filter { part, units in units > 0 && units > room.free(part) }
        return lacking.isEmpty ? nil : lacking
    }

    func room(
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
    func change(of offer: OfferRecord, in room: Stockroom) -> (quantity: Int?, price: Int64?) {
        guard offer.takesChanges else { return (nil, nil) }
        let isRestoring = room.connections[self.connection]?.state == .restoring
        let mayCount = offer.quantityDiffers && (room.isWritable(offer) || isRestoring)
        return (
            mayCount ? offer.wantedQuantity.map { max(0, $0) } : nil,
            offer.priceDiffers && !offer.priceWaits ? offer.wantedPrice : nil
        )
    }

    /// - Parameter repeats: Whether the quantity is no change but what the offer is believed to show.
    private func intend(
        _ offer: OfferRecord, quantity: Int?, price: Int64?, repeats: Bool = false, isRenewal: Bool = false,
        in room: inout Stockroom
    ) -> Prepared {
        var offer = offer
        let id = self.desk.hub.id()
        let expires = room.now.addingTimeInterval(self.timing.writeSpan + self.timing.patience)
        // Where nobody knows the number that is repeated, it is at most what the offer may sell and what orders hold.
        let most = repeats && offer.countsStock ? offer.escrow.units + max(0, offer.held) : nil
        if let units = quantity ?? most {
            offer.escrow.intend(id, value: isRenewal ? max(1, units) : units, at: room.now, expires: expires)
            room.offers[offer.id] = offer
        }
        let intent = WriteIntent(
            id: id, connection: self.connection, offer: offer.id, quantity: quantity ?? most, price: price,
            wantedVersion: offer.wantedVersion, sentAt: room.now, expiresAt: expires, trace: self.desk.trace)
        let change = OfferChange(
            ref: OfferRef(offer), quantity: quantity, price: price.map { Money(minor: $0, currency: offer.currency) },
            repeatsQuantity: repeats, mayRenew: isRenewal, replaces: quantity.flatMap { self.replaced(by: $0, offer) })
        return Prepared(intent: intent, change: change, isRenewal: isRenewal)
    }

    /// The number that a quantity is to replace. Zero is written whatever is there: it can sell nothing too much, and must
    /// not wait.
    private func replaced(by quantity: Int, _ offer: OfferRecord) -> Int? {
        guard self.manifest.comparesQuantities, quantity > 0, !offer.inDoubt,
            self.pace.staleness(of: offer.id) < Self.staleTries
        else { return nil }
        return offer.shownQuantity
    }
}
