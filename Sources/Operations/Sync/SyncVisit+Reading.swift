import Commerce
import ConnectorKit
import Foundation
import Records
import Store

extension SyncVisit {
    /// Reads some offers back and compares them with what is believed.
    func read(_ refs: [OfferRef]) async throws {
        guard let reader = self.connector.listings else { return }
        let begun = self.desk.now
        let answer: Answer<[RemoteOffer]>
        do throws(ConnectorError) {
            answer = try await reader.read(refs)
        } catch {
            return try await self.failed(error, during: "reading listings")
        }
        let ended = self.desk.now
        let found = Dictionary(answer.value.map { ($0.ref, $0) }, uniquingKeysWith: { first, _ in first })
        let (listings, wanted) = (Set(refs.map(\.listing)).sorted(), Set(refs))
        self.learn(latency: answer.latency, budgets: answer.budgets)
        try await self.desk.write { db in
            try self.noteAnswer(db)
            let (places, workspace, connections, links) = try db.ask(
                OfferRecords.asking(db, connection: self.connection, placesOf: listings), WorkspaceRecords.asking(db),
                ConnectionRecords.asking(db), VariantRecords.asking(db, linksTouching: listings, of: self.connection))
            let known = places.filter { wanted.contains(OfferRef($0)) }.sorted { $0.id < $1.id }
            let ground = StockroomGround(workspace: workspace.first, connections: connections, links: links)
            var room = try Stockroom(
                db, desk: self.desk, ground, variants: Set(known.compactMap(\.variant)), loose: known.map(\.id))
            // An answer that holds nothing of many is more likely a broken answer than an empty shop.
            let isPlausible = !found.isEmpty || refs.count <= 3
            for id in known.map(\.id) {
                guard var offer = room.offers[id] else { continue }
                if let remote = found[OfferRef(offer)] {
                    self.compare(remote, with: &offer, begun: begun, ended: ended, &room)
                } else if isPlausible {
                    self.gone(&offer, &room)
                } else {
                    offer.readDueAt = room.now.addingTimeInterval(30)
                }
                room.offers[id] = offer
            }
            try room.close(cause: .rule)
            try SyncQueue.wake(db, [], desk: self.desk, at: room.now)
        }
    }

    private func compare(
        _ remote: RemoteOffer, with offer: inout OfferRecord, begun: Date, ended: Date, _ room: inout Stockroom
    ) {
        offer.title = remote.title
        offer.status = remote.status.rawValue
        offer.observedAt = ended
        offer.readDueAt = ended.addingTimeInterval(self.timing.readBack)
        self.noteRest(
            remote, &offer, from: begun.addingTimeInterval(-self.timing.readStaleness), ended: ended, &room)
        // What we keep off sale for a moment counts on, whatever can be bought of it now.
        let resting = offer.escrow.isResting ? remote.offSale?.quantity : nil
        if resting == nil { offer.countsStock = remote.countsStock && remote.quantity != nil }
        if let quantity = remote.quantity ?? resting, offer.countsStock {
            offer.observedQuantity = quantity
            self.take(quantity, into: &offer, begun: begun, ended: ended, &room)
        }
        // Nothing but a count is ever in doubt where none is kept.
        if !offer.countsStock, !offer.escrow.hasUnanswered { offer.inDoubt = false }
        if let price = remote.price {
            self.take(price, into: &offer, begun: begun, &room)
        }
    }

    private func take(
        _ quantity: Int, into offer: inout OfferRecord, begun: Date, ended: Date, _ room: inout Stockroom
    ) {
        // As it is believed to be: there is nothing to settle, and no order to be read for it.
        if offer.shownQuantity == quantity, !offer.inDoubt,
            offer.escrow.isConfirmed(by: quantity, held: max(0, offer.held))
        {
            return
        }
        if self.sawLanding(quantity, of: &offer, begun: begun, ended: ended, &room) { return }
        let verdict = offer.escrow.read(
            quantity, held: max(0, offer.held), begun: begun, ended: ended, staleness: self.timing.readStaleness)
        switch verdict {
        case .provesNothing:
            let open = offer.escrow.raises.map(\.end).max() ?? room.now
            offer.readDueAt =
                self.nextLook(for: offer, now: room.now)
                ?? max(open, room.now).addingTimeInterval(self.timing.readStaleness + 0.2)
        case .rise(let units):
            room.note(
                "stock.raised",
                "\(room.connections[self.connection]?.name ?? "The shop") offers \(units) more of \(offer.sku ?? offer.title) than we gave it.",
                level: .warning, offer: offer)
        case .noted:
            if Plant.isPlanted(.repairOverSale) {
                offer.escrow.settle(until: ended)
                offer.shownQuantity = quantity
            }
        }
        if offer.shownQuantity == nil && !offer.escrow.hasUnanswered { offer.shownQuantity = quantity }
    }

    /// A price that nobody of us wrote is put right; who keeps changing it is asked about.
    private func take(_ price: Money, into offer: inout OfferRecord, begun: Date, _ room: inout Stockroom) {
        offer.observedPrice = price.minor
        let isOld =
            (offer.submittedAt ?? .distantPast).addingTimeInterval(self.priceSpan) > begun
        guard price.minor != offer.shownPrice else { return }
        if isOld, !offer.inDoubt || self.manifest.firstLook != nil {
            offer.readDueAt = min(offer.readDueAt, begun.addingTimeInterval(self.priceSpan))
            return
        }
        let expected = offer.shownPrice
        offer.shownPrice = price.minor
        guard let expected, !offer.inDoubt else { return }
        room.drifted(
            &offer, expected: Money(minor: expected, currency: offer.currency).description, observed: price.description,
            what: "as its price")
    }

    private func gone(_ offer: inout OfferRecord, _ room: inout Stockroom) {
        offer.status = "ended"
        offer.escrow.restEnded()
        offer.observedAt = room.now
        offer.readDueAt = room.now.addingTimeInterval(self.timing.readBack)
        room.note(
            "offer.gone",
            "\(offer.sku ?? offer.title) is no longer listed at \(room.connections[self.connection]?.name ?? "the shop").",
            level: .warning, offer: offer)
    }
}
