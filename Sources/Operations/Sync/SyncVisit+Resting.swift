import Commerce
import ConnectorKit
import Foundation
import Records
import Store

/// Where a whole listing cannot be written while it sells, because there are no units to repeat its siblings' numbers
/// with, it is taken off sale for a moment: every sale is then known, and it is written while nobody can buy
/// (`Escrow+Resting`, decision 11).
extension SyncVisit {
    // MARK: Deciding

    /// Whether taking the listing off sale is the way to write it: waiting would not help, and it was not done just before.
    func mayRest(_ changes: [ListingChange], lacking: [UUID: Int], in room: Stockroom) throws -> Bool {
        let own = changes.filter(\.isOwn)
        let counted = changes.filter(\.offer.countsStock)
        guard self.connector.resting != nil, let first = changes.first?.offer,
            // A variation may still be known as sold out from when all of them were.
            counted.allSatisfy({ $0.isOnSale || $0.offer.status == RemoteOffer.Status.soldOut.rawValue }),
            changes.contains(where: { ($0.isOnSale || !$0.offer.countsStock) && $0.repeated ?? 1 > 0 })
        else { return false }
        let since = own.map(\.offer.wantedAt).min() ?? room.now
        let hasWaited = room.now.timeIntervalSince(since) > 10 + 3 * self.timing.orderLag
        guard hasWaited || !self.settlingHelps(lacking, in: room) else { return false }
        let falls = own.contains { change in change.quantity.map { $0 < change.repeated ?? .max } ?? false }
        let gap = falls ? self.timing.restGap / 10 : self.timing.restGap
        guard let last = try IntentRecords.lastRest(room.db, offer: first.id) else { return true }
        return room.now.timeIntervalSince(last) >= gap
    }

    /// Whether there would be enough units once all that is under way has settled.
    func settlingHelps(_ lacking: [UUID: Int], in room: Stockroom) -> Bool {
        guard !lacking.isEmpty else { return true }
        let pools = room.pools()
        return lacking.allSatisfy { part, units in
            guard let pool = pools.first(where: { $0.parts[part] != nil }) else { return true }
            let stays = pool.shares.reduce(0) { sum, share in
                let shown = [share.shown, room.offers[share.id]?.wantedQuantity].compactMap { $0 }.min()
                return sum + min(share.escrow.units, max(0, shown ?? share.escrow.units)) * (share.draws[part] ?? 0)
            }
            return units <= (pool.parts[part]?.available ?? 0) - stays
        }
    }

    /// Stores that the listing will be taken off sale.
    func rest(_ changes: [ListingChange], in room: inout Stockroom) -> [Prepared] {
        let call = self.desk.hub.id()
        let cause: Escrow.Rest.Cause = changes.contains { $0.quantity != nil } ? .units : .price
        let expires = room.now.addingTimeInterval(self.timing.writeSpan + self.timing.patience)
        return changes.map { item in
            var offer = item.offer
            offer.escrow.rest(call, cause, at: room.now, expires: expires)
            room.offers[offer.id] = offer
            var prepared = self.prepared(offer, WriteIntent.offSale, expires: expires, in: room)
            prepared.isOwn = item.isOwn
            return prepared
        }
    }

    /// What is to be done about a listing that is off sale by us: written and put back once its sales are known; put back
    /// as it is where it cannot be written, its shop is paused, or it waits too long.
    func comeBack(_ siblings: [OfferRecord], in room: inout Stockroom) -> Errand {
        guard let rest = siblings.compactMap(\.escrow.rest).first else { return .nothing }
        let state = room.connections[self.connection]?.state
        let isLive = state == .live || state == .restoring
        func wait(_ seconds: Double) -> Errand {
            for offer in siblings { self.pace.hold(offer.id, until: room.now.addingTimeInterval(seconds)) }
            return .nothing
        }
        guard isLive else {
            return siblings.allSatisfy { self.mayComeBack($0, at: room.now) }
                ? self.comeBackAsItIs(siblings, rest, in: room) : wait(1)
        }
        guard siblings.allSatisfy({ !$0.escrow.hasUnanswered && !$0.inDoubt }) else { return wait(0.5) }
        let isLate = room.now >= rest.end.addingTimeInterval(self.timing.restLimit)
        guard rest.state == .settled else {
            return isLate ? self.comeBackAsItIs(siblings, rest, in: room) : wait(0.5)
        }
        let changes = self.changes(of: siblings, in: room)
        let hasUnits = changes.contains { $0.written ?? 1 > 0 }
        guard hasUnits || changes.contains(where: \.isOwn) else { return wait(30) }
        if self.lacking(changes, in: room) == nil {
            var written = self.intend(changes, in: &room)
            for index in written.indices { written[index].intent.detail = WriteIntent.onSaleAgain }
            let known = Set(written.map(\.intent.offer))
            return .resume(
                written + self.asTheyAre(siblings.filter { !known.contains($0.id) }, in: room), since: rest.stamp)
        }
        return isLate || !room.isUnsettled(siblings) ? self.comeBackAsItIs(siblings, rest, in: room) : wait(0.5)
    }

