import Commerce
import ConnectorKit
import Foundation
import Records
import Store

/// What becomes of feeds. A step is written down before the next begins, and a message that has its answer is not asked for
/// again: whoever goes on after a crash goes on from there.
extension SyncVisit {
    /// Does what a feed that is not closed needs next.
    func look(at feed: FeedRecord) async throws {
        switch feed.state {
        // Whoever was filling it is gone before anything had left.
        case .filling: try await self.close(feed, .withdrawn)
        // Whoever handed it in is gone, and the call must be over: the channel may have it.
        case .sending: try await self.close(feed, .lost)
        case .underWay: try await self.askProgress(of: feed)
        case .reporting: try await self.fetchReport(of: feed)
        case .closing: try await self.takeIn(feed)
        case .closed: return
        }
    }

    private func askProgress(of feed: FeedRecord) async throws {
        guard let reader = self.connector.feeds, let remote = feed.remoteID else {
            return try await self.close(feed, .lost)
        }
        let answer: Answer<FeedProgress>
        do throws(ConnectorError) {
            answer = try await reader.look(at: remote)
        } catch .refused {
            // It is not known there any more.
            return try await self.close(feed, .untold)
        } catch {
            try await self.postpone(feed)
            return try await self.failed(error, during: "looking how far a feed is")
        }
        self.learn(latency: answer.latency, budgets: answer.budgets)
        switch answer.value {
        case .queued where try await self.isStuck(feed):
            try await self.cancel(feed, remote, by: reader)
        case .queued, .underWay:
            guard feed.expiresAt > self.desk.now else { return try await self.close(feed, .lost) }
            try await self.postpone(feed)
        case .cancelled: try await self.close(feed, .withdrawn)
        case .broken: try await self.close(feed, .untold)
        case .ended(let report):
            var feed = feed
            feed.state = .reporting
            feed.reportID = report
            feed.endedAt = self.desk.now
            feed.lookAt = self.desk.now
            try await self.save(feed)
        }
    }

    /// Whether a feed that is not begun has had its turn for three times as long as feeds usually take: what is before it is over.
    private func isStuck(_ feed: FeedRecord) async throws -> Bool {
        guard let usual = self.timing.feedTime else { return false }
        let latest = try await self.desk.read {
            try FeedRecords.latest($0, connection: self.connection, limit: 10)
        }
        let before = latest.filter { $0.sentAt < feed.sentAt }
        guard before.allSatisfy({ $0.state == .closed }) else { return false }
        let turn = before.compactMap(\.endedAt).reduce(feed.sentAt, max)
        return self.desk.now >= turn.addingTimeInterval(usual * 3)
    }

    /// Has a feed taken back that is stuck. The next look tells whether it was heard; until then all of it counts as sent.
    private func cancel(_ feed: FeedRecord, _ remote: String, by writer: any FeedWriting) async throws {
        guard feed.expiresAt > self.desk.now else { return try await self.close(feed, .lost) }
        try await self.postpone(feed)
        do throws(ConnectorError) {
            let answer = try await writer.cancel(remote)
            self.learn(latency: answer.latency, budgets: answer.budgets)
        } catch .refused {
            // It is begun by now, or this channel takes none back.
        } catch {
            try await self.failed(error, during: "having a feed taken back")
        }
    }

    private func fetchReport(of feed: FeedRecord) async throws {
        guard let reader = self.connector.feeds, let report = feed.reportID else {
            return try await self.close(feed, .untold)
        }
        let answer: Answer<FeedReport>
        do throws(ConnectorError) {
            answer = try await reader.report(report)
        } catch {
            // The feed is over whatever its report says; only for how long it is waited for is open.
            let patience = feed.endedAt.map { $0.addingTimeInterval(self.timing.feedTime ?? 0) } ?? feed.expiresAt
            guard min(patience, feed.expiresAt) > self.desk.now else { return try await self.close(feed, .untold) }
            try await self.postpone(feed)
            return try await self.failed(error, during: "fetching what became of a feed")
        }
        self.learn(latency: answer.latency, budgets: answer.budgets)
        let refused = answer.value.refused
        let numbers = refused.keys.sorted()
        for start in stride(from: 0, to: numbers.count, by: Self.feedPiece) {
            let piece = Array(numbers[start..<min(numbers.count, start + Self.feedPiece)])
            try await self.settle { db in
                try IntentRecords.open(db, connection: self.connection, feed: feed.id, messages: piece)
            } by: { intent, offer, room in
                guard let refusal = intent.message.flatMap({ refused[$0] }) else { return (.unknown, nil) }
                return self.refuse(intent, refusal, &offer, &room)
            }
        }
        try await self.close(feed, answer.value.isWhole(of: feed.messages) ? .taken : .untold)
    }

    private func postpone(_ feed: FeedRecord) async throws {
        var feed = feed
        feed.lookAt = self.desk.now.addingTimeInterval(self.timing.feedGap)
        try await self.save(feed)
    }

    /// Writes down what became of the messages that are still open, and begins to take it in.
    private func close(_ feed: FeedRecord, _ fate: FeedRecord.Fate) async throws {
        var feed = feed
        feed.state = .closing
        feed.fate = fate
        feed.endedAt = self.desk.now
        feed.lookAt = self.desk.now
        try await self.save(feed)
        try await self.takeIn(feed)
    }

    /// Takes some of it into the books; the rest with the next round, so that nothing urgent waits for it.
    private func takeIn(_ feed: FeedRecord) async throws {
        let fate = feed.fate ?? .lost
        for _ in 1...Self.piecesARound {
            let count = try await self.settle { db in
                try IntentRecords.open(db, connection: self.connection, feed: feed.id, limit: Self.feedPiece)
            } by: { intent, offer, room in
                self.take(fate, of: intent, &offer, &room)
            }
            guard count == Self.feedPiece else {
                var closed = feed
                closed.state = .closed
                try await self.save(closed)
                return try await self.tell(feed, fate)
            }
        }
    }

