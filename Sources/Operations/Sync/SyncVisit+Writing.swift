import Commerce
import ConnectorKit
import Foundation
import Records
import Store
import Wire

extension SyncVisit {
    /// Writes some offers of one call group: stores the intents, calls, records what became of each.
    func write(_ offers: [UUID], _ part: WritePart = .all) async throws {
        guard let writer = self.connector.offers else { return }
        // Whatever leaves is over before its intent says so, even where this program stands still in between.
        let endsBy = self.desk.hub.transport.uptime + .seconds(self.timing.writeSpan)
        let intents: [Prepared]
        if self.manifest.writesWholeListing {
            switch try await self.prepareWhole(offers) {
            case .nothing: return
            case .rest(let prepared): return try await self.rest(prepared, endsBy: endsBy)
            case .resume(let prepared, let stamp):
                return try await self.resume(prepared, since: stamp, endsBy: endsBy)
            case .write(let prepared): intents = prepared
            }
        } else {
            intents = try await self.prepare(offers, part)
        }
        guard !intents.isEmpty else { return }
        let changes = intents.map(\.change)
        let answer = await Self.call(endsBy: endsBy) { () async throws(ConnectorError) in
            try await writer.write(changes)
        }
        let ended = self.desk.now
        switch answer {
        case .success(let answer):
            let results = Dictionary(answer.value.map { ($0.ref, $0.outcome) }, uniquingKeysWith: { first, _ in first })
            self.learn(latency: answer.latency, budgets: answer.budgets)
            try await self.record(intents, ended: ended) { results[$0.change.ref] ?? .unknown }
        case .failure(.refused(let code, let field, let message)):
            self.learn(latency: .zero)
            try await self.record(intents, ended: ended) { _ in .refused(code: code, field: field, message: message) }
        case .failure(.unknownOutcome(let why)), .failure(.unreadable(let why)):
            try await self.record(intents, ended: ended, isAnswered: false) { _ in .unknown }
            try await self.failed(.unknownOutcome(why), during: "writing")
        case .failure(let error):
            try await self.withdraw(intents, ended: ended, why: error)
            try await self.failed(error, during: "writing")
        }
    }

    /// A call that changes something at the channel.
    ///
    /// - Parameter endsBy: Nothing of it leaves later than that it can be over by then.
    static func call<Value: Sendable>(
        endsBy: Duration, _ body: () async throws(ConnectorError) -> Answer<Value>
    ) async -> Result<Answer<Value>, ConnectorError> {
        await CallContext.$endsBy.withValue(endsBy) {
            do throws(ConnectorError) {
                return .success(try await body())
            } catch {
                return .failure(error)
            }
        }
    }

    // MARK: Recording

    private func record(
        _ prepared: [Prepared], ended: Date, isAnswered: Bool = true,
        outcome: @escaping @Sendable (Prepared) -> OfferResult.Outcome
    ) async throws {
        let bringsBack = self.manifest.writesWholeListing && prepared.contains { Self.shows($0, outcome($0)) > 0 }
        try await self.settleIntents(prepared, isAnswered: isAnswered) { item, offer, room in
            let told = self.take(outcome(item), item, ended, &offer, &room)
            // A listing is on sale with all its variations, also with those that have no units.
            if bringsBack, offer.status == RemoteOffer.Status.soldOut.rawValue {
                offer.status = RemoteOffer.Status.active.rawValue
            }
            return told
        }
    }

    /// Units that the channel shows of an offer after this answer; 0 where it does not say yes to a number.
    private static func shows(_ item: Prepared, _ outcome: OfferResult.Outcome) -> Int {
        guard case .accepted(let quantity, _) = outcome else { return 0 }
        return item.intent.quantity == nil ? 0 : quantity ?? item.intent.quantity ?? 0
    }