    /// Whether putting an offer back as it is can do no harm: no call that takes it off sale can still take effect.
    func mayComeBack(_ offer: OfferRecord, at now: Date) -> Bool {
        guard let rest = offer.escrow.rest else { return false }
        return rest.state != .asked || rest.end <= now
    }

    private func comeBackAsItIs(_ siblings: [OfferRecord], _ rest: Escrow.Rest, in room: Stockroom) -> Errand {
        .resume(self.asTheyAre(siblings, in: room), since: rest.stamp)
    }

    private func asTheyAre(_ siblings: [OfferRecord], in room: Stockroom) -> [Prepared] {
        let expires = room.now.addingTimeInterval(self.timing.writeSpan + self.timing.patience)
        return siblings.map { self.prepared($0, WriteIntent.onSaleAgain, expires: expires, in: room) }
    }

    /// A call that writes neither number nor price.
    private func prepared(_ offer: OfferRecord, _ deed: String, expires: Date, in room: Stockroom) -> Prepared {
        var intent = WriteIntent(
            id: self.desk.hub.id(), connection: self.connection, offer: offer.id, quantity: nil, price: nil,
            wantedVersion: offer.wantedVersion, sentAt: room.now, expiresAt: expires, trace: self.desk.trace)
        intent.detail = deed
        return Prepared(intent: intent, change: OfferChange(ref: OfferRef(offer)))
    }

    // MARK: Doing

    /// Takes a listing off sale and records what became of it.
    func rest(_ prepared: [Prepared], endsBy: Duration) async throws {
        guard let resting = self.connector.resting, let listing = prepared.first?.change.ref.listing else { return }
        let called = await Self.call(endsBy: endsBy) { () async throws(ConnectorError) in
            try await resting.rest(listing)
        }
        let answer: Answer<RestOutcome>
        switch called {
        case .success(let told): answer = told
        case .failure(let error):
            switch error {
            case .unknownOutcome, .unreadable: try await self.doubt(prepared)
            default: try await self.notRested(prepared, .withdrawn, error.word)
            }
            return try await self.failed(error, during: "taking a listing off sale")
        }
        let ended = self.desk.now
        self.learn(latency: answer.latency, budgets: answer.budgets)
        switch answer.value {
        case .notOnSale: try await self.notRested(prepared, .refused, "it was not on sale")
        case .offSale(let at):
            try await self.settleIntents(prepared, isAnswered: true) { item, offer, room in
                offer.escrow.rested(at: ended, stamp: at)
                offer.status = RemoteOffer.Status.inactive.rawValue
                self.tellRest(offer, &room)
                return (.accepted, nil)
            }
        }
    }

    /// Writes a listing that is off sale, puts it back, and records what became of it.
    func resume(_ prepared: [Prepared], since stamp: Date?, endsBy: Duration) async throws {
        guard let resting = self.connector.resting, let listing = prepared.first?.change.ref.listing else { return }
        let begun = self.desk.now
        let called = await Self.call(endsBy: endsBy) { () async throws(ConnectorError) in
            try await resting.resume(
                listing, writing: prepared.filter { !$0.isEmpty }.map(\.change), since: stamp)
        }
        let answer: Answer<ResumeOutcome>
        switch called {
        case .success(let told): answer = told
        case .failure(let error):
            switch error {
            case .unknownOutcome, .unreadable: try await self.doubt(prepared)
            default:
                for item in prepared { self.pace.hold(item.intent.offer, until: self.desk.now.addingTimeInterval(5)) }
                try await self.settleIntents(prepared, isAnswered: false) { item, offer, _ in
                    offer.escrow.withdrawn(item.intent.id)
                    return (.withdrawn, error.word)
                }
            }
            return try await self.failed(error, during: "putting a listing back on sale")
        }
        self.learn(latency: answer.latency, budgets: answer.budgets)
        try await self.record(prepared, answer.value, begun: begun, ended: self.desk.now)
    }

    private func record(
        _ prepared: [Prepared], _ outcome: ResumeOutcome, begun: Date, ended: Date
    ) async throws {
        let results: [OfferRef: OfferResult.Outcome] =
            switch outcome {
            case .onSale(let all), .empty(let all), .refused(let all, _, _):
                Dictionary(all.map { ($0.ref, $0.outcome) }, uniquingKeysWith: { first, _ in first })
            case .wasOnSale, .notOurs: [:]
            }
        try await self.settleIntents(prepared, isAnswered: true) { item, offer, room in
            let tries = offer.tries
            let told: (WriteIntent.State, String?)
            switch outcome {
            case .wasOnSale, .notOurs:
                offer.escrow.withdrawn(item.intent.id)
                told = (.withdrawn, outcome == .wasOnSale ? "it was on sale again" : "it is off sale by its seller")
            default:
                told =
                    item.isEmpty
                    ? (.accepted, nil) : self.take(results[item.change.ref] ?? .unknown, item, ended, &offer, &room)
            }
            switch outcome {
            case .onSale:
                offer.status = RemoteOffer.Status.active.rawValue
                self.tellReturn(offer, ended, &room)
                offer.escrow.restEnded()
            case .empty:
                if item.intent.quantity == nil || item.change.repeatsQuantity { self.sawNone(&offer, ended) }
            case .refused(_, let code, let message):
                offer.tries = tries
                self.tryAgain(&offer, &room, code: code, why: "The shop does not put it back on sale: \(message)")
            case .wasOnSale, .notOurs:
                if let rest = offer.escrow.rest, rest.end > begun.addingTimeInterval(-self.timing.readStaleness) {
                    // It may have been seen as it was before it left the sale.
                    self.pace.hold(offer.id, until: ended.addingTimeInterval(self.timing.readStaleness))
                    return (.withdrawn, "seen too soon")
                }
                self.tellStranger(offer, outcome, &room)
                offer.escrow.restEnded()
                offer.readDueAt = min(offer.readDueAt, ended)
            }
            return told
        }
    }

