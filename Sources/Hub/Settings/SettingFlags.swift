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
    @Option(name: .customLong(Setting.mail.name), help: .init(Setting.mail.help, visibility: .hidden))
    var mail: String?
    @Option(name: .customLong(Setting.mailFrom.name), help: .init(Setting.mailFrom.help, visibility: .hidden))
    var mailFrom: String?
    @Option(
        name: .customLong(Setting.mailPasswordFile.name),
        help: .init(Setting.mailPasswordFile.help, valueName: "file", visibility: .hidden))
    var mailPasswordFile: String?
    @Option(name: .customLong(Setting.secondFactor.name), help: .init(Setting.secondFactor.help, visibility: .hidden))
    var secondFactor: String?
    @Option(
        name: .customLong(Setting.commonPasswordsFile.name),
        help: .init(Setting.commonPasswordsFile.help, valueName: "file", visibility: .hidden))
    var commonPasswordsFile: String?
    @Option(
        name: .customLong(Setting.breachedPasswordsFile.name),
        help: .init(Setting.breachedPasswordsFile.help, valueName: "file", visibility: .hidden))
    var breachedPasswordsFile: String?
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
            (.etsyWebhookSecretFile, self.etsyWebhookSecretFile), (.mail, self.mail), (.mailFrom, self.mailFrom),
            (.mailPasswordFile, self.mailPasswordFile), (.secondFactor, self.secondFactor),
            (.commonPasswordsFile, self.commonPasswordsFile),
            (.breachedPasswordsFile, self.breachedPasswordsFile), (.workers, self.workers),
            (.poolSize, self.poolSize), (.logLevel, self.logLevel), (.logFormat, self.logFormat),
        ]
        return Dictionary(
            uniqueKeysWithValues: pairs.compactMap { pair in pair.1.map { (pair.0.name, $0) } })
    }
}
