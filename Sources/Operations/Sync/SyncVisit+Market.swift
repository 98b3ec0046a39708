import Commerce
import ConnectorKit
import Foundation
import Records
import Store

extension SyncVisit {
    /// Reads what is asked for the goods of some listings. It touches no offer and no price of ours.
    func readMarket(_ progress: MarketProgress) async throws {
        guard let reader = self.connector.market, let plan = self.manifest.market else { return }
        var after = progress
        let begun = progress.begunAt ?? self.desk.now
        after.begunAt = begun
        let place = progress.after ?? ""
        let listings = try await self.desk.read {
            try MarketPriceRecords.listings($0, of: self.connection, after: place, limit: plan.batch)
        }
        guard let last = listings.last else { return try await self.endMarket(after, begun, plan) }
        let answer: Answer<[MarketPrice]>
        do throws(ConnectorError) { answer = try await reader.read(listings) } catch {
            return try await self.marketFailed(after, error, last: last, plan)
        }
        self.learn(latency: answer.latency, budgets: answer.budgets)
        after.after = last
        after.trouble = nil
        after.dueAt = self.desk.now
        let next = after
        try await self.desk.write { db in
            let now = self.desk.now
            try self.noteAnswer(db)
            try MarketPriceRecords.save(
                db, answer.value.map { MarketPriceRecord(connection: self.connection, price: $0, readAt: now) })
            try MarketPriceRecords.save(db, connection: self.connection, next)
            try SyncQueue.wake(db, [], desk: self.desk, at: now)
        }
    }

    /// All were asked about. What the channel told nothing of is kept no more.
    private func endMarket(_ progress: MarketProgress, _ begun: Date, _ plan: MarketPlan) async throws {
        var after = progress
        after.after = nil
        after.begunAt = nil
        after.readAt = self.desk.now
        after.dueAt = max(self.desk.now.addingTimeInterval(60), begun.addingTimeInterval(plan.interval.seconds))
        let next = after
        try await self.desk.write { db in
            try MarketPriceRecords.forget(db, connection: self.connection, readBefore: begun)
            try MarketPriceRecords.save(db, connection: self.connection, next)
            try SyncQueue.wake(db, [], desk: self.desk, at: self.desk.now)
        }
    }

    /// A right that is missing for this says nothing of the others: the connection goes on as it is.
    private func marketFailed(
        _ progress: MarketProgress, _ error: ConnectorError, last: String, _ plan: MarketPlan
    ) async throws {
        var after = progress
        after.dueAt = self.desk.now.addingTimeInterval(300)
        var isCommon = false
        switch error {
        // Something about these listings: the others are asked about.
        case .refused:
            after.dueAt = self.desk.now.addingTimeInterval(60)
            after.trouble = error.sentence
            after.after = last
        case .unauthorized:
            after.trouble = error.sentence
            after.dueAt = self.desk.now.addingTimeInterval(plan.interval.seconds)
        // It is asked to wait, with all else or alone.
        case .throttled, .limited: isCommon = true
        // Whatever else is asked of the channel finds out for itself whether it is there.
        default: after.trouble = error.sentence
        }
        let next = after
        try await self.desk.write { db in
            try MarketPriceRecords.save(db, connection: self.connection, next)
            try SyncQueue.wake(db, [], desk: self.desk, at: self.desk.now)
        }
        if isCommon { try await self.failed(error, during: "reading what others ask") }
    }
}
