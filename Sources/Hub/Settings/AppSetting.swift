import ConnectorKit
import Foundation
import Vault

/// This installation's own registration at one channel.
struct AppSetting: Sendable, Hashable {
    var key: String
    var secret: Secret
    var webhookSecret: Secret?

    var app: ChannelApp {
        ChannelApp(clientID: self.key, clientSecret: self.secret.reveal(), webhookSecret: self.webhookSecret?.reveal())
    }

    /// - Returns: `nil` where there is neither keystring nor shared secret.
    static func etsy(
        _ sources: SettingSources, _ environment: [String: String], _ read: (String) throws -> Data?
    ) throws(SettingError) -> AppSetting? {
        let key = sources.text(.etsyKeystring)
        let secret = try Self.secret("ENTREPOT_ETSY_SHARED_SECRET", .etsySharedSecretFile, sources, environment, read)
        let hook = try Self.secret("ENTREPOT_ETSY_WEBHOOK_SECRET", .etsyWebhookSecretFile, sources, environment, read)
        switch (key, secret) {
        case (nil, nil): return nil
        case (nil, _): throw .halfAnApp(missing: "keystring")
        case (_, nil): throw .halfAnApp(missing: "shared secret")
        case (let key?, let secret?): return AppSetting(key: key, secret: secret, webhookSecret: hook)
        }
    }

    /// The variable's text, else what the file holds, without blanks around it.
    static func secret(
        _ variable: String, _ file: Setting, _ sources: SettingSources, _ environment: [String: String],
        _ read: (String) throws -> Data?
    ) throws(SettingError) -> Secret? {
        if let text = environment[variable], !text.isEmpty { return Secret(text) }
        guard let path = sources.text(file).map({ Settings.expanded($0, environment) }) else { return nil }
        let data: Data?
        do { data = try read(path) } catch { throw .unreadableFile(path: path, reason: "it cannot be opened") }
        let text = data.map { String(decoding: $0, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines) }
        guard let text, !text.isEmpty else { throw .unreadableFile(path: path, reason: "it holds no secret") }
        return Secret(text)
    }
}
