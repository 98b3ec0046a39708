public import Foundation
public import Store

/// By what a channel names offers that it says have changed; so webhooks of it are called in the inbox.
public enum OfferHint: String, Sendable, CaseIterable {
    /// The channel's id of the listing.
    case listing
    /// The channel's id of what is counted, where that is not the listing: it stands behind the dash of `variation_ref`.
    case item

    /// The offers of one id. Each way has an index (`offer_ref`, `offer_item`).
    func condition(is key: String) -> SQLQuery {
        switch self {
        case .listing: "listing_ref = \(key)"
        case .item: "\(Self.hasTail) AND \(Self.tail) = \(key)"
        }
    }

    func condition(any keys: [String]) -> SQLQuery {
        switch self {
        case .listing: "listing_ref \(any: keys)"
        case .item: "\(Self.hasTail) AND \(Self.tail) \(any: keys)"
        }
    }

    private static let hasTail: SQLQuery = "ltrim(variation_ref, '0123456789') <> ''"
    private static let tail: SQLQuery = "ltrim(ltrim(variation_ref, '0123456789'), '-')"
}

extension OfferRecords {
    /// Brings the read-back of these offers forward, because the channel said that they changed.
    ///
    /// - Parameter quiet: What we wrote after it is left out: the notice is most likely the echo of our own write, and
    ///   a write of stock is read back anyway.
    public static func readSoon(
        _ db: any SQLConnection, connection: UUID, _ hint: OfferHint, _ keys: some Collection<String>, at due: Date,
        writtenBefore quiet: Date
    ) throws {
        _ = try chunked(keys) { keys in
            try db.query(
                """
                UPDATE offer SET read_due_at = \(due)
                WHERE tenant_id = \(db.tenant) AND connection_id = \(connection) AND read_due_at > \(due)
                    AND (submitted_at IS NULL OR submitted_at < \(quiet)) AND \(hint.condition(any: keys))
                """)
        }
    }

    /// Whether `readSoon` would change when anything of this one is read.
    public static func wouldRead(
        _ db: any SQLConnection, connection: UUID, _ hint: OfferHint, _ key: String, at due: Date,
        writtenBefore quiet: Date
    ) throws -> Bool {
        try !db.query(
            """
            SELECT 1 WHERE EXISTS (SELECT 1 FROM offer
                WHERE tenant_id = \(db.tenant) AND connection_id = \(connection) AND read_due_at > \(due)
                    AND (submitted_at IS NULL OR submitted_at < \(quiet)) AND \(hint.condition(is: key)))
            """
        ).isEmpty
    }

    /// A write to this offer got no answer: it is read back once it can no longer land.
    public static func doubt(_ db: any SQLConnection, offer: UUID, readAt: Date) throws {
        try db.query(
            """
            UPDATE offer SET in_doubt = \(true), read_due_at = \(readAt)
            WHERE tenant_id = \(db.tenant) AND id = \(offer)
            """)
    }

    /// Holds what a person set to zero on this connection, where it is a mass: at least `count` offers and more than
    /// `percent` of all linked ones.
    ///
    /// - Parameter zeros: How many there are (`asking(zerosOf:)`): the index of dirty offers knows. Only where they are many
    ///   are all offers counted.
    /// - Returns: How many were held; 0 when it is no mass.
    public static func brakeMassZero(
        _ db: any SQLConnection, connection: UUID, zeros: Int, count: Int, percent: Int, reason: String
    ) throws -> Int {
        guard zeros >= max(1, count) else { return 0 }
        let all: Int = try db.query(
            """
            SELECT count(*) FROM offer
            WHERE tenant_id = \(db.tenant) AND connection_id = \(connection) AND mapping = 'linked'
            """)[0].get(0)
        guard zeros * 100 > all * percent else { return 0 }
        return try db.execute(
            """
            UPDATE offer SET brake = \(reason), urgency = 0
            WHERE tenant_id = \(db.tenant) AND connection_id = \(connection) AND urgency = 5 AND wanted_cause = 'person'
            """)
    }

    /// Wants every offer of a connection read back now.
    public static func readAll(_ db: any SQLConnection, connection: UUID, at now: Date) throws {
        try db.query(
            """
            UPDATE offer SET read_due_at = \(now)
            WHERE tenant_id = \(db.tenant) AND connection_id = \(connection) AND read_due_at > \(now)
            """)
    }
}
