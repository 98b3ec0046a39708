import Commerce

/// A setting that cannot be used. Names the place it came from, never a password.
enum SettingError: Error, Sendable, Hashable, Explained {
    case unreadableFile(path: String, reason: String)
    case unknownKey(String, path: String)
    case notAValue(String, path: String)
    case outOfRange(Setting, given: String, source: String)
    case databaseAddress(source: String)
    case mailAddress(source: String)
    case halfAMail(missing: String)
    case redisAddress(source: String)
    case halfATLS(missing: String)
    /// Of an app's key and secret one is there and the other is not.
    case halfAnApp(HalfAnApp)

    var code: String {
        switch self {
        case .unreadableFile: "settings.file"
        case .unknownKey: "settings.unknown"
        case .notAValue: "settings.type"
        case .outOfRange: "settings.value"
        case .databaseAddress: "settings.database"
        case .mailAddress, .halfAMail: "settings.mail"
        case .halfAnApp: "settings.app"
        case .halfATLS: "settings.tls"
        case .redisAddress: "settings.redis"
        }
    }

    var sentence: String {
        switch self {
        case .unreadableFile(let path, let reason): "The settings in \(path) cannot be read: \(reason)."
        case .unknownKey(let key, let path): "There is no setting called “\(excerpt(key))”, which \(path) names."
        case .notAValue(let key, let path): "The setting “\(excerpt(key))” in \(path) is neither a text nor a number."
        case .outOfRange(let setting, let given, let source):
            "The setting \(setting.name) cannot be “\(excerpt(given))” (from \(source))."
        case .databaseAddress(let source):
            "The database address from \(source) begins with neither sqlite: nor postgres://."
        case .mailAddress(let source): "The mail server's address from \(source) cannot be used."
        case .halfAMail(let missing): "Mail is set in part: \(missing) is missing."
        case .redisAddress(let source): "The address of Redis from \(source) cannot be used."
        case .halfATLS(let missing): "TLS is set in part: \(missing) is missing."
        case .halfAnApp(let half): half.sentence
        }
    }

    var wayOut: String {
        switch self {
        case .unreadableFile: "Write one JSON object, such as {\"port\": 8484}, or remove the file."
        case .unknownKey, .notAValue: "See docs/settings.md, or run: entrepot settings"
        case .outOfRange(let setting, _, _): setting.sentence
        case .mailAddress:
            "Give smtp://user@host:587 or smtps://user@host:465, without a password: that goes into ENTREPOT_MAIL_PASSWORD."
        case .halfAMail:
            "Set mail and mail-from, with a user also ENTREPOT_MAIL_PASSWORD or mail-password-file; or none of them."
        case .redisAddress:
            "Give redis://host:6379/0 on this machine, else rediss://user@host:6379/0, without a password: that goes into "
                + "ENTREPOT_REDIS_PASSWORD."
        case .halfATLS: "Set tls-certificate and tls-key, or neither of them."
        case .halfAnApp(let half): half.wayOut
        case .databaseAddress: "Give sqlite:PATH or postgres://role:password@host:port/name."
        }
    }
}