    /// The listing was to come back with the units that it is believed to show, and shows none: a channel may keep what a
    /// cancelled order gives back of a listing that is off sale. All its sales are known, so that is what it has.
    private func sawNone(_ offer: inout OfferRecord, _ ended: Date) {
        guard offer.countsStock, offer.shownQuantity ?? 0 > 0 else { return }
        (offer.shownQuantity, offer.observedQuantity) = (0, 0)
        (offer.observedAt, offer.touchedAt) = (ended, ended)
    }

    /// Nobody answered: whether it is off sale, or on it, a later read tells.
    private func doubt(_ prepared: [Prepared]) async throws {
        try await self.settleIntents(prepared, isAnswered: false) { item, offer, _ in
            offer.inDoubt = true
            offer.readDueAt = item.intent.expiresAt.addingTimeInterval(self.timing.readStaleness + 0.2)
            return (.unknown, "no answer")
        }
    }

    private func notRested(_ prepared: [Prepared], _ state: WriteIntent.State, _ why: String) async throws {
        try await self.settleIntents(prepared, isAnswered: state == .refused) { item, offer, room in
            offer.escrow.restEnded()
            if state == .refused { offer.readDueAt = min(offer.readDueAt, room.now) }
            self.pace.hold(offer.id, until: room.now.addingTimeInterval(state == .refused ? 5 : 1))
            return (state, why)
        }
    }

    // MARK: Seeing

    /// What a read says of a listing that we took off sale, or meant to.
    ///
    /// - Parameter from: The earliest instant the read may describe.
    func noteRest(
        _ remote: RemoteOffer, _ offer: inout OfferRecord, from: Date, ended: Date, _ room: inout Stockroom
    ) {
        guard let rest = offer.escrow.rest, rest.end <= from else { return }
        guard let off = remote.offSale else {
            if rest.state != .asked { self.tellStranger(offer, .wasOnSale, &room) }
            return offer.escrow.restEnded()
        }
        guard rest.state == .asked else {
            let isForeign = rest.stamp.flatMap { stamp in off.since.map { $0.timeIntervalSince(stamp) > 1 } } ?? false
            guard isForeign else { return }
            self.tellStranger(offer, .notOurs, &room)
            return offer.escrow.restEnded()
        }
        offer.escrow.rested(at: ended, stamp: off.since)
        self.tellRest(offer, &room)
    }

    // MARK: Telling

    func tellRest(_ offer: OfferRecord, _ room: inout Stockroom) {
        let what =
            switch offer.escrow.rest?.cause {
            case .zero: "no unit of it is left, and the shop does not show none"
            case .units: "to write its numbers while nobody can buy"
            default: "to write its price while nobody can buy"
            }
        self.tell(
            "listing.rested", "“\(offer.title)” was taken off sale at \(self.name(in: room)), at no cost: \(what).",
            offer,
            &room)
    }

    private func tellReturn(_ offer: OfferRecord, _ ended: Date, _ room: inout Stockroom) {
        let seconds = offer.escrow.rest.map { Int(ended.timeIntervalSince($0.from).rounded()) } ?? 0
        self.tell(
            "listing.returned", "“\(offer.title)” is on sale again at \(self.name(in: room)), after \(seconds) s.",
            offer,
            detail: ["seconds": String(seconds)], &room)
    }

    private func tellStranger(_ offer: OfferRecord, _ outcome: ResumeOutcome, _ room: inout Stockroom) {
        self.tell(
            "listing.changed",
            outcome == .wasOnSale
                ? "“\(offer.title)” is on sale again at \(self.name(in: room)), and not by us."
                : "“\(offer.title)” ended or was taken off sale by its seller at \(self.name(in: room)): it is left so.",
            offer, level: .warning, &room)
    }

    /// Once for a listing, not for each variation.
    private func tell(
        _ kind: String, _ summary: String, _ offer: OfferRecord, level: EventRecord.Level = .info,
        detail: [String: String] = [:], _ room: inout Stockroom
    ) {
        guard !room.events.contains(where: { $0.kind == kind && $0.detail["listing"] == offer.listingRef }) else {
            return
        }
        room.note(
            kind, summary, level: level, offer: offer, detail: detail.merging(["listing": offer.listingRef]) { $1 })
    }

    private func name(in room: Stockroom) -> String { room.connections[self.connection]?.name ?? "The shop" }
}
