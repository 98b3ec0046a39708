import Commerce
import ConnectorKit
import Foundation
import Records
import Store

/// How a connection is doing.
public struct ConnectionHealth: Sendable, Hashable, Encodable {
    public var id: String
    public var name: String
    public var channel: String
    public var channelName: String
    public var address: String
    /// `draft`, `live`, `paused`, `unauthorized` or `restoring`.
    public var state: String
    /// Why it is in that state, as a sentence.
    public var reason: String?
    /// What a person can do, where something is to be done.
    public var wayOut: String?
    public var currency: String?
    /// The price rule in words; missing where prices are the same.
    public var priceRule: String?
    public var isAuthority: Bool
    /// When all listings had been read for the first time.
    public var importedAt: Date?
    public var lastAnswerAt: Date?
    /// Seconds, like every age and lag here.
    public var lastAnswerAge: Double?
    /// When the last complete reading of orders began.
    public var ordersReadAt: Date?
    public var ordersAge: Double?
    /// The shop's clock, how far its orders were read.
    public var orderCursor: Date?
    public var cursorAge: Double?
    /// From a sale until the other channels showed it, as a moving average.
    public var lagSeconds: Double
    public var offers: Int
    public var linked: Int
    /// Offers that want a write.
    public var waiting: Int
    public var parked: Int
    public var braked: Int
    /// Records of the shop that could not be read.
    public var unreadable: Int
    public var calls: Int
    public var throttled: Int
    /// Failures since the last success.
    public var failures: Int
    public var lastError: String?
    public var lastErrorAt: Date?
    public var lastWebhookAt: Date?
    public var webhookAddress: String?
    /// Whether the merchant's consent lets us in, and not keys that they typed.
    public var isByConsent: Bool
    /// When the merchant must consent again; missing where they typed keys, or the channel does not tell.
    public var consentUntil: Date?
    public var createdAt: Date

    init(
        _ record: ConnectionRecord, counts: OfferRecords.Counts, unreadable: Int, isAuthority: Bool,
        channelName: String,
        currency: Currency, webhookAddress: String?, consent: Consent, now: Date
    ) {
        self.id = record.id.text
        self.name = record.name
        self.channel = record.channel
        self.channelName = channelName
        self.address = record.address
        self.state = record.state.rawValue
        self.reason = record.reason ?? Self.reason(record)
        self.wayOut = Self.wayOut(record, consent)
        self.isByConsent = if case .given = consent { true } else { false }
        if case .given(let until?) = consent {
            self.consentUntil = until
            if record.state == .live || record.state == .draft, until.timeIntervalSince(now) < Self.consentWarning {
                self.reason = Self.endingConsent(until, now: now)
                self.wayOut = Self.consentAgain(record.name)
            }
        }
        self.currency = record.currency?.code
        self.priceRule = record.priceRule.map { $0.sentence(in: record.currency ?? currency) }
        self.isAuthority = isAuthority
        self.importedAt = record.importedAt
        self.lastAnswerAt = record.lastAnswerAt
        self.lastAnswerAge = record.lastAnswerAt.map { max(0, now.timeIntervalSince($0)) }
        self.ordersReadAt = record.ordersReadAt
        self.ordersAge = record.ordersReadAt.map { max(0, now.timeIntervalSince($0)) }
        self.orderCursor = record.orderCursor
        self.cursorAge = record.orderCursor.map { max(0, now.timeIntervalSince($0)) }
        self.lagSeconds = record.lagSeconds
        self.offers = counts.offers
        self.linked = counts.linked
        self.waiting = counts.waiting
        self.parked = counts.parked
        self.braked = counts.braked
        self.unreadable = unreadable
        self.calls = record.calls
        self.throttled = record.throttled
        self.failures = record.failures
        self.lastError = record.lastError
        self.lastErrorAt = record.lastErrorAt
        self.lastWebhookAt = record.hookAt
        self.webhookAddress = webhookAddress
        self.createdAt = record.createdAt
    }

    /// How a merchant let us in.
    enum Consent: Sendable {
        case typedKeys
        case given(until: Date?)
    }

