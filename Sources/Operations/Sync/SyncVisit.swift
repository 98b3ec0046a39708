import Commerce
import ConnectorKit
import Foundation
import Jobs
import Records
import Store
import Vault

/// One worker's stay at one connection, under its lease.
struct SyncVisit: Sendable {
    let desk: Desk
    let connection: UUID
    let connector: any Connector
    let manifest: Manifest
    let webhookSecret: Secret
    let timing: SyncTiming
    let pace: SyncPace
    let meter: CallMeter
    /// Which pair of tokens the connector calls with; `nil` where the merchant typed keys.
    var tokenVersion: Int64?

    /// What the last visit left: intents of a worker that died, and the inbox.
    func begin() async throws {
        try await self.desk.write { db in
            try LockOrder.connection(db, self.connection)
            try self.adoptOrphans(db)
            if self.manifest.readsNamedOrders { try InboxRecords.keepOrders(db, connection: self.connection) }
            let items = try InboxRecords.take(db, connection: self.connection, limit: 1_000)
            if Plant.isPlanted(.webhookTrusted), !items.isEmpty {
                var offers = try OfferRecords.of(db, connection: self.connection)
                for index in offers.indices { offers[index].escrow.settle(until: self.desk.now) }
                try OfferRecords.save(db, offers)
            }
            if items.contains(where: { $0.kind == "order" }) {
                try ConnectionRecords.ordersDue(db, self.connection, at: self.desk.now, hook: true)
            }
            // Said by a webhook, believed when the channel refuses us: the next call tells.
            if items.contains(where: { $0.kind == "access" }) {
                try ConnectionRecords.ordersDue(db, self.connection, at: self.desk.now, hook: true)
            }
            for hint in OfferHint.allCases {
                let hinted = items.filter { $0.kind == hint.rawValue }
                try OfferRecords.readSoon(
                    db, connection: self.connection, hint, Set(hinted.map(\.resource)),
                    at: (hinted.map(\.receivedAt).max() ?? self.desk.now).addingTimeInterval(EnterWebhook.readAfter),
                    writtenBefore: self.desk.now.addingTimeInterval(-EnterWebhook.echo))
            }
            try SyncQueue.wake(db, [], desk: self.desk, at: self.desk.now)
        }
    }

    /// Writes that were stored as sent and whose worker is gone: they count as in flight until they expire, and are
    /// then read back.
    private func adoptOrphans(_ db: any SQLConnection) throws {
        for intent in try IntentRecords.open(db, connection: self.connection) {
            // The call itself may still be under way: nothing else is written to the offer until it must be over.
            let over = intent.sentAt.addingTimeInterval(self.timing.writeSpan)
            guard over <= self.desk.now || Plant.isPlanted(.orphansForgotten) else {
                self.pace.hold(intent.offer, until: over)
                continue
            }
            if Plant.isPlanted(.orphansForgotten), var offer = try OfferRecords.load(db, ids: [intent.offer]).first {
                offer.escrow.withdrawn(intent.id)
                try OfferRecords.save(db, [offer])
            }
            try IntentRecords.finish(
                db, intent.id, .unknown, at: self.desk.now, detail: "the worker that sent it stopped before the answer")
            try OfferRecords.doubt(
                db, offer: intent.offer, readAt: intent.expiresAt.addingTimeInterval(self.timing.readStaleness + 0.2))
        }
    }

    /// Everything the planner needs; `nil` when the connection is gone.
    func look(_ progress: SyncProgress, _ spending: SyncSpending) async throws -> SyncState? {
        let now = self.desk.now
        return try await self.desk.read { db in
            let (found, suspended) = try db.ask(
                ConnectionRecords.asking(db, self.connection), TenantRecords.askingSuspended(db))
            guard var connection = found.first else { return nil }
            // To whoever plans, a stopped workspace's shops are paused; what each was stays in its row.
            if suspended.contains(true) { connection.state = .paused }
            let rows = try SyncRows(db, connection, self.manifest, at: now)
            var state = self.state(rows, progress, spending, at: now)
            if connection.state == .paused {
                // Only a paused connection is asked: elsewhere what rests is among what is dirty.
                state.keepsOffSale = try OfferRecords.keepsOffSale(db, connection: self.connection)
                state.dirty = try db.ask(OfferRecords.asking(db, dirtyOf: self.connection, limit: 1_000)).filter {
                    self.mayComeBack($0, at: now) && !self.pace.isHeld($0.id, at: now)
                }
            } else if rows.mayHoldMore, state.dirty.count * 2 < rows.dirty.count {
                // Where many at the head of the line wait for something, it looks further.
                let line = OfferRecords.asking(db, dirtyOf: self.connection, limit: rows.dirty.count * 10)
                state.dirty = self.mayGo(try db.ask(line), at: now)
            }
            if rows.mayHoldMore { state.feedBehind = try self.feedBehind(db, state, at: now) }
            return state
        }
    }

