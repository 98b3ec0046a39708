import ConnectorKit
import Foundation
import Records
import Store
import Vault

/// New tokens for a connection that is there: by a new consent, or typed.
struct RenewedAccess {
    let connection: UUID
    let tokens: OAuthTokens
    /// Whether it is told as an event even where the shop had let us in all along.
    var isAlwaysTold = true

    /// - Parameter shop: As it called itself when it was asked with them.
    /// - Throws: `ConsentError.otherShop` where they open another shop than the connection's.
    func take(_ shop: ShopIdentity, _ desk: Desk) async throws -> ConnectionHealth {
        let (connection, tokens, isAlwaysTold) = (self.connection, self.tokens, self.isAlwaysTold)
        let (stored, known) = try await desk.read { db in
            (try Find.connection(db, connection.text), try ConnectionTokenRecords.load(db, connection)?.remoteID)
        }
        let isOther =
            known != shop.remoteID
            || (stored.currency != nil && shop.currency != nil && stored.currency != shop.currency)
        guard !isOther else { throw ConsentError.otherShop(connection: stored.name, shop: shop.name) }
        await desk.hub.forgetTokens(of: connection, tenant: desk.tenant)
        return try await Steering.change(desk, connection.text) { db, record in
            let token = try ConnectionTokenRecord(
                tokens, of: shop.remoteID, connection: record.id, sealed: try SealedCredentials(db, desk), at: desk.now)
            try ConnectionTokenRecords.put(db, record.id, token)
            try Steering.letIn(db, record)
            guard isAlwaysTold || record.state == .unauthorized else { return }
            try ConnectionRecords.dueNow(db, record.id, at: desk.now)
            try Steering.wake(db, desk, record.id)
            try Steering.tell(db, desk, "connection.reconnected", record, "\(record.name) was connected anew.")
        }
    }
}
