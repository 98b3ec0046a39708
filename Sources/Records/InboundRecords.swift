public import Store

/// How much came in, by minute and by a digest of from whom. Inside `store.system`.
public enum InboundRecords {
    /// Adds to each count and tells what it is then, in the same order.
    ///
    /// - Parameter hits: In the order of their slots, so that two processes do not wait for each other.
    public static func add(
        _ db: any SQLConnection, _ hits: [(slot: [UInt8], hits: Int)], minute: Int64
    ) throws -> [Int] {
        try db.pipeline(
            hits.map { one in
                """
                INSERT INTO inbound_count (slot, minute, hits) VALUES (\(one.slot), \(minute), \(one.hits))
                ON CONFLICT (slot, minute) DO UPDATE SET hits = inbound_count.hits + excluded.hits
                RETURNING hits
                """
            }
        ).map { try $0.first?.get(0) ?? 0 }
    }

    public static func forget(_ db: any SQLConnection, before minute: Int64) throws {
        try db.query("DELETE FROM inbound_count WHERE minute < \(minute)")
    }
}