    /// Seconds before the end of a consent from which on the merchant is asked for a new one.
    public static let consentWarning: TimeInterval = 14 * 86_400

    private static func endingConsent(_ until: Date, now: Date) -> String {
        let days = Int(until.timeIntervalSince(now) / 86_400)
        return until <= now
            ? "Your consent has ended." : "Your consent ends in \(days == 1 ? "1 day" : "\(days) days")."
    }

    private static func consentAgain(_ name: String) -> String {
        "Consent again: entrepot connection reconnect \(name)"
    }

    private static func reason(_ record: ConnectionRecord) -> String? {
        switch record.state {
        case .draft where record.settings.awaitsLocation == true:
            "The shop has several locations; the one whose stock is kept in step has to be chosen."
        case .draft where record.importedAt == nil: "Its listings are being read."
        case .draft: "It reads orders and listings and writes nothing yet."
        case .live: nil
        case .paused: "A person stopped it."
        case .unauthorized: "The shop refuses our key."
        case .restoring: "It puts back what the shop showed before."
        }
    }

    private static func wayOut(_ record: ConnectionRecord, _ consent: Consent) -> String? {
        let name = record.name
        switch record.state {
        case .draft where record.settings.awaitsLocation == true:
            return "Choose it: entrepot connection location \(name)"
        case .draft where record.importedAt == nil: return nil
        case .draft: return "See what would change: entrepot plan go-live \(name)"
        case .live:
            return record.failures > 0
                ? "If it stays, check the shop, then: entrepot connection sync \(name)"
                : nil
        case .paused: return "Start it again: entrepot connection resume \(name)"
        case .unauthorized:
            if case .given = consent { return Self.consentAgain(name) }
            return "Make a new key in the shop, then: entrepot connection reconnect \(name)"
        case .restoring: return nil
        }
    }
}

/// All connections of a workspace, oldest first.
public struct ListConnections: Sendable {
    public init() {}

    public func run(_ desk: Desk) async throws -> [ConnectionHealth] {
        let facts = try await desk.read { db in try ConnectionFacts(db) }
        var result: [ConnectionHealth] = []
        for record in facts.connections { result.append(try await facts.health(of: record, desk)) }
        return result
    }
}

/// One connection, by name or id.
public struct ShowConnection: Sendable {
    public var connection: String

    public init(_ connection: String) { self.connection = connection }

    public func run(_ desk: Desk) async throws -> ConnectionHealth {
        let name = self.connection
        let (record, facts) = try await desk.read { db in (try Find.connection(db, name), try ConnectionFacts(db)) }
        return try await facts.health(of: record, desk)
    }
}

/// What the healths of all connections are told from, read at one instant.
private struct ConnectionFacts: Sendable {
    var connections: [ConnectionRecord]
    var counts: [UUID: OfferRecords.Counts]
    var unreadable: [UUID: Int]
    var authority: UUID?
    var currency: Currency
    var consents: [UUID: Date?]

    init(_ db: any SQLConnection) throws {
        self.connections = try ConnectionRecords.all(db)
        self.counts = try OfferRecords.counts(db)
        self.unreadable = try UnreadableRecords.all(db).reduce(into: [:]) { $0[$1.connection, default: 0] += 1 }
        let workspace = try WorkspaceRecords.load(db)
        self.authority = workspace?.authority
        self.currency = workspace?.currency ?? .eur
        self.consents = try ConnectionTokenRecords.consents(db)
    }

    func health(of record: ConnectionRecord, _ desk: Desk) async throws -> ConnectionHealth {
        ConnectionHealth(
            record, counts: self.counts[record.id] ?? OfferRecords.Counts(),
            unreadable: self.unreadable[record.id] ?? 0,
            isAuthority: self.authority == record.id,
            channelName: (try? desk.hub.channel(record.channel).manifest.displayName) ?? record.channel,
            currency: self.currency,
            webhookAddress: try await WebhookAddress.of(desk, connection: record.id)?.absoluteString,
            consent: self.consents[record.id].map { .given(until: $0) } ?? .typedKeys, now: desk.now)
    }
}
