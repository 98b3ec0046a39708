import ConnectorKit
import Foundation
import Vault

/// This installation's own registration at one channel.
struct AppSetting: Sendable, Hashable {
    var key: String
    var secret: Secret
    var webhookSecret: Secret?
    /// What the consent page knows the app by, where that is not its key.
    var applicationID: String?
    /// Where the channel's news are delivered.
    var queue: QueueSetting?

    var app: ChannelApp {
        ChannelApp(
            clientID: self.key, clientSecret: self.secret.reveal(), webhookSecret: self.webhookSecret?.reveal(),
            applicationID: self.applicationID, queue: self.queue?.queue)
    }

    /// How one channel's registration is set.
    struct Form: Sendable {
        /// The channel's id, and its name for people.
        var channel: String
        var displayName: String
        var key: Setting
        /// What the channel calls its two halves.
        var keyWord: String
        var secretWord: String
        var secretVariable: String
        var secretFile: Setting
        /// Of webhooks that are delivered for the whole app, where the channel has a secret of its own for them.
        var hookVariable: String?
        var hookFile: Setting?
        /// Whether such webhooks are signed with the app's own secret.
        var signsWithSecret = false
        var application: Setting?
        var queue: QueueSetting.Form?
    }

    /// The channels that want a registration.
    static let forms = [
        Form(
            channel: "etsy", displayName: "Etsy", key: .etsyKeystring, keyWord: "keystring",
            secretWord: "shared secret", secretVariable: "ENTREPOT_ETSY_SHARED_SECRET",
            secretFile: .etsySharedSecretFile, hookVariable: "ENTREPOT_ETSY_WEBHOOK_SECRET",
            hookFile: .etsyWebhookSecretFile),
        Form(
            channel: "shopify", displayName: "Shopify", key: .shopifyClientID, keyWord: "client id",
            secretWord: "client secret", secretVariable: "ENTREPOT_SHOPIFY_CLIENT_SECRET",
            secretFile: .shopifyClientSecretFile, signsWithSecret: true),
        Form(
            channel: "amazon", displayName: "Amazon", key: .amazonClientID, keyWord: "client id",
            secretWord: "client secret", secretVariable: "ENTREPOT_AMAZON_CLIENT_SECRET",
            secretFile: .amazonClientSecretFile, application: .amazonApplicationID, queue: .amazon),
        Form(
            channel: "ebay", displayName: "eBay", key: .ebayClientID, keyWord: "client id",
            secretWord: "client secret", secretVariable: "ENTREPOT_EBAY_CLIENT_SECRET",
            secretFile: .ebayClientSecretFile, hookVariable: "ENTREPOT_EBAY_VERIFICATION_TOKEN",
            hookFile: .ebayVerificationTokenFile, application: .ebayRuName),
    ]

    /// By the channel's id.
    static func all(
        _ sources: SettingSources, _ environment: [String: String], _ read: (String) throws -> Data?
    ) throws(SettingError) -> [String: AppSetting] {
        var apps: [String: AppSetting] = [:]
        for form in Self.forms { apps[form.channel] = try Self.read(form, sources, environment, read) }
        return apps
    }

    /// - Returns: `nil` where there is neither key nor secret.
    private static func read(
        _ form: Form, _ sources: SettingSources, _ environment: [String: String], _ read: (String) throws -> Data?
    ) throws(SettingError) -> AppSetting? {
        let secret = try Self.secret(form.secretVariable, form.secretFile, sources, environment, read)
        var hook = form.signsWithSecret ? secret : nil
        if let variable = form.hookVariable, let file = form.hookFile {
            hook = try Self.secret(variable, file, sources, environment, read)
        }
        var queue: QueueSetting?
        if let form = form.queue { queue = try QueueSetting.read(form, sources, environment, read) }
        switch (sources.text(form.key), secret) {
        case (nil, nil):
            guard queue == nil else { throw .halfAnApp(form.half(missing: form.keyWord)) }
            return nil
        case (nil, _): throw .halfAnApp(form.half(missing: form.keyWord))
        case (_, nil): throw .halfAnApp(form.half(missing: form.secretWord))
        case (let key?, let secret?):
            return AppSetting(
                key: key, secret: secret, webhookSecret: hook,
                applicationID: form.application.flatMap { sources.text($0) }, queue: queue)
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

/// Of an app's two halves, the one that is missing.
struct HalfAnApp: Sendable, Hashable {
    let sentence: String
    let wayOut: String
}

extension AppSetting.Form {
    func half(missing: String) -> HalfAnApp {
        HalfAnApp(
            sentence:
                "An app at \(self.displayName) has a \(self.keyWord) and a \(self.secretWord), and the \(missing) "
                + "is missing.",
            wayOut: "Set \(self.key.name), and \(self.secretVariable) or \(self.secretFile.name); or none of them.")
    }
}
