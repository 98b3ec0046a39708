import ConnectorKit
import Foundation
import Records
import Store
import Vault

extension SyncVisit {
    /// Reads one page of all listings for the import; the last page is followed by matching. How far it is is stored with
    /// the page, so that the next visit, anybody's, goes on there.
    func readListings(_ reading: ConnectionRecord.Reading) async throws {
        guard let reader = self.connector.listings else { return }
        let answer: Answer<ListingPage>
        do throws(ConnectorError) {
            answer = try await reader.page(reading.next.map { PageToken($0) }, modifiedAfter: nil)
        } catch {
            if case .refused = error, reading.next != nil { try await self.readAnew() }
            return try await self.failed(error, during: "importing listings")
        }
        let page = answer.value
        let callGroup = self.connector.offers.map { writer in { @Sendable (ref: OfferRef) in writer.callGroup(of: ref) }
        }
        let done = reading.done + page.offers.count
        self.learn(latency: answer.latency, budgets: answer.budgets)
        try await self.desk.write { db in
            let now = self.desk.now
            try self.noteAnswer(db)
            for record in page.unreadable {
                try UnreadableRecords.note(
                    db, connection: self.connection, kind: "listing", place: record.place, reason: record.reason,
                    at: now)
            }
            _ = try RecordListings(db: db, desk: self.desk, connection: self.connection).record(
                page.offers, callGroup: callGroup ?? { $0.variation == nil ? "" : $0.listing })
            if let next = page.next {
                try ConnectionRecords.setReading(
                    db, self.connection,
                    ConnectionRecord.Reading(
                        next: next.text, begun: reading.begun, done: done,
                        notBefore: page.wait.map { now.addingTimeInterval($0 / .seconds(1)) }))
            }
            try SyncQueue.wake(db, [], desk: self.desk, at: now)
        }
        guard page.next == nil else { return }
        _ = try await MatchOffers(connection: self.connection).run(self.desk)
        try await self.desk.write { db in
            try LockOrder.connection(db, self.connection)
            guard var connection = try ConnectionRecords.load(db, self.connection) else { return }
            connection.importedAt = self.desk.now
            connection.ordersDueAt = self.desk.now
            try ConnectionRecords.saveProgress(db, connection)
            try ConnectionRecords.setReading(db, self.connection, nil)
            // A shop may tell some twice.
            let held = try OfferRecords.counts(db)[self.connection]?.offers ?? 0
            try EventRecords.insert(
                db,
                [
                    EventRecord(
                        id: self.desk.hub.id(), at: self.desk.now, kind: "listings.imported", level: .success,
                        connection: self.connection,
                        summary: "\(min(done, held)) offers of \(connection.name) were imported.",
                        trace: self.desk.trace)
                ])
            try SyncQueue.wake(db, [self.connection], desk: self.desk, at: self.desk.now)
        }
    }

    /// The shop does not know its own next page any more.
    private func readAnew() async throws {
        try await self.desk.write { db in
            try LockOrder.connection(db, self.connection)
            try ConnectionRecords.setReading(db, self.connection, nil)
            try SyncQueue.wake(db, [], desk: self.desk, at: self.desk.now)
        }
    }

    /// Looks whether the shop still has our webhooks. One that delivered since the last look has our secret.
    func ensureHooks() async throws {
        guard let registrar = self.connector.webhooks else { return }
        let ours = try await WebhookAddress.of(self.desk, connection: self.connection)
        guard let address = registrar.queue ?? ours else { return }
        let begun = self.desk.now
        let known = try await self.desk.read { try ConnectionRecords.load($0, self.connection)?.hookAt }
        let isProven = known.map { $0 > begun.addingTimeInterval(-self.timing.hookCheck) } ?? false
        let outcome: Result<Answer<[WebhookState]>, ConnectorError>
        do throws(ConnectorError) {
            outcome = .success(
                try await registrar.ensure(
                    address: address, secret: self.webhookSecret.reveal(), writesSecret: !isProven))
        } catch {
            outcome = .failure(error)
        }
        if case .success(let answer) = outcome { self.learn(latency: answer.latency, budgets: answer.budgets) }
        let states = try? outcome.get().value
        let (isDone, isWhole) = (states != nil, states?.count ?? 0 >= registrar.topics?.count ?? 0)
        let wait = isDone ? (isWhole ? self.timing.hookCheck : self.timing.hookRound) : self.timing.hookGap
        let due = self.desk.now.addingTimeInterval(wait)
        try await self.desk.write { db in
            try LockOrder.connection(db, self.connection)
            try ConnectionRecords.hooksDue(db, self.connection, at: due)
            if isDone { try self.noteAnswer(db) }
            try SyncQueue.wake(db, [], desk: self.desk, at: self.desk.now)
        }
        if case .failure(let error) = outcome { try await self.failed(error, during: "registering webhooks") }
    }

    func ship(_ shipment: ShipmentRecord, remoteOrder: String) async throws {
        guard let writer = self.connector.shipments else { return }
        var shipment = shipment
        var failure: ConnectorError?
        do throws(ConnectorError) {
            let notice = ShipmentNotice(
                remoteOrderID: remoteOrder, tracking: Tracking(carrier: shipment.carrier, number: shipment.tracking),
                shippedAt: shipment.createdAt)
            self.meter.told(try await writer.confirm(notice).budgets)
            shipment.state = .confirmed
            shipment.confirmedAt = self.desk.now
        } catch {
            failure = error
            shipment.tries += 1
            shipment.reason = error.sentence
            shipment.dueAt = self.desk.now.addingTimeInterval(min(600, Double(1 << min(shipment.tries, 9))))
            if case .refused = error { shipment.state = .refused }
        }
        let result = shipment
        try await self.desk.write { db in
            try ShipmentRecords.save(db, result)
            try EventRecords.insert(
                db,
                [
                    EventRecord(
                        id: self.desk.hub.id(), at: self.desk.now, kind: "shipment.\(result.state.rawValue)",
                        level: result.state == .confirmed ? .success : .warning, connection: self.connection,
                        order: result.order,
                        summary: result.state == .confirmed
                            ? "The shop was told that order \(remoteOrder) has shipped."
                            : "The shop could not be told that order \(remoteOrder) has shipped: \(result.reason ?? "")",
                        trace: self.desk.trace)
                ])
            try SyncQueue.wake(db, [], desk: self.desk, at: self.desk.now)
        }
        if let failure { try await self.failed(failure, during: "confirming a shipment") }
    }
}
