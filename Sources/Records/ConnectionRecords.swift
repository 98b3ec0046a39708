public import Commerce
public import Foundation
public import Store
import Synchronization

/// One tenant's account at one channel.
public struct ConnectionRecord: Sendable, Hashable, Identifiable {
    public enum State: String, Sendable, Hashable, CaseIterable, Codable {
        /// Reads orders and listings, writes nothing: until a plan to go live is applied.
        case draft
        /// Keeps the shop in step.
        case live
        /// A person stopped it: nothing is read or written.
        case paused
        /// The shop refuses our key: the merchant must reconnect.
        case unauthorized
        /// Puts back what the shop showed before it went live, then pauses.
        case restoring
    }

    /// What differs from the channel's manifest for this one connection. Seconds.
    public struct Settings: Sendable, Hashable, Codable {
        public var patience: Double?
        public var orderLag: Double?
        public var readStaleness: Double?
        public var orderPoll: Double?
        public var readBack: Double?
        public var timeout: Double?
        /// How often all orders of the last day are read again.
        public var sweep: Double?
        /// The least time between two times that a listing is taken off sale.
        public var restGap: Double?
        /// What a feed is expected to take from handing in to its end, and when it can no longer take effect.
        public var feedTime: Double?
        public var feedDeadline: Double?
        /// The channel's id of the place whose units are kept in step; `nil` for its main one.
        public var location: String?
        /// The shop has several such places, and a person has to choose one before it goes live; `nil` for no.
        public var awaitsLocation: Bool?
        public init(
            patience: Double? = nil, orderLag: Double? = nil, readStaleness: Double? = nil, orderPoll: Double? = nil,
            readBack: Double? = nil, timeout: Double? = nil, sweep: Double? = nil, restGap: Double? = nil
        ) {
            self.patience = patience
            self.orderLag = orderLag
            self.readStaleness = readStaleness
            self.orderPoll = orderPoll
            self.readBack = readBack
            self.timeout = timeout
            self.sweep = sweep
            self.restGap = restGap
        }
    }

    /// How far a reading of all listings is. It takes one call a page, and where calls are limited more than one visit.
    public struct Reading: Sendable, Hashable, Codable {
        /// The channel's word for the next page; `nil` for the first.
        public var next: String?
        public var begun: Date
        /// Offers read so far.
        public var done: Int
        /// Before it the channel has not prepared the next page; `nil`: it has.
        public var notBefore: Date?

        public init(next: String? = nil, begun: Date, done: Int = 0, notBefore: Date? = nil) {
            self.next = next
            self.begun = begun
            self.done = done
            self.notBefore = notBefore
        }
    }

    public var id: UUID
    public var channel: String
    public var name: String
    public var address: String
    /// Sealed in the vault, bound to tenant and connection.
    public var credentials: [UInt8]
    public var webhookSecret: [UInt8]
    public var settings: Settings
    public var priceRule: PriceRule?
    public var currency: Currency?
    public var state: State
    /// Why it is in that state, for a person.
    public var reason: String?
    /// When all listings had been read for the first time.
    public var importedAt: Date?
    /// The reading of all listings that is under way; `nil` before its first page.
    public var reading: Reading?
    /// Orders placed before count as owed, but their goods may have left: they never take from the count unless seen open.
    public var cutoverAt: Date
    /// The channel's clock: orders changed after it are asked for next.
    public var orderCursor: Date?
    /// The channel's clock as last heard, to notice when it jumps.
    public var channelTime: Date?
    /// How often that clock was seen to be set: what it stamped in a later era is newer, whatever the stamp says.
    public var clockEra: Int = 0
    /// A reading of orders that began before (by the hub's clock) does not prove that it told all: the channel's clock was
    /// set back, and a channel that hides the newest hides for longer what the clock had stamped before.
    public var ordersProveFrom: Date?
    public var ordersDueAt: Date
    public var sweepDueAt: Date
    public var hooksDueAt: Date
    /// The hub's clock when the last complete reading of orders began.
    public var ordersReadAt: Date?
    public var backoffUntil: Date?
    public var failures: Int
    /// Calls it may have under way at once, adapted to the shop's answer times.
    public var parallel: Int
    /// Measured seconds from a sale until the other channels showed it; a moving average.
    public var lagSeconds: Double
    /// How often its sales of calm goods came at once after another.
    public var echoes = SaleEchoes()
    public var calls: Int
    public var throttled: Int
    public var lastAnswerAt: Date?
    public var lastError: String?
    public var lastErrorAt: Date?
    public var hookAt: Date?
    public var createdAt: Date