    private static let piecesARound = 8

    /// Settles some intents of a feed in one transaction.
    ///
    /// - Returns: How many there were.
    @discardableResult
    private func settle(
        _ open: @escaping @Sendable (any SQLConnection) throws -> [WriteIntent],
        by body: @escaping @Sendable (WriteIntent, inout OfferRecord, inout Stockroom) -> (WriteIntent.State, String?)
    ) async throws -> Int {
        try await self.desk.write { db in
            let intents = try open(db)
            guard !intents.isEmpty else { return 0 }
            let ids = intents.map(\.offer)
            let (places, workspace, connections, links) = try db.ask(
                OfferRecords.asking(db, placesOf: ids), WorkspaceRecords.asking(db), ConnectionRecords.asking(db),
                VariantRecords.asking(db, linksTouchingOffers: ids))
            let ground = StockroomGround(workspace: workspace.first, connections: connections, links: links)
            var room = try Stockroom(
                db, desk: self.desk, ground, variants: Set(places.compactMap(\.variant)), loose: ids)
            for intent in intents {
                var told = (WriteIntent.State.unknown, String?.none)
                if var offer = room.offers[intent.offer] {
                    told = body(intent, &offer, &room)
                    room.offers[offer.id] = offer
                }
                try IntentRecords.finish(db, intent.id, told.0, at: room.now, detail: told.1)
            }
            try room.close(cause: .rule)
            try SyncQueue.wake(db, [], desk: self.desk, at: room.now)
            return intents.count
        }
    }

    /// One message that its report does not name as refused.
    private func take(
        _ fate: FeedRecord.Fate, of intent: WriteIntent, _ offer: inout OfferRecord, _ room: inout Stockroom
    ) -> (WriteIntent.State, String?) {
        switch fate {
        case .withdrawn:
            self.undo(intent, &offer, at: room.now)
            return (.withdrawn, "feed withdrawn")
        case .lost:
            offer.readDueAt = min(offer.readDueAt, self.lookForLost(intent, at: room.now))
            return (.unknown, "no answer")
        case .taken, .untold:
            let over = room.now.addingTimeInterval(self.timing.patience)
            offer.escrow.ends(intent.id, by: over)
            offer.readDueAt = min(
                offer.readDueAt, self.nextLook(sent: room.now, expires: over, now: room.now))
            return fate == .taken ? (.accepted, WriteIntent.submitted) : (.unknown, "the feed broke off")
        }
    }

    /// A message whose feed may never be heard of: looked at now and then, until it must be over.
    private func lookForLost(_ intent: WriteIntent, at now: Date) -> Date {
        min(self.lastLook(max(intent.expiresAt, now)), now.addingTimeInterval(self.timing.feedTime ?? 0))
    }

    private func refuse(
        _ intent: WriteIntent, _ refusal: FeedReport.Refusal, _ offer: inout OfferRecord, _ room: inout Stockroom
    ) -> (WriteIntent.State, String?) {
        let isNewest = offer.escrow.isLatest(intent.id)
        self.undo(intent, &offer, at: room.now)
        // What was refused may not be what is wanted by now.
        if isNewest, offer.wantedVersion == intent.wantedVersion {
            let place = refusal.field.map { " (\($0))" } ?? ""
            self.tryAgain(
                &offer, &room, code: refusal.code, why: "The shop refused\(place): \(refusal.message)")
        }
        return (.refused, refusal.code)
    }

    /// As if it had never been sent. What the offer showed before has moved with the sales since.
    private func undo(_ intent: WriteIntent, _ offer: inout OfferRecord, at now: Date) {
        // A read has shown what became of it already.
        guard offer.escrow.isOpen(intent.id) else { return }
        let isNewest = offer.escrow.isLatest(intent.id)
        offer.escrow.withdrawn(intent.id)
        guard isNewest, let quantity = intent.quantity else { return }
        let sold = quantity - (offer.shownQuantity ?? quantity)
        offer.shownQuantity = intent.before.map { $0 - sold }
        offer.touchedAt = now
        if !offer.escrow.hasUnanswered { offer.inDoubt = false }
        offer.readDueAt = min(offer.readDueAt, now.addingTimeInterval(self.timing.readStaleness + 1))
    }

    private func tell(_ feed: FeedRecord, _ fate: FeedRecord.Fate) async throws {
        let what: (kind: String, summary: String, level: EventRecord.Level) =
            switch fate {
            case .taken: ("feed.ended", "worked through a feed of \(feed.messages) quantities.", .info)
            case .withdrawn:
                ("feed.withdrawn", "did nothing of a feed of \(feed.messages) quantities: they go out again.", .warning)
            case .untold:
                (
                    "feed.untold",
                    "did not say of each of \(feed.messages) quantities in a feed what became of it: they are read back.",
                    .warning
                )
            case .lost:
                (
                    "feed.lost",
                    "never answered for a feed of \(feed.messages) quantities: they count as sent until they are read back.",
                    .warning
                )
            }
        try await self.desk.write { db in
            let shop = try ConnectionRecords.load(db, self.connection)?.name ?? "The shop"
            try EventRecords.insert(
                db,
                [
                    EventRecord(
                        id: self.desk.hub.id(), at: self.desk.now, kind: what.kind, level: what.level,
                        connection: self.connection, summary: "\(shop) \(what.summary)", trace: self.desk.trace)
                ])
            try SyncQueue.wake(db, [], desk: self.desk, at: self.desk.now)
        }
    }
}
