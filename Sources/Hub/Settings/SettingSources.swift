/// Where a setting may come from, asked in order.
struct SettingSources {
    let flags: [String: String]
    let environment: [String: String]
    let file: [String: String]
    let path: String

    /// The value and where it came from.
    func find(_ setting: Setting) -> (text: String, source: String)? {
        if let text = self.flags[setting.name] { return (text, "--\(setting.name)") }
        if let text = self.environment[setting.variable], !text.isEmpty { return (text, setting.variable) }
        if let text = self.file[setting.name] { return (text, self.path) }
        return nil
    }

    func text(_ setting: Setting) -> String? { self.find(setting)?.text }

    /// - Throws: Where there is a value and `read` makes nothing of it.
    func value<Value>(_ setting: Setting, _ read: (String) -> Value?) throws(SettingError) -> Value? {
        guard let (text, source) = self.find(setting) else { return nil }
        guard let value = read(text) else {
            // An address of a database may hold a password, and a wrong one is not shown.
            if setting == .database { throw .databaseAddress(source: source) }
            if setting == .redis { throw .redisAddress(source: source) }
            if setting == .mail { throw .mailAddress(source: source) }
            throw .outOfRange(setting, given: text, source: source)
        }
        return value
    }

    func number(_ setting: Setting, in range: ClosedRange<Int>) throws(SettingError) -> Int? {
        try self.value(setting) { text in Int(text).flatMap { range.contains($0) ? $0 : nil } }
    }
}
