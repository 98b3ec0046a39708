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
            let items = try InboxRecords.take(db, connection: self.connection, limit: 1_000)
            if Plant.isPlanted(.webhookTrusted), !items.isEmpty {
                var offers = try OfferRecords.of(db, connection: self.connection)
                for index in offers.indices { offers[index].escrow.settle(until: self.desk.now) }
                try OfferRecords.save(db, offers)
            }
            if items.contains(where: { $0.kind == "order" }) {
                try ConnectionRecords.ordersDue(db, self.connection, at: self.desk.now, hook: true)
            }
            try OfferRecords.readSoon(
                db, connection: self.connection, listings: Set(items.filter { $0.kind == "listing" }.map(\.resource)),
                at: self.desk.now.addingTimeInterval(1), writtenBefore: self.desk.now.addingTimeInterval(-15))
            try SyncQueue.wake(db, [], desk: self.desk, at: self.desk.now)
        }
    }

    /// Writes that were stored as sent and whose worker is gone: they count as in flight until they expire, and are
    /// then read back.
    private func adoptOrphans(_ db: any SQLConnection) throws {
        for intent in try IntentRecords.open(db, connection: self.connection) {
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
        var purse = spending.purse
        purse?.isOpen = spending.open != nil
        let mine = purse
        // Where limits are published they decide; elsewhere the answers do.
        let parallel =
            mine == nil
            ? self.pace.parallel(self.connection, range: self.manifest.concurrency)
            : self.manifest.concurrency.upperBound
        let near = max(self.manifest.writeBatch * 4, 100)
        return try await self.desk.read { db in
            // One round trip. Shipments are asked for only where they can be told.
            let (found, dirty, readsDue, times, shipments) = try db.ask(
                ConnectionRecords.asking(db, self.connection),
                OfferRecords.asking(db, dirtyOf: self.connection, limit: near),
                OfferRecords.asking(db, readDueOf: self.connection, at: now, limit: self.manifest.readBatch * 4),
                OfferRecords.asking(db, timesOf: self.connection),
                self.connector.shipments == nil
                    ? .nothing : ShipmentRecords.asking(db, wantedOf: self.connection, limit: 5))
            guard let connection = found.first else { return nil }
            let isImported = connection.importedAt != nil
            // Only a paused connection is asked: elsewhere what rests is among what is dirty.
            let keepsOffSale =
                try connection.state == .paused && OfferRecords.keepsOffSale(db, connection: self.connection)
            return SyncState(
                connection: connection, timing: self.timing, writeBatch: self.manifest.writeBatch,
                writesWholeListing: self.manifest.writesWholeListing, readBatch: self.manifest.readBatch,
                dirty: try self.open(dirty, near: near, isPaused: connection.state == .paused, db, at: now),
                readsDue: isImported ? readsDue : [],
                nextReadDue: isImported ? times.first?.read : nil,
                settleAt: times.first?.fix?.addingTimeInterval(self.timing.orderLag + 0.05),
                shipments: shipments, polling: progress.polling,
                hasHooks: self.connector.webhooks != nil && self.desk.hub.publicAddress != nil,
                keepsOffSale: keepsOffSale,
                parallel: parallel, purse: mine)
        }
    }

    /// Offers that want a write and may have one. Where many at the head of the line wait for something, it looks further.
    ///
    /// - Parameter first: The head of the line, at most `near` of it.
    private func open(
        _ first: [OfferRecord], near: Int, isPaused: Bool, _ db: any SQLConnection, at now: Date
    ) throws -> [OfferRecord] {
        guard !isPaused else {
            return try db.ask(OfferRecords.asking(db, dirtyOf: self.connection, limit: 1_000)).filter {
                self.mayComeBack($0, at: now) && !self.pace.isHeld($0.id, at: now)
            }
        }
        let open = self.mayGo(first, at: now)
        guard first.count == near, open.count * 2 < near else { return open }
        return self.mayGo(
            try db.ask(OfferRecords.asking(db, dirtyOf: self.connection, limit: near * 10)), at: now)
    }

    private func mayGo(_ offers: [OfferRecord], at now: Date) -> [OfferRecord] {
        offers.filter {
            $0.mayBeWritten(at: now) && !self.pace.isHeld($0.id, at: now) && !self.waitsOffSale($0, at: now)
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
                    case .write(let offers):
                        try await self.write(offers)
                        return nil
                    case .read(let refs):
                        try await self.read(refs)
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
    /// set aside by the number, so a newer write need not wait for the fate of an unanswered one: the later read tells
    /// which of the two stands.
    func mayBeWritten(at now: Date) -> Bool {
        guard self.escrow.hasUnanswered || self.inDoubt else { return true }
        let isSharedOut = !["everything", "lessBuffer", "none"].contains(self.wantedReason ?? "none")
        return !isSharedOut && !self.escrow.isAwaited(at: now)
    }
}
