import Records
public import Store

/// The count of all processes in the database, by minute.
public struct DatabaseBoard: InboundBoard {
    let store: any Store

    public init(_ store: any Store) { self.store = store }

    public func add(_ hits: [InboundHits], minute: Int64) async throws -> [Int] {
        try await self.store.system { db in
            let totals = try InboundRecords.add(db, hits.map { ($0.slot, $0.hits) }, minute: minute)
            try InboundRecords.forget(db, before: minute - 1)
            return totals
        }
    }
}
