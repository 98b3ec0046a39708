import ArgumentParser

/// The settings as flags of every command that opens the installation. A setting's property is called as the setting is; a
/// test compares the two lists.
struct SettingFlags: ParsableArguments {
    @Option(.home, isCommon: true) var home: String?
    @Option(.config, isCommon: true) var config: String?
    @Option(.database, isCommon: true) var database: String?
    @Option(.masterKeyFile, isCommon: true) var masterKeyFile: String?
    @Option(.masterKeyCommand) var masterKeyCommand: String?
    @Option(.credentialCipher) var credentialCipher: String?
    @Option(.auditAnchorFile) var auditAnchorFile: String?
    @Option(.host) var host: String?
    @Option(.port) var port: String?
    @Option(.publicAddress) var publicAddress: String?
    @Option(.trustedProxies) var trustedProxies: String?
    @Option(.forwardedHeader) var forwardedHeader: String?
    @Option(.tlsCertificate) var tlsCertificate: String?
    @Option(.tlsKey) var tlsKey: String?
    @Option(.limitAddress) var limitAddress: String?
    @Option(.limitDoor) var limitDoor: String?
    @Option(.limitHook) var limitHook: String?
    @Option(.limitAccount) var limitAccount: String?
    @Option(.limitKey) var limitKey: String?
    @Option(.redis) var redis: String?
    @Option(.redisPasswordFile) var redisPasswordFile: String?
    @Option(.tokenCacheLife) var tokenCacheLife: String?
    @Option(.contact) var contact: String?
    @Option(.etsyKeystring) var etsyKeystring: String?
    @Option(.etsySharedSecretFile) var etsySharedSecretFile: String?
    @Option(.etsyWebhookSecretFile) var etsyWebhookSecretFile: String?
    @Option(.shopifyClientID) var shopifyClientId: String?
    @Option(.shopifyClientSecretFile) var shopifyClientSecretFile: String?
    @Option(.shopifyVersion) var shopifyVersion: String?
    @Option(.amazonClientID) var amazonClientId: String?
    @Option(.amazonClientSecretFile) var amazonClientSecretFile: String?
    @Option(.amazonApplicationID) var amazonApplicationId: String?
    @Option(.amazonQueue) var amazonQueue: String?
    @Option(.amazonQueueKey) var amazonQueueKey: String?
    @Option(.amazonQueueSecretFile) var amazonQueueSecretFile: String?
    @Option(.amazonEventBridge) var amazonEventBridge: String?
    @Option(.ebayClientID) var ebayClientId: String?
    @Option(.ebayClientSecretFile) var ebayClientSecretFile: String?
    @Option(.ebayRuName) var ebayRuName: String?
    @Option(.ebayVerificationTokenFile) var ebayVerificationTokenFile: String?
    @Option(.ebayBatch) var ebayBatch: String?
    @Option(.mail) var mail: String?
    @Option(.mailFrom) var mailFrom: String?
    @Option(.mailPasswordFile) var mailPasswordFile: String?
    @Option(.secondFactor) var secondFactor: String?
    @Option(.termsFile) var termsFile: String?
    @Option(.commonPasswordsFile) var commonPasswordsFile: String?
    @Option(.breachedPasswordsFile) var breachedPasswordsFile: String?
    @Option(.workers) var workers: String?
    @Option(.poolSize) var poolSize: String?
    @Option(.logLevel, isCommon: true) var logLevel: String?
    @Option(.logFormat, isCommon: true) var logFormat: String?

    /// What was given, by the setting's name.
    var given: [String: String] {
        let properties = Dictionary(uniqueKeysWithValues: Setting.all.map { ("_" + $0.property, $0.name) })
        var given: [String: String] = [:]
        for child in Mirror(reflecting: self).children {
            guard let name = child.label.flatMap({ properties[$0] }), let option = child.value as? Option<String?>
            else { continue }
            given[name] = option.wrappedValue
        }
        return given
    }
}

extension Option where Value == String? {
    /// The flag of a setting.
    ///
    /// - Parameter isCommon: Whether `--help` shows it; `entrepot settings` shows all.
    init(_ setting: Setting, isCommon: Bool = false) {
        self.init(
            name: .customLong(setting.name),
            help: ArgumentHelp(
                setting.help, valueName: setting.name.split(separator: "-").last.map(String.init),
                visibility: isCommon ? .default : .hidden))
    }
}