    /// What became of one change, for the books.
    func take(
        _ outcome: OfferResult.Outcome, _ item: Prepared, _ ended: Date, _ offer: inout OfferRecord,
        _ room: inout Stockroom
    ) -> (WriteIntent.State, String?) {
        switch outcome {
        case .accepted(let quantity, let price):
            self.accept(item, quantity: quantity, price: price, ended: ended, &offer, &room)
            return (.accepted, nil)
        case .submitted:
            self.submit(item, ended: ended, &offer, &room)
            return (.accepted, WriteIntent.submitted)
        case .tookOffSale(let at):
            self.accept(item, quantity: 0, price: nil, ended: ended, &offer, &room)
            offer.shownQuantity = offer.countsStock ? 0 : offer.shownQuantity
            offer.escrow.rest(item.intent.id, .zero, at: item.intent.sentAt, expires: item.intent.expiresAt)
            offer.escrow.rested(at: ended, stamp: at)
            offer.status = RemoteOffer.Status.inactive.rawValue
            if item.isOwn { self.tellRest(offer, &room) }
            return (.accepted, WriteIntent.offSale)
        case .refused(let code, let field, let message):
            self.refuse(item, code: code, field: field, message: message, &offer, &room)
            return (.refused, code)
        case .stale:
            self.findStale(item, &offer, &room)
            return (.withdrawn, "stale")
        case .passedOver:
            offer.escrow.withdrawn(item.intent.id)
            return (.withdrawn, "passed-over")
        case .unknown:
            if Plant.isPlanted(.unansweredForgotten) {
                offer.escrow.withdrawn(item.intent.id)
                return (.withdrawn, "no answer")
            }
            if Plant.isPlanted(.unansweredTrusted) { offer.escrow.answered(item.intent.id, at: ended) }
            offer.readDueAt = item.intent.expiresAt.addingTimeInterval(self.timing.readStaleness + 0.2)
            if item.intent.quantity == nil {
                // The same price again does no harm, whichever of the two lands last.
                offer.shownPrice = nil
                self.pace.hold(offer.id, until: room.now.addingTimeInterval(1))
            } else {
                offer.inDoubt = true
            }
            room.note(
                "write.unanswered",
                "Nobody answered for \(offer.sku ?? offer.title): it counts as sent until a later read shows what the shop has.",
                level: .warning, offer: offer)
            return (.unknown, "no answer")
        }
    }

    /// The shop shows another number than we thought: somebody bought, or changed it. Nothing was written; orders are read
    /// first, and it is tried again with what is known then. What stays stale is written whatever is there.
    private func findStale(_ item: Prepared, _ offer: inout OfferRecord, _ room: inout Stockroom) {
        offer.escrow.withdrawn(item.intent.id)
        let times = self.pace.foundStale(offer.id)
        offer.readDueAt = min(offer.readDueAt, room.now)
        self.pace.hold(offer.id, until: room.now.addingTimeInterval(Double(1 << min(times, Self.staleTries)) / 4))
    }

    /// How often a number is compared before it is written without.
    static let staleTries = 3

    /// Nothing reached the shop, or it said so: as if it had never been sent.
    private func withdraw(_ prepared: [Prepared], ended: Date, why: ConnectorError) async throws {
        try await self.settleIntents(prepared, isAnswered: false) { item, offer, _ in
            offer.escrow.withdrawn(item.intent.id)
            return (.withdrawn, why.word)
        }
    }

    func settleIntents(
        _ prepared: [Prepared], isAnswered: Bool,
        _ body: @escaping @Sendable (Prepared, inout OfferRecord, inout Stockroom) -> (WriteIntent.State, String?)
    ) async throws {
        let ids = prepared.map(\.intent.offer)
        try await self.desk.write { db in
            if isAnswered { try self.noteAnswer(db) }
            let (places, workspace, connections, links) = try db.ask(
                OfferRecords.asking(db, placesOf: ids), WorkspaceRecords.asking(db), ConnectionRecords.asking(db),
                VariantRecords.asking(db, linksTouchingOffers: ids))
            let ground = StockroomGround(workspace: workspace.first, connections: connections, links: links)
            var room = try Stockroom(
                db, desk: self.desk, ground, variants: Set(places.compactMap(\.variant)), loose: ids)
            var hasStale = false
            for item in prepared {
                guard var offer = room.offers[item.intent.offer] else { continue }
                let (state, detail) = body(item, &offer, &room)
                room.offers[offer.id] = offer
                try IntentRecords.finish(db, item.intent.id, state, at: room.now, detail: detail)
                hasStale = hasStale || detail == "stale"
            }
            if hasStale { try ConnectionRecords.ordersDue(db, self.connection, at: room.now, hook: true) }
            try room.close(cause: .rule)
            try SyncQueue.wake(db, [], desk: self.desk, at: room.now)
        }
    }

