import Commerce
import ConnectorKit
import Foundation
import Records
import Store

extension SyncVisit {
    /// Reads one page of how the channel books the merchant's money. It touches no order and no offer.
    func readFinances(_ progress: FinanceProgress) async throws {
        guard let reader = self.connector.finances, let plan = self.manifest.finances else { return }
        guard let connection = try await self.desk.read({ try ConnectionRecords.load($0, self.connection) }) else {
            return
        }
        let round = FinanceRound(plan, first: connection.cutoverAt)
        var span = progress.span ?? round.next(after: progress.cursor, now: self.desk.now)
        let answer: Answer<FinancePage>
        do throws(ConnectorError) {
            answer = try await reader.page(
                span.next.map { PageToken($0) },
                FinanceSpan(from: span.from, until: span.until, isReleased: span.stage == .released))
        } catch {
            return try await self.financesFailed(progress, error, plan)
        }
        let page = answer.value
        self.learn(latency: answer.latency, budgets: answer.budgets)
        span.begun = span.begun ?? answer.channelTime ?? self.desk.now
        span.next = page.next?.text
        let read = span
        try await self.desk.write { db in
            let now = self.desk.now
            try self.noteAnswer(db)
            for record in page.unreadable {
                try UnreadableRecords.note(
                    db, connection: self.connection, kind: "transaction", place: record.place, reason: record.reason,
                    at: now)
            }
            try UnreadableRecords.resolve(
                db, connection: self.connection, kind: "transaction", places: page.transactions.map(\.remoteID))
            try FinanceRecords.save(
                db,
                page.transactions.map {
                    FinanceRecord(
                        id: self.desk.hub.id(), connection: self.connection, transaction: $0, readAt: now)
                })
            let oldest = try FinanceRecords.oldestDeferred(db, connection: self.connection)
            let after = round.progress(progress, having: read, oldestDeferred: oldest, now: now)
            try FinanceProgressRecords.save(db, connection: self.connection, after)
            try SyncQueue.wake(db, [], desk: self.desk, at: now)
        }
    }

    /// A right that is missing for this says nothing of the others: the connection goes on as it is.
    private func financesFailed(
        _ progress: FinanceProgress, _ error: ConnectorError, _ plan: FinancePlan
    ) async throws {
        var after = progress
        after.dueAt = self.desk.now.addingTimeInterval(300)
        var isCommon = false
        switch error {
        // The next page is no longer known there: the span from its beginning.
        case .refused where progress.span?.next != nil:
            after.span = nil
        case .refused, .unauthorized:
            after.span = nil
            after.trouble = error.sentence
            after.dueAt = self.desk.now.addingTimeInterval(plan.interval.seconds)
        // It is asked to wait, with all else or alone.
        case .throttled, .limited: isCommon = true
        // Whatever else is asked of the channel finds out for itself whether it is there.
        default: after.trouble = error.sentence
        }
        let next = after
        try await self.desk.write { db in
            try FinanceProgressRecords.save(db, connection: self.connection, next)
            try SyncQueue.wake(db, [], desk: self.desk, at: self.desk.now)
        }
        if isCommon { try await self.failed(error, during: "reading how the channel books money") }
    }
}

/// Which span of a channel's bookings is read next. Pure.
struct FinanceRound: Sendable {
    let plan: FinancePlan
    /// When the connection was made: orders are known from a month before, and so is money.
    let first: Date

    static let before = 30.0 * 86_400

    init(_ plan: FinancePlan, first: Date) {
        self.plan = plan
        self.first = first
    }

    /// What follows when all until `cursor` is known. It begins before that, since a channel tells of some late.
    func next(after cursor: Date?, now: Date) -> FinanceProgress.Span {
        let from =
            cursor?.addingTimeInterval(-self.plan.overlap.seconds) ?? self.first.addingTimeInterval(-Self.before)
        let longest = self.plan.longest.seconds
        let isLong = now.timeIntervalSince(from) > longest
        return FinanceProgress.Span(stage: .posted, from: from, until: isLong ? from.addingTimeInterval(longest) : nil)
    }

    /// How far it is when one more page was read.
    ///
    /// - Parameters:
    ///   - span: With the next page's word, where there is one.
    ///   - oldest: When the oldest that is held back was booked. Where that is before what was read, what became of it is asked
    ///     for by itself.
    func progress(
        _ progress: FinanceProgress, having span: FinanceProgress.Span, oldestDeferred oldest: Date?, now: Date
    ) -> FinanceProgress {
        var after = progress
        after.trouble = nil
        after.dueAt = now
        after.span = span
        guard span.next == nil else { return after }
        after.span = nil
        if span.stage == .posted {
            after.cursor = span.until ?? span.begun ?? now
            // Years without us are caught up with one span after the other.
            guard span.until == nil else { return after }
            if let oldest, oldest < span.from {
                // Asked for more than that, Amazon answers nothing.
                let from = max(oldest, now.addingTimeInterval(-self.plan.longest.seconds))
                after.span = FinanceProgress.Span(stage: .released, from: from)
                return after
            }
        }
        after.readAt = now
        after.dueAt = now.addingTimeInterval(self.plan.interval.seconds)
        return after
    }
}
