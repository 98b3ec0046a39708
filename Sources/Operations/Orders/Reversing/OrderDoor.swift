import Commerce
import ConnectorKit
import Foundation
import Records
import Store
import Wire

/// An order and its shop, ready to be asked to take it back. At most once, as a listing is made (`CreateListing`): the intent is
/// stored before the call leaves, and an attempt whose outcome is not known is looked for before anything else is sent.
struct OrderDoor {
    let desk: Desk
    let order: OrderSummary
    let lines: [OrderRecord.Line]
    let connection: ConnectionRecord
    let connector: any Connector
    let manifest: Manifest
    let reversals: any OrderReversing

    /// - Throws: `ReversalError.notOffered`, `OperationError.unknownOrder`, and what opening throws.
    init(_ desk: Desk, _ text: String, _ capability: Capability) async throws {
        let (order, lines, record) = try await desk.read { db in
            let order = try OrderDesk.find(db, text)
            guard let record = try ConnectionRecords.load(db, order.connection) else {
                throw OperationError.unknownConnection(order.connection.text)
            }
            return (order, try OrderRecords.lines(db, of: [order.id])[order.id] ?? [], record)
        }
        let opened = try await Connections.open(desk, record)
        guard let reversals = opened.connector.reversals, capability != .cancel || reversals.terms.cancels else {
            throw ReversalError.notOffered(
                channel: opened.manifest.displayName, why: opened.manifest.lacking[capability] ?? "")
        }
        self.init(desk, order, lines, record, opened.connector, opened.manifest, reversals)
    }

    /// Of a connection that is open already.
    init(
        _ desk: Desk, _ order: OrderSummary, _ lines: [OrderRecord.Line], _ connection: ConnectionRecord,
        _ connector: any Connector, _ manifest: Manifest, _ reversals: any OrderReversing
    ) {
        self.desk = desk
        self.order = order
        self.lines = lines
        self.connection = connection
        self.connector = connector
        self.manifest = manifest
        self.reversals = reversals
    }

    var terms: ReversalTerms { self.reversals.terms }
    var channel: String { self.manifest.displayName }

    // MARK: Attempts

    /// An attempt before this one, and how the order stands now.
    struct Look: Sendable {
        var standing: OrderStanding
        /// One whose outcome nobody knew; `happened` says what became of it.
        var before: OrderIntent?
        var happened = false
        /// Whether the shop has taken it, and says itself that it has not ended it yet.
        var isUnderWay = false
    }

    /// Seconds after which work that does not end is let go: nobody is kept from asking anew for longer.
    static let longestWork: TimeInterval = 24 * 3_600

    /// Seconds until a channel that does it in its own time is asked how far it is, for the first time.
    static let firstLook: TimeInterval = 3

    /// When it is asked next: after half of the time that it has taken by now, within an hour. In a day that is 40 times at most.
    static func nextLook(_ intent: OrderIntent, now: Date) -> Date {
        now.addingTimeInterval(min(3_600, max(Self.firstLook, now.timeIntervalSince(intent.sentAt) / 2)))
    }

    /// Looks what became of an attempt before, and writes it down where it happened.
    ///
    /// - Throws: `ReversalError.inDoubt` while it may still have its effect; `.notDone`, `.neverEnded` where the shop had taken
    ///   it and it came to nothing.
    func look() async throws -> Look {
        let before = try await self.pending()
        // Asked before the order is read: what has ended by then shows there, or never will.
        var hasEnded: Bool?
        if let work = before?.work { hasEnded = try await self.reversals.hasEnded(work).value }
        // Whether its time is over is decided before the shop is read: what is not there then never comes.
        let isOver = before.map { $0.expiresAt <= self.desk.now } ?? true
        let standing = try await self.reversals.standing(self.order.remoteID).value
        guard let before else { return Look(standing: standing) }
        if before.happened(in: standing) {
            try await self.record(before, isFound: true)
            return Look(standing: standing, before: before, happened: true)
        }
        switch hasEnded {
        case true?: throw try await self.giveUp(before, .notDone(order: self.order.number))
        case false? where self.desk.now < before.sentAt.addingTimeInterval(Self.longestWork):
            return Look(standing: standing, before: before, isUnderWay: true)
        case false?:
            throw try await self.giveUp(before, .neverEnded(order: self.order.number, since: before.sentAt))
        case nil: break
        }
        guard isOver else { throw self.doubt(before) }
        return Look(standing: standing, before: before)
    }

    /// The shop had taken it and it came to nothing: the way is free again, and it is told once.
    private func giveUp(_ intent: OrderIntent, _ why: ReversalError) async throws -> ReversalError {
        let desk = self.desk
        let event = EventRecord(
            id: desk.hub.id(), at: desk.now, kind: "order.cancel-failed", level: .problem,
            connection: self.connection.id, order: self.order.id, summary: "\(why.sentence) \(why.wayOut)",
            trace: desk.trace)
        try await desk.write { db in
            if try OrderIntentRecords.finish(db, intent) { try EventRecords.insert(db, [event]) }
        }
        return why
    }

