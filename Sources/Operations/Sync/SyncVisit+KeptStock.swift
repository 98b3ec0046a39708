import ConnectorKit
import Foundation
import Records
import Store

extension SyncVisit {
    /// Reads one page of what the channel keeps itself. It touches no offer, no location and no pool.
    func readKept(_ reading: KeptReading) async throws {
        guard let reader = self.connector.keptStock, let plan = self.manifest.keptStock else { return }
        let begun = reading.begunAt ?? self.desk.now
        let answer: Answer<KeptStockPage>
        do throws(ConnectorError) {
            answer = try await reader.page(reading.next.map { PageToken($0) })
        } catch {
            return try await self.keptFailed(reading, error, plan)
        }
        let page = answer.value
        self.learn(latency: answer.latency, budgets: answer.budgets)
        try await self.desk.write { db in
            let now = self.desk.now
            try self.noteAnswer(db)
            try KeptStockRecords.save(
                db,
                page.items.map {
                    KeptStockRecord(
                        connection: self.connection, listing: $0.listing, title: $0.title, sellable: $0.sellable,
                        reserved: $0.reserved, incoming: $0.incoming, unsellable: $0.unsellable,
                        changedAt: $0.changedAt, readAt: now)
                })
            var after = KeptReading(dueAt: now)
            after.readAt = reading.readAt
            if let next = page.next {
                (after.next, after.begunAt) = (next.text, begun)
            } else {
                try KeptStockRecords.forget(db, connection: self.connection, readBefore: begun)
                after.readAt = now
                // Where there is none of it, there will hardly be any soon.
                let isUsed = reading.next != nil || !page.items.isEmpty
                after.dueAt = now.addingTimeInterval(plan.interval.seconds * (isUsed ? 1 : 24))
            }
            try KeptStockRecords.save(db, connection: self.connection, after)
            try SyncQueue.wake(db, [], desk: self.desk, at: now)
        }
    }

    /// A right that is missing for this says nothing of the others: the connection goes on as it is.
    private func keptFailed(_ reading: KeptReading, _ error: ConnectorError, _ plan: KeptStockPlan) async throws {
        var after = KeptReading(dueAt: self.desk.now.addingTimeInterval(60))
        after.readAt = reading.readAt
        var isCommon = true
        switch error {
        // The next page is no longer known there: from the first.
        case .refused where reading.next != nil: isCommon = false
        case .refused, .unauthorized:
            isCommon = false
            after.trouble = error.sentence
            after.dueAt = self.desk.now.addingTimeInterval(plan.interval.seconds * 4)
        default: break
        }
        let next = after
        try await self.desk.write { db in
            try KeptStockRecords.save(db, connection: self.connection, next)
            try SyncQueue.wake(db, [], desk: self.desk, at: self.desk.now)
        }
        if isCommon { try await self.failed(error, during: "reading what \(plan.place) keeps") }
    }
}