    public init(
        id: UUID, channel: String, name: String, address: String, credentials: [UInt8], webhookSecret: [UInt8],
        settings: Settings = Settings(), createdAt: Date
    ) {
        self.id = id
        self.channel = channel
        self.name = name
        self.address = address
        self.credentials = credentials
        self.webhookSecret = webhookSecret
        self.settings = settings
        self.state = .draft
        self.cutoverAt = createdAt
        self.ordersDueAt = createdAt
        self.sweepDueAt = createdAt
        self.hooksDueAt = createdAt
        self.failures = 0
        self.parallel = 1
        self.lagSeconds = 5
        self.calls = 0
        self.throttled = 0
        self.createdAt = createdAt
    }
}

public enum ConnectionRecords {
    static let columns: SQLQuery = """
        id, channel, name, address, credentials, webhook_secret, settings, price_rule, currency, state, reason,
        imported_at, cutover_at, order_cursor, channel_time, orders_due_at, sweep_due_at, hooks_due_at, orders_read_at,
        backoff_until, failures, parallel, lag_seconds, calls, throttled, last_answer_at, last_error, last_error_at,
        hook_at, created_at, reading, clock_era, echo_sales, echo_units, orders_prove_from
        """

    static func decode(_ row: SQLRow) throws -> ConnectionRecord {
        var cells = Cells(row)
        var record = try ConnectionRecord(
            id: cells.take(), channel: cells.take(), name: cells.take(), address: cells.take(),
            credentials: cells.take(),
            webhookSecret: cells.take(), settings: Self.settings(cells.take()), createdAt: .distantPast)
        record.priceRule = try cells.maybe(JSONText.self).map { try JSONText.decode($0) }
        record.currency = try cells.maybe(String.self).flatMap { Currency($0) }
        record.state = .init(rawValue: try cells.take()) ?? .paused
        record.reason = try cells.maybe()
        record.importedAt = try cells.maybe()
        record.cutoverAt = try cells.take()
        record.orderCursor = try cells.maybe()
        record.channelTime = try cells.maybe()
        record.ordersDueAt = try cells.take()
        record.sweepDueAt = try cells.take()
        record.hooksDueAt = try cells.take()
        record.ordersReadAt = try cells.maybe()
        record.backoffUntil = try cells.maybe()
        record.failures = try cells.take()
        record.parallel = try cells.take()
        record.lagSeconds = try cells.take()
        record.calls = try cells.take()
        record.throttled = try cells.take()
        record.lastAnswerAt = try cells.maybe()
        record.lastError = try cells.maybe()
        record.lastErrorAt = try cells.maybe()
        record.hookAt = try cells.maybe()
        record.createdAt = try cells.take()
        record.reading = try cells.maybe(JSONText.self).map { try JSONText.decode($0) }
        record.clockEra = try cells.take()
        record.echoes = SaleEchoes(sales: try cells.take(), echoes: try cells.take())
        record.ordersProveFrom = try cells.maybe()
        return record
    }

    /// Most shops are set to nothing of their own, and the others to the same few things over and over.
    private static func settings(_ json: JSONText) throws -> ConnectionRecord.Settings {
        if json.text == "{}" { return ConnectionRecord.Settings() }
        if let known = self.known.withLock({ $0[json.text] }) { return known }
        let settings: ConnectionRecord.Settings = try JSONText.decode(json)
        self.known.withLock { known in
            if known.count >= 1_000 { known.removeAll() }
            known[json.text] = settings
        }
        return settings
    }

    private static let known = Mutex<[String: ConnectionRecord.Settings]>([:])

    public static func load(_ db: any SQLConnection, _ id: UUID) throws -> ConnectionRecord? {
        try db.ask(self.asking(db, id)).first
    }

    public static func asking(_ db: any SQLConnection, _ id: UUID) -> TypedQuery<ConnectionRecord> {
        TypedQuery(
            "SELECT \(self.columns) FROM connection WHERE tenant_id = \(db.tenant) AND id = \(id)",
            decode: self.decode)
    }

    public static func find(_ db: any SQLConnection, name: String) throws -> ConnectionRecord? {
        try db.query("SELECT \(self.columns) FROM connection WHERE tenant_id = \(db.tenant) AND name = \(name)").first
            .map(self.decode)
    }