    /// Stores the intent. Nothing has left yet.
    ///
    /// - Parameter before: The attempt that was looked for and is not there, whose place it takes.
    /// - Throws: `ReversalError.inDoubt` where another process has begun one meanwhile.
    func begin(
        _ kind: OrderIntent.Kind, ask: String, amount: Money?, known standing: OrderStanding, after before: OrderIntent?
    ) async throws -> OrderIntent {
        let (desk, order, connection) = (self.desk, self.order, self.connection.id)
        let expiry = self.span + self.timing.patience + self.timing.readStaleness
        let isSame = before.map { $0.kind == kind && $0.ask == ask } ?? false
        let deed: Deed = kind == .cancel ? .orderCancelled : .orderRefunded
        return try await desk.write { db in
            try LockOrder.connection(db, connection)
            let stored = try OrderIntentRecords.load(db, order: order.id)
            guard stored?.id == before?.id, stored?.sentAt == before?.sentAt else {
                throw ReversalError.inDoubt(
                    order: order.number, isRefund: stored?.kind == .refund, until: stored?.expiresAt ?? desk.now)
            }
            let intent = OrderIntent(
                order: order.id, connection: connection, id: isSame ? before?.id ?? desk.hub.id() : desk.hub.id(),
                kind: kind, ask: ask, amountMinor: amount?.minor, currency: amount?.currency.code,
                before: standing.refunds.map(\.id), sentAt: desk.now, expiresAt: desk.now.addingTimeInterval(expiry),
                trace: desk.trace)
            try OrderIntentRecords.save(db, intent)
            var detail: [String: String] = [:]
            if let amount { detail["amount"] = "\(amount)" }
            try desk.audit(db, deed, on: DeedObject("order", order.id), detail)
            return intent
        }
    }

    /// Sends it, once, and looks whether the shop shows it: what it answers alone is not believed.
    ///
    /// - Returns: `done`; `found` where the answer was lost; `asked` where the shop does not show a cancellation yet.
    /// - Throws: `ConnectorError` where the shop said no, and nothing was done; `ReversalError.inDoubt`.
    func send(
        _ intent: OrderIntent, _ call: () async throws(ConnectorError) -> Answer<String?>
    ) async throws -> ReversalReport.How {
        let endsBy = self.desk.hub.transport.uptime + .seconds(self.span)
        var isAnswered = true
        switch await SyncVisit.call(endsBy: endsBy, call) {
        case .success(let answer):
            if let work = answer.value {
                let desk = self.desk
                let lookAt = desk.now.addingTimeInterval(Self.firstLook)
                try await desk.write { db in
                    try OrderIntentRecords.began(db, intent, work: work, lookAt: lookAt)
                    try SyncQueue.wake(db, [intent.connection], desk: desk, at: lookAt)
                }
            }
        case .failure(let error):
            guard error.leavesDoubt else {
                try await self.desk.write { _ = try OrderIntentRecords.finish($0, intent) }
                throw error
            }
            isAnswered = false
        }
        // A look that fails takes nothing from the doubt.
        let standing = try? await self.reversals.standing(self.order.remoteID).value
        if let standing, intent.happened(in: standing) { return isAnswered ? .done : .found }
        guard isAnswered, intent.kind == .cancel else { throw self.doubt(intent) }
        return .asked
    }

    /// Writes down that it happened, and reads the order back: the books follow from that alone.
    func record(_ intent: OrderIntent, isFound: Bool) async throws {
        // The next poll brings what cannot be read now.
        let read = try? await self.connector.orders?.read(self.order.remoteID)
        let (desk, order, connection) = (self.desk, self.order, self.connection.id)
        let event = EventRecord(
            id: desk.hub.id(), at: desk.now, kind: intent.kind == .cancel ? "order.cancel-done" : "order.refund-done",
            level: .success, connection: connection, order: order.id, summary: self.summary(intent, isFound: isFound),
            trace: desk.trace)
        try await desk.write { db in
            try LockOrder.connection(db, connection)
            guard let record = try ConnectionRecords.load(db, connection) else { return }
            // Of two who learn of the same outcome, one tells it.
            let isFirst = try OrderIntentRecords.finish(db, intent)
            if let read, let remote = read.value {
                _ = try RecordOrders(db: db, desk: desk, connection: record, skew: 0, readAt: read.channelTime)
                    .record([remote], settling: nil)
            }
            if isFirst { try EventRecords.insert(db, [event]) }
            try SyncQueue.wake(db, [connection], desk: desk, at: desk.now)
        }
    }

    private func summary(_ intent: OrderIntent, isFound: Bool) -> String {
        let late = isFound ? " The shop's answer had been lost." : ""
        guard intent.kind == .refund, let minor = intent.amountMinor,
            let currency = intent.currency.flatMap({ Currency($0) })
        else { return "Order \(self.order.number) was cancelled.\(late)" }
        return "\(Money(minor: minor, currency: currency)) was given back for order \(self.order.number).\(late)"
    }

    private func pending() async throws -> OrderIntent? {
        let id = self.order.id
        return try await self.desk.read { try OrderIntentRecords.load($0, order: id) }
    }

    func doubt(_ intent: OrderIntent) -> ReversalError {
        .inDoubt(order: self.order.number, isRefund: intent.kind == .refund, until: intent.expiresAt)
    }

    private var timing: SyncTiming { SyncTiming(self.manifest, self.connection.settings) }
    /// Seconds from the intent until the last of its requests is over: it looks at most twice, and sends once.
    private var span: TimeInterval { 3 * self.timing.timeout }
}

extension OrderIntent {
    /// Whether the shop shows it. A refund is found by its key; where the shop lost that, a new one of the same amount is taken for
    /// it, so that in doubt less is given back and never more.
    func happened(in standing: OrderStanding) -> Bool {
        switch self.kind {
        case .cancel: standing.isCancelled
        case .refund:
            standing.refunds.contains { refund in
                refund.mark?.contains(self.id.text) == true
                    || (!self.before.contains(refund.id) && refund.amount.minor == self.amountMinor)
            }
        }
    }
}
