import Commerce
import Foundation
import Records
import Store

/// Sets how a connection's prices follow from ours, and decides them anew.
public struct SetPriceRule: Sendable {
    public var connection: String
    /// `nil` for the same prices.
    public var rule: PriceRule?

    public init(connection: String, rule: PriceRule?) {
        self.connection = connection
        self.rule = rule
    }

    public func run(_ desk: Desk) async throws -> Decided {
        let rule = self.rule
        let health = try await Steering.change(desk, self.connection) { db, record in
            try ConnectionRecords.setPriceRule(db, record.id, rule)
            let currency = try record.currency ?? WorkspaceRecords.load(db)?.currency ?? .eur
            try Steering.tell(
                db, desk, "price.rule", record,
                "Prices of \(record.name): \((rule ?? .same).sentence(in: currency)).")
        }
        guard let id = UUID(uuidString: health.id) else { return Decided(variants: 0) }
        return Decided(variants: try await DecideAnew.connection(desk, id, cause: .person))
    }
}
