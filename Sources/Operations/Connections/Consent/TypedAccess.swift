import ConnectorKit
import Foundation
import Vault

/// Tokens from what a merchant typed, at a channel that else lets in by consent: where the merchant's own app there gives
/// such (Amazon's self-authorisation).
struct TypedAccess {
    let channel: ChannelDescriptor
    let address: String
    /// By the names of the manifest's fields.
    let credentials: [String: Secret]

    /// - Returns: `nil` where the channel has no such way.
    /// - Throws: `ConsentError.appMissing`, `OperationError.invalid`, `.connectionRefused`.
    func tokens(_ desk: Desk) async throws -> OAuthTokens? {
        guard let flow = self.channel.oauth, !self.channel.manifest.fields.isEmpty, !self.credentials.isEmpty else {
            return nil
        }
        let app = try desk.hub.app(of: self.channel)
        let known = Set(self.channel.manifest.fields.map(\.name))
        if let stranger = self.credentials.keys.sorted().first(where: { !known.contains($0) }) {
            throw OperationError.invalid(
                field: stranger, reason: "\(self.channel.manifest.displayName) has no such field.")
        }
        for field in self.channel.manifest.fields where self.credentials[field.name]?.isEmpty ?? true {
            throw OperationError.invalid(field: field.name, reason: "It is missing. \(field.help)")
        }
        let place = OAuthPlace(app: app, address: self.address, transport: desk.hub.transport, now: desk.hub.now)
        do throws(ConnectorError) {
            return try await flow.tokens(place, typed: self.credentials.mapValues { $0.reveal() })
        } catch {
            let secrets = self.credentials.values.map { $0.reveal() } + [app.clientSecret]
            throw OperationError.connectionRefused(
                Redaction.clean(error.refusal(of: self.channel.manifest.displayName), secrets: secrets))
        }
    }
}
