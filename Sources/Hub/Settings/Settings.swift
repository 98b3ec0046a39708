import Connectors
import Foundation
import Logging
import Vault
import Web
import Wire

/// What this process runs with: flag before variable before file before default.
struct Settings: Sendable, Hashable {
    var home: String
    var database: DatabaseAddress
    var ownerURL: Secret?
    var masterKeyFile: String
    /// `nil` where the key is in a variable or a file.
    var masterKeyCommand: String?
    var credentialCipher: CredentialCipher
    var auditAnchorFile: String
    var host: String
    var port: Int
    var publicAddress: URL?
    var proxies: TrustedProxies
    var limits: LimitSettings
    /// Certificate and key of TLS in this process; `nil` where a proxy ends it.
    var tls: TLSFiles?
    /// `nil` where there is none.
    var redis: RedisSetting?
    /// Seconds; 0 keeps no tokens.
    var tokenCacheLife: Int
    var contact: String?
    /// This installation's own registration at channels, by the channel's id.
    var apps: [String: AppSetting]
    /// Of Shopify's Admin API.
    var shopifyVersion: String
    var ebayBatch: Int
    /// `nil` where no mail is sent.
    var mail: MailSetting?
    /// Whether roles that ask for a second factor must have one.
    var needsSecondFactor: Bool
    var termsFile: String?
    var commonPasswordsFile: String?
    var breachedPasswordsFile: String?
    var workers: Int
    var poolSize: Int
    var logLevel: Logger.Level
    var logFormat: LogFormat

    /// - Parameters:
    ///   - flags: By the settings' names.
    ///   - read: The bytes of a file, `nil` where there is none.
    init(
        flags: [String: String], environment: [String: String] = ProcessInfo.processInfo.environment,
        read: (String) throws -> Data? = Self.read
    ) throws(SettingError) {
        let outside = SettingSources(flags: flags, environment: environment, file: [:], path: "")
        let home = Self.expanded(outside.text(.home) ?? "~/.entrepot", environment)
        let config = outside.text(.config).map { Self.expanded($0, environment) }
        let path = config ?? home + "/entrepot.json"
        let file = try SettingFile.parse(path: path, isRequired: config != nil, read: read)
        let all = SettingSources(flags: flags, environment: environment, file: file, path: path)

        self.home = home
        self.database =
            try all.value(.database) { DatabaseAddress($0, environment: environment) }
            ?? .sqlite(path: home + "/entrepot.sqlite")
        self.ownerURL = all.text(.ownerURL).map { Secret($0) }
        self.masterKeyFile = Self.expanded(all.text(.masterKeyFile) ?? home + "/master.key", environment)
        self.masterKeyCommand = all.text(.masterKeyCommand)
        self.credentialCipher = try all.value(.credentialCipher) { CredentialCipher(rawValue: $0) } ?? .aes256GCM
        self.auditAnchorFile = Self.expanded(all.text(.auditAnchorFile) ?? home + "/audit-anchors.jsonl", environment)
        self.host = try all.value(.host) { $0.isEmpty ? nil : $0 } ?? "127.0.0.1"
        self.port = try all.number(.port, in: 0...65_535) ?? 8484
        self.publicAddress = try all.value(.publicAddress) { text in
            URL(string: text).flatMap { $0.host() != nil && ["http", "https"].contains($0.scheme) ? $0 : nil }
        }
        let header = try all.value(.forwardedHeader) { TrustedProxies.Header(rawValue: $0) } ?? .xForwardedFor
        let ranges = try all.value(.trustedProxies) { Self.ranges($0) } ?? TrustedProxies.onThisMachine.ranges
        self.proxies = TrustedProxies(ranges, header: header)
        self.limits = try LimitSettings.read(all)
        self.tls = try TLSFiles.read(all, environment)
        self.redis = try RedisSetting.read(all, environment, read)
        self.tokenCacheLife = try all.number(.tokenCacheLife, in: 0...3_600) ?? 300
        self.contact = all.text(.contact)
        self.apps = try AppSetting.all(all, environment, read)
        self.shopifyVersion = try all.value(.shopifyVersion) { Self.isVersion($0) ? $0 : nil } ?? Shopify.version
        self.ebayBatch = try all.number(.ebayBatch, in: Ebay.batches) ?? Ebay.batch
        self.mail = try MailSetting.read(all, environment, read)
        self.needsSecondFactor =
            try all.value(.secondFactor) { ["required": true, "optional": false][$0] } ?? true
        self.termsFile = all.text(.termsFile).map { Self.expanded($0, environment) }
        self.commonPasswordsFile = all.text(.commonPasswordsFile).map { Self.expanded($0, environment) }
        self.breachedPasswordsFile = all.text(.breachedPasswordsFile).map { Self.expanded($0, environment) }
        self.workers = try all.number(.workers, in: 1...64) ?? 8
        self.poolSize = try all.number(.poolSize, in: 1...200) ?? 10
        self.logLevel = try all.value(.logLevel) { Logger.Level(rawValue: $0) } ?? .info
        self.logFormat = try all.value(.logFormat) { LogFormat(rawValue: $0) } ?? .text
    }

    /// `2026-01`.
    private static func isVersion(_ text: String) -> Bool { text.wholeMatch(of: /20[0-9]{2}-(01|04|07|10)/) != nil }

    /// Ranges separated by commas; an empty list for `none`.
    private static func ranges(_ text: String) -> [AddressRange]? {
        if text == "none" { return [] }
        let parts = text.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
        let ranges = parts.compactMap { AddressRange($0) }
        return ranges.count == parts.count && !ranges.isEmpty ? ranges : nil
    }

    /// Where the master keys come from: the command, else the variable, else the file.
    ///
    /// - Throws: `VaultError.masterKeyCommand` for a text that is no command.
    func masterKeySource(_ environment: [String: String]) throws(VaultError) -> MasterKeySource {
        guard let text = self.masterKeyCommand else {
            return MasterKeySource(environment: environment, path: self.masterKeyFile)
        }
        return .command(try MasterKeyCommand(text: text, environment: environment))
    }

    static func read(_ path: String) throws -> Data? {
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        return try Data(contentsOf: URL(filePath: path))
    }

    static func expanded(_ path: String, _ environment: [String: String]) -> String {
        guard path == "~" || path.hasPrefix("~/") else { return path }
        return (environment["HOME"] ?? NSHomeDirectory()) + path.dropFirst()
    }
}