    /// Oldest first.
    public static func all(_ db: any SQLConnection) throws -> [ConnectionRecord] { try db.ask(self.asking(db)) }

    /// All of them, oldest first.
    public static func asking(_ db: any SQLConnection) -> TypedQuery<ConnectionRecord> {
        TypedQuery(
            "SELECT \(self.columns) FROM connection WHERE tenant_id = \(db.tenant) ORDER BY created_at, id",
            decode: self.decode)
    }

    public static func insert(_ db: any SQLConnection, _ record: ConnectionRecord) throws {
        try db.query(
            """
            INSERT INTO connection (tenant_id, id, channel, name, address, credentials, webhook_secret, settings, price_rule,
                currency, state, reason, imported_at, cutover_at, orders_due_at, sweep_due_at, hooks_due_at, failures,
                parallel, lag_seconds, calls, throttled, created_at)
            VALUES (\(db.tenant), \(record.id), \(record.channel), \(record.name), \(record.address), \(record.credentials),
                \(record.webhookSecret), \(try JSONText.encode(record.settings)),
                \(try record.priceRule.map { try JSONText.encode($0) }), \(record.currency?.code), \(record.state.rawValue),
                \(record.reason), \(record.importedAt), \(record.cutoverAt), \(record.ordersDueAt), \(record.sweepDueAt),
                \(record.hooksDueAt), 0, \(record.parallel), \(record.lagSeconds), 0, 0, \(record.createdAt))
            """)
    }

    /// Writes what the sync engine learns. What a person decides (`state` aside) has statements of its own.
    public static func saveProgress(_ db: any SQLConnection, _ record: ConnectionRecord) throws {
        try db.query(
            """
            UPDATE connection SET currency = \(record.currency?.code), state = \(record.state.rawValue),
                reason = \(record.reason), imported_at = \(record.importedAt), order_cursor = \(record.orderCursor),
                channel_time = \(record.channelTime), clock_era = \(record.clockEra), orders_due_at = \(record.ordersDueAt),
                sweep_due_at = \(record.sweepDueAt), hooks_due_at = \(record.hooksDueAt),
                orders_read_at = \(record.ordersReadAt), backoff_until = \(record.backoffUntil),
                failures = \(record.failures), parallel = \(record.parallel), lag_seconds = \(record.lagSeconds),
                calls = \(record.calls), throttled = \(record.throttled), last_answer_at = \(record.lastAnswerAt),
                last_error = \(record.lastError), last_error_at = \(record.lastErrorAt), hook_at = \(record.hookAt),
                echo_sales = \(record.echoes.sales), echo_units = \(record.echoes.echoes),
                orders_prove_from = \(record.ordersProveFrom)
            WHERE tenant_id = \(db.tenant) AND id = \(record.id)
            """)
    }

    public static func setState(
        _ db: any SQLConnection, _ id: UUID, _ state: ConnectionRecord.State, reason: String?
    ) throws {
        try db.query(
            """
            UPDATE connection SET state = \(state.rawValue), reason = \(reason), failures = 0
            WHERE tenant_id = \(db.tenant) AND id = \(id)
            """)
    }

    /// When the shop's webhooks are looked after next.
    public static func hooksDue(_ db: any SQLConnection, _ id: UUID, at due: Date) throws {
        try db.query(
            "UPDATE connection SET hooks_due_at = \(due) WHERE tenant_id = \(db.tenant) AND id = \(id)")
    }

    /// A call was answered. It locks the connection, so it comes before variants, and travels with the next statement.
    ///
    /// - Parameter keepsWait: Whether a wait that the shop asked for goes on.
    public static func answered(_ db: any SQLConnection, _ id: UUID, at now: Date, keepsWait: Bool) throws {
        try db.post([
            """
            UPDATE connection SET calls = calls + 1, failures = 0, last_answer_at = \(now),
                backoff_until = CASE WHEN \(keepsWait) THEN backoff_until ELSE NULL END
            WHERE tenant_id = \(db.tenant) AND id = \(id)
            """
        ])
    }

    /// A call that is no visit's did not succeed.
    public static func noteFailure(_ db: any SQLConnection, _ id: UUID, _ sentence: String, at now: Date) throws {
        try db.query(
            """
            UPDATE connection SET failures = failures + 1, last_error = \(sentence), last_error_at = \(now)
            WHERE tenant_id = \(db.tenant) AND id = \(id)
            """)
    }

