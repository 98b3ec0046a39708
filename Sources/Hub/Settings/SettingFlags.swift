import ArgumentParser

/// The settings as flags of every command that opens the installation.
struct SettingFlags: ParsableArguments {
    @Option(name: .customLong(Setting.home.name), help: .init(Setting.home.help, valueName: "folder"))
    var home: String?
    @Option(name: .customLong(Setting.config.name), help: .init(Setting.config.help, valueName: "file"))
    var config: String?
    @Option(name: .customLong(Setting.database.name), help: .init(Setting.database.help, valueName: "address"))
    var database: String?
    @Option(name: .customLong(Setting.masterKeyFile.name), help: .init(Setting.masterKeyFile.help, valueName: "file"))
    var masterKeyFile: String?
    @Option(name: .customLong(Setting.host.name), help: .init(Setting.host.help, visibility: .hidden))
    var host: String?
    @Option(name: .customLong(Setting.port.name), help: .init(Setting.port.help, visibility: .hidden))
    var port: String?
    @Option(
        name: .customLong(Setting.publicAddress.name),
        help: .init(Setting.publicAddress.help, valueName: "address", visibility: .hidden))
    var publicAddress: String?
    @Option(name: .customLong(Setting.contact.name), help: .init(Setting.contact.help, visibility: .hidden))
    var contact: String?
    @Option(
        name: .customLong(Setting.etsyKeystring.name),
        help: .init(Setting.etsyKeystring.help, valueName: "keystring", visibility: .hidden))
    var etsyKeystring: String?
    @Option(
        name: .customLong(Setting.etsySharedSecretFile.name),
        help: .init(Setting.etsySharedSecretFile.help, valueName: "file", visibility: .hidden))
    var etsySharedSecretFile: String?
    @Option(
        name: .customLong(Setting.etsyWebhookSecretFile.name),
        help: .init(Setting.etsyWebhookSecretFile.help, valueName: "file", visibility: .hidden))
    var etsyWebhookSecretFile: String?
    @Option(name: .customLong(Setting.workers.name), help: .init(Setting.workers.help, visibility: .hidden))
    var workers: String?
    @Option(name: .customLong(Setting.poolSize.name), help: .init(Setting.poolSize.help, visibility: .hidden))
    var poolSize: String?
    @Option(name: .customLong(Setting.logLevel.name), help: .init(Setting.logLevel.help, valueName: "level"))
    var logLevel: String?
    @Option(name: .customLong(Setting.logFormat.name), help: .init(Setting.logFormat.help, valueName: "format"))
    var logFormat: String?

    /// What was given, by the setting's name.
    var given: [String: String] {
        let pairs: [(Setting, String?)] = [
            (.home, self.home), (.config, self.config), (.database, self.database),
            (.masterKeyFile, self.masterKeyFile), (.host, self.host), (.port, self.port),
            (.publicAddress, self.publicAddress), (.contact, self.contact), (.etsyKeystring, self.etsyKeystring),
            (.etsySharedSecretFile, self.etsySharedSecretFile),
            (.etsyWebhookSecretFile, self.etsyWebhookSecretFile), (.workers, self.workers),
            (.poolSize, self.poolSize), (.logLevel, self.logLevel), (.logFormat, self.logFormat),
        ]
        return Dictionary(
            uniqueKeysWithValues: pairs.compactMap { pair in pair.1.map { (pair.0.name, $0) } })
    }
}
