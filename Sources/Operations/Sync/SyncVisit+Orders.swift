import Commerce
import ConnectorKit
import Foundation
import Records
import Store

extension SyncVisit {
    /// Reads one page of orders and takes it into the books.
    ///
    /// - Returns: What is left to read; `nil` when this was the last page or the call failed (it then starts over).
    func readOrders(_ progress: PollProgress) async throws -> PollProgress? {
        guard let reader = self.connector.orders else { return nil }
        var progress = progress
        let asked = self.desk.now
        let answer: Answer<OrderPage>
        // What is read by change may leave out orders that were placed long before.
        let proves = !reader.hidesFreshChanges || !progress.isSweep
        do throws(ConnectorError) {
            answer =
                proves
                ? try await reader.page(progress.next, placedAfter: progress.modifiedAfter)
                : try await reader.page(progress.next, modifiedAfter: progress.modifiedAfter)
        } catch {
            try await self.failed(error, during: "reading orders")
            return nil
        }
        let page = answer.value
        if progress.channelTime == nil { progress.channelTime = answer.channelTime }
        progress.next = page.next
        let state = progress
        let told = [
            state.channelTime?.timeIntervalSince(state.begun), answer.channelTime?.timeIntervalSince(asked),
        ].compactMap(\.self)
        let retried = progress.retries ? try await self.retryUnreadable(besides: page) : []
        let settleHorizon =
            Plant.isPlanted(.horizonWithoutLag)
            ? self.desk.now : state.begun.addingTimeInterval(-self.timing.orderLag)
        self.learn(latency: answer.latency, budgets: answer.budgets)
        let unsettled = try await self.desk.write { db -> OfferRecords.Settling? in
            try LockOrder.connection(db, self.connection)
            guard var connection = try ConnectionRecords.load(db, self.connection) else { return nil }
            let now = self.desk.now
            self.noteAnswer(in: &connection)
            for record in page.unreadable {
                try UnreadableRecords.note(
                    db, connection: self.connection, kind: "order", place: record.place, reason: record.reason, at: now)
            }
            try UnreadableRecords.resolve(
                db, connection: self.connection, kind: "order", places: (page.orders + retried).map(\.remoteID))
            let isLast = page.next == nil
            // Orders stamped by a clock that was set may lie before where this reading began: it settles nothing.
            let clock = ChannelClock(connection)
            let wasSet = clock.wasSet(by: told)
            // What it stamped before it went back, a channel that hides the newest hides for as much longer.
            let back = clock.wentBack(by: told)
            if back > 0 { connection.ordersProveFrom = now.addingTimeInterval(self.timing.orderLag + back) }
            let proves = proves && connection.ordersProveFrom.map { $0 <= state.begun } ?? true
            let era = connection.clockEra + (wasSet ? 1 : 0)
            if isLast {
                self.advance(&connection, state, wasSet: wasSet, proves: proves, now: now)
                connection.clockEra = era
            }
            let skew = state.channelTime.map { $0.timeIntervalSince(state.begun) } ?? 0
            let horizon = isLast && !wasSet && proves ? settleHorizon : nil
            let outcome = try RecordOrders(
                db: db, desk: self.desk, connection: connection, skew: skew, readAt: answer.channelTime,
                era: era
            ).record(page.orders + retried, settling: horizon)
            for lag in outcome.lags where lag < 3_600 { connection.lagSeconds += (lag - connection.lagSeconds) / 5 }
            connection.echoes = outcome.echoes
            if outcome.lags.contains(where: { self.isUntold($0, connection, at: now) }) {
                let soonest = connection.hooksDueAt.addingTimeInterval(self.timing.hookGap - self.timing.hookCheck)
                connection.hooksDueAt = min(connection.hooksDueAt, max(now, soonest))
            }
            try ConnectionRecords.saveProgress(db, connection)
            try SyncQueue.wake(db, [], desk: self.desk, at: now)
            return outcome.settledUntil
        }
        try await SettleOffers(desk: self.desk, connection: self.connection, horizon: settleHorizon)
            .run(after: unsettled)
        return state.next == nil ? nil : state
    }

    /// Whether a new order should have been told by a webhook, and none has come since it was placed.
    private func isUntold(_ lag: Double, _ connection: ConnectionRecord, at now: Date) -> Bool {
        lag > self.timing.hookPatience && connection.hookAt ?? connection.createdAt < now.addingTimeInterval(-lag)
    }

    /// Orders that could not be read before, asked for one by one; the rest of the page does not wait for them.
    private func retryUnreadable(besides page: OrderPage) async throws -> [RemoteOrder] {
        guard let reader = self.connector.orders, page.next == nil else { return [] }
        let waiting = try await self.desk.read { try UnreadableRecords.all($0) }
            .filter { $0.connection == self.connection && $0.kind == "order" && !$0.place.contains(" ") }
            .filter { item in !page.unreadable.contains { $0.place == item.place } }
        var found: [RemoteOrder] = []
        for item in waiting.prefix(3) {
            if let order = try? await reader.read(item.place).value { found.append(order) }
        }
        return found
    }

    /// Moves the cursor, on the channel's clock, behind everything that may not have been readable yet.
    ///
    /// - Parameter proves: Whether every order placed since the cursor was there to be read.
    private func advance(
        _ connection: inout ConnectionRecord, _ progress: PollProgress, wasSet: Bool, proves: Bool, now: Date
    ) {
        let overlap = Plant.isPlanted(.scalarCursor) ? 0 : self.timing.orderLag + 2
        if Plant.isPlanted(.ownClockCursor) {
            connection.orderCursor = progress.begun.addingTimeInterval(-overlap)
        } else if let time = progress.channelTime {
            if wasSet {
                // The clock was set: what it stamped around that moment may lie on either side. Read it all again.
                connection.orderCursor = min(connection.orderCursor ?? time, time).addingTimeInterval(-60 - overlap)
            } else if proves {
                connection.orderCursor = time.addingTimeInterval(-overlap)
            }
            connection.channelTime = time
        }
        connection.ordersReadAt = progress.begun
        connection.ordersDueAt = wasSet ? now : progress.begun.addingTimeInterval(self.timing.orderPoll)
        if progress.isSweep || connection.sweepDueAt <= now {
            connection.sweepDueAt = now.addingTimeInterval(self.timing.sweep)
        }
    }
}
