import Foundation
import Records
import Store
import Vault

/// Keeps the secret that a shop signs its webhooks with, where the channel makes it up and not we (Etsy's portal shows
/// one that begins with `whsec_`).
public struct SetWebhookSecret: Sendable {
    public var connection: String
    public var secret: Secret

    public init(connection: String, secret: Secret) {
        self.connection = connection
        self.secret = secret
    }

    /// - Throws: `OperationError.unknownConnection`, `.invalid` for a secret shorter than 16 characters.
    public func run(_ desk: Desk) async throws -> ConnectionHealth {
        guard self.secret.reveal().count >= 16 else {
            throw OperationError.invalid(field: "secret", reason: "It is shorter than 16 characters.")
        }
        let (name, secret) = (self.connection, self.secret)
        let stored = try await desk.read { try Find.connection($0, name) }
        return try await Steering.change(desk, stored.id.text) { db, record in
            let sealed = try SealedCredentials(db, desk).seal(webhookSecret: secret, connection: record.id)
            try ConnectionRecords.setWebhookSecret(db, record.id, sealed)
            try Steering.tell(
                db, desk, "connection.webhook-secret", record, "The secret of \(record.name)'s webhooks was set.")
        }
    }
}