    /// No webhook with this secret has come yet.
    public static func setWebhookSecret(_ db: any SQLConnection, _ id: UUID, _ sealed: [UInt8]) throws {
        try db.query(
            """
            UPDATE connection SET webhook_secret = \(sealed), hook_at = NULL
            WHERE tenant_id = \(db.tenant) AND id = \(id)
            """)
    }

    public static func setCredentials(
        _ db: any SQLConnection, _ id: UUID, address: String, credentials: [UInt8], settings: ConnectionRecord.Settings
    ) throws {
        try db.query(
            """
            UPDATE connection SET address = \(address), credentials = \(credentials),
                settings = \(try JSONText.encode(settings))
            WHERE tenant_id = \(db.tenant) AND id = \(id)
            """)
    }

    public static func setSettings(
        _ db: any SQLConnection, _ id: UUID, _ settings: ConnectionRecord.Settings
    ) throws {
        try db.query(
            """
            UPDATE connection SET settings = \(try JSONText.encode(settings))
            WHERE tenant_id = \(db.tenant) AND id = \(id)
            """)
    }

    public static func setPriceRule(_ db: any SQLConnection, _ id: UUID, _ rule: PriceRule?) throws {
        try db.query(
            """
            UPDATE connection SET price_rule = \(try rule.map { try JSONText.encode($0) })
            WHERE tenant_id = \(db.tenant) AND id = \(id)
            """)
    }

    /// - Parameter time: `nil` has all listings read anew, from the first.
    public static func setImported(_ db: any SQLConnection, _ id: UUID, at time: Date?) throws {
        try db.query(
            """
            UPDATE connection SET imported_at = \(time), reading = NULL
            WHERE tenant_id = \(db.tenant) AND id = \(id)
            """)
    }

    /// How far the reading of all listings is, in the transaction that takes a page of them in.
    ///
    /// - Parameter reading: `nil` has it begin anew.
    public static func setReading(
        _ db: any SQLConnection, _ id: UUID, _ reading: ConnectionRecord.Reading?
    ) throws {
        try db.query(
            """
            UPDATE connection SET reading = \(try reading.map { try JSONText.encode($0) })
            WHERE tenant_id = \(db.tenant) AND id = \(id)
            """)
    }

    /// A person asks that orders, drift and webhooks are looked at now, whatever went wrong before.
    public static func dueNow(_ db: any SQLConnection, _ id: UUID, at now: Date) throws {
        try db.query(
            """
            UPDATE connection SET orders_due_at = \(now), sweep_due_at = \(now), hooks_due_at = \(now),
                backoff_until = NULL, failures = 0
            WHERE tenant_id = \(db.tenant) AND id = \(id)
            """)
    }

    /// A webhook or a person asks for orders to be read now.
    public static func ordersDue(_ db: any SQLConnection, _ id: UUID, at now: Date, hook: Bool) throws {
        try db.query(
            """
            UPDATE connection SET
                orders_due_at = CASE WHEN orders_due_at > \(now) THEN \(now) ELSE orders_due_at END,
                hook_at = CASE WHEN \(hook) THEN \(now) ELSE hook_at END
            WHERE tenant_id = \(db.tenant) AND id = \(id)
            """)
    }
}

/// The public address of a connection's webhooks: an unguessable id, and whose it is. Global, so that an arriving
/// webhook can find its tenant.
public enum WebhookRouteRecords {
    public static func insert(_ db: any SQLConnection, route: UUID, tenant: UUID, connection: UUID) throws {
        try db.query(
            """
            INSERT INTO webhook_route (id, tenant_id, connection_id) VALUES (\(route), \(tenant), \(connection))
            """)
    }

    /// The route of one connection. Inside `store.system`.
    public static func route(_ db: any SQLConnection, tenant: UUID, connection: UUID) throws -> UUID? {
        try db.query(
            "SELECT id FROM webhook_route WHERE tenant_id = \(tenant) AND connection_id = \(connection) ORDER BY id"
        )
        .first?.get(0)
    }

    public static func find(_ db: any SQLConnection, route: UUID) throws -> (tenant: UUID, connection: UUID)? {
        try db.query("SELECT tenant_id, connection_id FROM webhook_route WHERE id = \(route)").first.map {
            let (tenant, connection) = try $0.decode(UUID.self, UUID.self)
            return (tenant, connection)
        }
    }
}