    private func accept(
        _ item: Prepared, quantity: Int?, price: Money?, ended: Date, _ offer: inout OfferRecord,
        _ room: inout Stockroom
    ) {
        self.pace.forgetStale(offer.id)
        let before = offer.shownQuantity
        let shows = item.intent.quantity == nil ? nil : quantity
        offer.escrow.answered(
            item.intent.id, at: ended, shows: shows.map { max(0, $0 - max(0, offer.held)) },
            stands: item.isRenewal ? item.intent.quantity : nil)
        if Plant.isPlanted(.settledWhenAnswered) { offer.escrow.settle(until: ended) }
        offer.submittedAt = item.intent.sentAt
        offer.observedAt = ended
        var wasIgnored = false
        if let sent = item.intent.quantity {
            offer.observedQuantity = quantity ?? sent
            offer.touchedAt = ended
            // A channel that reads, merges and tells what it holds now has been read back already.
            if !self.manifest.writesWholeListing || quantity != sent {
                offer.readDueAt = min(offer.readDueAt, ended.addingTimeInterval(self.timing.readStaleness + 1))
            }
            if (quantity ?? sent) > 0, offer.status == RemoteOffer.Status.soldOut.rawValue {
                offer.status = RemoteOffer.Status.active.rawValue
            }
            if item.change.repeatsQuantity {
                // Fewer than believed is a sale still to be imported, and moves the believed number then.
                if offer.shownQuantity == nil { offer.shownQuantity = quantity }
            } else {
                offer.submittedQuantity = sent
                offer.shownQuantity = quantity ?? sent
                wasIgnored = quantity.map { $0 != sent } ?? false
            }
        }
        if let sent = item.intent.price {
            offer.submittedPrice = sent
            offer.shownPrice = price?.minor ?? sent
            offer.observedPrice = price?.minor ?? sent
            wasIgnored = wasIgnored || price.map { $0.minor != sent } ?? false
        }
        guard wasIgnored else {
            offer.tries = 0
            self.tell(item, before: before, offer, &room)
            return
        }
        self.tryAgain(&offer, &room, code: "write.not-taken", why: "The shop said yes and shows something else.")
    }

    private func tell(_ item: Prepared, before: Int?, _ offer: OfferRecord, _ room: inout Stockroom) {
        let name = offer.sku ?? offer.title
        let shop = room.connections[self.connection]?.name ?? "The shop"
        if let quantity = item.intent.quantity, !item.change.repeatsQuantity {
            let isRenewal =
                !self.manifest.zeroIsReversible && quantity > 0 && before.map { $0 <= 0 } ?? false
                && !offer.escrow.isResting
            let was = before.map { ", it showed \(max(0, $0))" } ?? ""
            room.note(
                isRenewal ? "listing.renewed" : "stock.sent",
                isRenewal
                    ? "\(shop) offers \(quantity) of \(name) again: units came back. Renewing a sold-out listing costs a fee there."
                    : "\(shop) now shows \(quantity) of \(name)\(was).",
                offer: offer, detail: ["reason": offer.wantedReason ?? ""])
        }
        if let price = item.intent.price {
            let text = Money(minor: price, currency: offer.currency).description
            room.note("price.sent", "\(shop) now asks \(text) for \(name).", offer: offer)
        }
    }

    private func refuse(
        _ item: Prepared, code: String, field: String?, message: String, _ offer: inout OfferRecord,
        _ room: inout Stockroom
    ) {
        offer.escrow.withdrawn(item.intent.id)
        guard item.isOwn else {
            // Nothing was asked of it: its sibling waits and is tried again, this one is looked at.
            offer.readDueAt = min(offer.readDueAt, room.now)
            return
        }
        if code == OfferResult.soldOut {
            offer.status = RemoteOffer.Status.soldOut.rawValue
            offer.readDueAt = min(offer.readDueAt, room.now)
            return
        }
        if code == "not-managing-stock" {
            offer.countsStock = false
            room.note(
                "offer.not-counted",
                "The shop does not count stock of \(offer.sku ?? offer.title): switch “manage stock” on there.",
                level: .warning, offer: offer)
            return
        }
        let place = field.map { " (\($0))" } ?? ""
        self.tryAgain(&offer, &room, code: code, field: field, why: "The shop refused\(place): \(message)")
    }

    /// Six times with growing pauses, then a person is asked.
    func tryAgain(_ offer: inout OfferRecord, _ room: inout Stockroom, code: String, field: String? = nil, why: String)
    {
        offer.tries += 1
        guard offer.tries >= 6 else {
            self.pace.hold(offer.id, until: room.now.addingTimeInterval(Double(1 << offer.tries) / 4))
            return
        }
        offer.parkedCode = code
        offer.parkedField = field
        offer.parkedReason = "\(why) It was tried \(offer.tries) times. Mend it at the shop, then: entrepot offer retry"
        room.note(
            "offer.parked", "\(offer.sku ?? offer.title): \(why)", level: .problem, offer: offer, detail: ["code": code]
        )
    }
}
