import Records

/// How pages look to a member: kept with the account, so that it is the same in every browser.
public enum Look: String, Sendable, Hashable, CaseIterable {
    /// As the device has it.
    case system
    case light
    case dark

    /// What it is kept under.
    static let name = "look"
}

extension MemberRecord {
    /// A word that this program does not know is none.
    var look: Look {
        get { self.preferences[Look.name].flatMap { Look(rawValue: $0) } ?? .system }
        set { self.preferences[Look.name] = newValue.rawValue }
    }
}