    /// What the planner makes of these rows, where the connection is not paused.
    func state(_ rows: SyncRows, _ progress: SyncProgress, _ spending: SyncSpending, at now: Date) -> SyncState {
        var purse = spending.purse
        purse?.isOpen = spending.open != nil
        let isImported = rows.connection.importedAt != nil
        return SyncState(
            connection: rows.connection, timing: self.timing, writeBatch: self.manifest.writeBatch,
            writesWholeListing: self.manifest.writesWholeListing,
            writesPricesApart: self.manifest.writesPricesApart, readBatch: self.manifest.readBatch,
            dirty: self.mayGo(rows.dirty, at: now),
            readsDue: isImported ? rows.readsDue : [],
            nextReadDue: isImported ? rows.times?.read : nil,
            settleAt: rows.times?.fix?.addingTimeInterval(self.timing.orderLag + 0.05),
            hidesSales: rows.times?.hidesSales ?? false,
            shipments: self.connector.shipments == nil ? [] : rows.shipments, feeds: rows.feeds,
            named: NamedOrder.all(rows.named),
            followed: self.connector.reversals == nil ? [] : rows.followed, kept: isImported ? rows.kept : nil,
            finances: isImported ? rows.finances : nil, market: isImported ? rows.market : nil,
            polling: progress.polling,
            hasHooks: self.connector.webhooks.map { $0.queue != nil || self.desk.hub.publicAddress != nil } ?? false,
            // Where limits are published they decide; elsewhere the answers do.
            parallel: purse == nil
                ? self.pace.parallel(self.connection, range: self.manifest.concurrency)
                : self.manifest.concurrency.upperBound,
            purse: purse)
    }

    /// Those that may be written now.
    private func mayGo(_ offers: [OfferRecord], at now: Date) -> [OfferRecord] {
        offers.filter {
            $0.mayBeWritten && !self.pace.isHeld($0.id, at: now) && !self.waitsOffSale($0, at: now)
        }
    }

    /// Whether its listing stays off sale until the sales before are known.
    private func waitsOffSale(_ offer: OfferRecord, at now: Date) -> Bool {
        guard let rest = offer.escrow.rest, rest.state == .off else { return false }
        return now < rest.end.addingTimeInterval(self.timing.restLimit)
    }

    /// Makes the calls of one round side by side and records each as it ends.
    func perform(_ calls: [SyncCall], _ progress: inout SyncProgress) async throws {
        let changes = try await withThrowingTaskGroup(of: SyncProgress?.self) { group in
            for call in calls {
                group.addTask {
                    switch call {
                    case .write(let offers, let part):
                        try await self.write(offers, part)
                        return nil
                    case .read(let refs):
                        try await self.read(refs)
                        return nil
                    case .kept(let reading):
                        try await self.readKept(reading)
                        return nil
                    case .finances(let progress):
                        try await self.readFinances(progress)
                        return nil
                    case .market(let progress):
                        try await self.readMarket(progress)
                        return nil
                    case .order(let named):
                        try await self.readOrder(named)
                        return nil
                    case .follow(let intent):
                        try await self.follow(intent)
                        return nil
                    case .orders(let progress): return SyncProgress(polling: try await self.readOrders(progress))
                    case .listings(let reading):
                        try await self.readListings(reading)
                        return nil
                    case .hooks:
                        try await self.ensureHooks()
                        return nil
                    case .ship(let shipment, let order):
                        try await self.ship(shipment, remoteOrder: order)
                        return nil
                    case .feed(let behind):
                        try await self.sendFeed(behind: behind)
                        return nil
                    case .lookAtFeed(let feed):
                        try await self.look(at: feed)
                        return nil
                    }
                }
            }
            var found: [SyncProgress] = []
            for try await change in group { if let change { found.append(change) } }
            return found
        }
        for call in calls {
            if case .orders = call { progress.polling = changes.compactMap(\.polling).first }
        }
    }

    func finishRestoring() async throws {
        try await self.desk.write { db in
            try LockOrder.connection(db, self.connection)
            try ConnectionRecords.setState(
                db, self.connection, .paused, reason: "What it showed before it went live has been put back.")
            try SyncQueue.wake(db, [], desk: self.desk, at: self.desk.now)
        }
    }
}

extension OfferRecord {
    /// Whether a write may go out now: none is on its way or unanswered. Where all units are shown everywhere, nothing is
    /// set aside by the number, so once an unanswered write must be over a newer one need not wait for its fate: the later
    /// read tells which of the two stands.
    var mayBeWritten: Bool {
        // It is in doubt as soon as nobody waits for its answer any more.
        guard self.inDoubt else { return !self.escrow.hasUnanswered }
        // A feed is no call that something waits for: zero goes at once, whatever of the feed lands after it, because that
        // is still counted; a price is written beside it.
        if self.escrow.awaitsFeedsOnly, !self.quantityDiffers || (self.wantedQuantity ?? 1) <= 0 { return true }
        return ["everything", "lessBuffer", "none"].contains(self.wantedReason ?? "none")
    }
}
