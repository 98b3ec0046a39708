import Commerce
import ConnectorKit
import Foundation
import Records
import Store
import Wire

/// Many quantities in one document that the channel works through by itself (decision 23).
///
/// To the books a feed is many writes whose answer is not known. Every message is stored as an intent before anything leaves,
/// and counted until the feed's own deadline; what its report says of it comes before.
extension SyncVisit {
    /// Whether a feed would reach the end of the line sooner than calls: how many offers at its head are left to calls.
    ///
    /// - Returns: `nil` where it would not, by a twentieth of that time at least.
    func feedBehind(_ db: any SQLConnection, _ state: SyncState, at now: Date) throws -> Int? {
        guard self.connector.feeds != nil, state.connection.state == .live, let time = self.timing.feedTime,
            // What is before it is worked through first.
            let head = state.purse?.writes(within: time * Double(state.feeds.count + 1)),
            self.pace.mayThinkOfFeed(self.connection, gap: min(5, time / 10), at: now)
        else { return nil }
        let least = max(1, head / 20)
        let waiting = OfferRecords.asking(db, feedableOf: self.connection, skipping: head, limit: least)
        return try db.ask(waiting).count == least ? head : nil
    }

    /// Stores what a feed will write, hands it in, and notes whether it was taken.
    func sendFeed(behind: Int) async throws {
        guard let writer = self.connector.feeds, let plan = self.manifest.feed, let deadline = self.timing.feedDeadline
        else { return }
        let begun = self.desk.hub.transport.uptime
        let endsBy = begun + .seconds(self.timing.writeSpan)
        let now = self.desk.now
        var feed = FeedRecord(
            id: self.desk.hub.id(), connection: self.connection, sentAt: now,
            expiresAt: now.addingTimeInterval(deadline), lookAt: now.addingTimeInterval(self.timing.writeSpan),
            trace: self.desk.trace)
        let waiting = try await self.desk.read { db in
            try db.ask(
                OfferRecords.asking(db, feedableOf: self.connection, skipping: behind, limit: plan.most))
        }
        var messages: [FeedMessage] = []
        for start in stride(from: 0, to: waiting.count, by: Self.feedPiece) {
            let piece = Array(waiting[start..<min(waiting.count, start + Self.feedPiece)])
            messages += try await self.fill(feed, piece, from: messages.count)
            // Nothing else leaves meanwhile: what is not in it yet goes with the next one.
            guard self.desk.hub.transport.uptime - begun < Self.fillingTime else { break }
        }
        guard !messages.isEmpty else { return }
        feed.messages = messages.count
        feed.state = .sending
        try await self.save(feed)
        let document = messages
        let answer = await Self.call(endsBy: endsBy) { () async throws(ConnectorError) in
            try await writer.submit(document)
        }
        switch answer {
        case .success(let answer):
            self.learn(latency: answer.latency, budgets: answer.budgets)
            feed.state = .underWay
            feed.remoteID = answer.value
            feed.lookAt = self.desk.now.addingTimeInterval(self.timing.feedGap)
            try await self.save(feed, isAnswered: true)
        case .failure(let error):
            feed.state = .closing
            feed.lookAt = self.desk.now
            feed.fate = error.leavesDoubt ? .lost : .withdrawn
            self.pace.thinkOfNoFeed(
                self.connection, until: self.desk.now.addingTimeInterval((self.timing.feedTime ?? 0) / 3))
            try await self.save(feed)
            try await self.failed(error, during: "handing in a feed")
        }
    }

    /// Offers whose intents one transaction stores or closes.
    static let feedPiece = 250
    /// How long a feed is filled while other calls wait.
    private static let fillingTime: Duration = .seconds(4)

    /// Stores one piece of a feed: each intent with what is wanted now, and the feed itself with the first.
    private func fill(_ feed: FeedRecord, _ ids: [UUID], from count: Int) async throws -> [FeedMessage] {
        try await self.desk.write { db in
            let (places, workspace, connections, links, zeros) = try db.ask(
                OfferRecords.asking(db, placesOf: ids), WorkspaceRecords.asking(db), ConnectionRecords.asking(db),
                VariantRecords.asking(db, linksTouchingOffers: ids),
                OfferRecords.asking(db, zerosOf: self.connection))
            let ground = StockroomGround(workspace: workspace.first, connections: connections, links: links)
            var room = try self.room(db, ground, Set(places.compactMap(\.variant)), zeros: zeros.first ?? 0)
            var (messages, intents): ([FeedMessage], [WriteIntent]) = ([], [])
            for id in ids {
                guard var offer = room.offers[id], offer.mayBeWritten, !offer.inDoubt,
                    let quantity = self.change(of: offer, in: room).quantity, quantity > 0
                else { continue }
                var intent = WriteIntent(
                    id: self.desk.hub.id(), connection: self.connection, offer: id, quantity: quantity, price: nil,
                    wantedVersion: offer.wantedVersion, sentAt: room.now, expiresAt: feed.expiresAt,
                    trace: self.desk.trace)
                intent.feed = feed.id
                intent.message = count + messages.count + 1
                intent.before = offer.shownQuantity
                offer.escrow.intend(
                    intent.id, value: quantity, at: room.now, expires: feed.expiresAt, isFed: true)
                offer.submittedAt = room.now
                offer.submittedQuantity = quantity
                // Believed, so that it is not sent again; in doubt, so that a later read decides.
                offer.shownQuantity = quantity
                offer.inDoubt = true
                offer.readDueAt = self.lastLook(feed.expiresAt)
                room.offers[id] = offer
                messages.append(
                    FeedMessage(number: count + messages.count + 1, ref: OfferRef(offer), quantity: quantity))
                intents.append(intent)
            }
            guard !intents.isEmpty else { return [] }
            if count == 0 { try FeedRecords.insert(db, feed) }
            try IntentRecords.insert(db, intents)
            try room.close(cause: .rule)
            return messages
        }
    }

    func save(_ feed: FeedRecord, isAnswered: Bool = false) async throws {
        try await self.desk.write { db in
            if isAnswered { try self.noteAnswer(db) }
            try FeedRecords.save(db, feed)
            if feed.state == .underWay, isAnswered { try self.tell(feed, db) }
            // Last of all: whoever lost the lease meanwhile stores nothing.
            try SyncQueue.wake(db, [], desk: self.desk, at: self.desk.now)
        }
    }

    private func tell(_ feed: FeedRecord, _ db: any SQLConnection) throws {
        let shop = try ConnectionRecords.load(db, self.connection)?.name ?? "The shop"
        try EventRecords.insert(
            db,
            [
                EventRecord(
                    id: self.desk.hub.id(), at: self.desk.now, kind: "feed.sent", level: .info,
                    connection: self.connection,
                    summary: "\(shop) took \(feed.messages) quantities in one feed and works through them.",
                    trace: self.desk.trace)
            ])
    }
}
