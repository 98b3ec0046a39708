public import Commerce

/// Why the audit log cannot be kept, or asked.
public enum AuditError: Error, Sendable, Hashable, Explained {
    case anchorsUnreadable(path: String)
    case anchorsUnwritable(path: String)
    case deedUnknown(String)
    case dayUnreadable(String)
    case alarmUnknown
    case findingMissing
    case purposeMissing
    case notAllowed

    public var code: String {
        switch self {
        case .anchorsUnreadable: "audit.anchors-unreadable"
        case .anchorsUnwritable: "audit.anchors-unwritable"
        case .deedUnknown: "audit.deed-unknown"
        case .dayUnreadable: "audit.day-unreadable"
        case .alarmUnknown: "audit.alarm-unknown"
        case .findingMissing: "audit.finding-missing"
        case .purposeMissing: "audit.purpose-missing"
        case .notAllowed: "audit.buyer-data-forbidden"
        }
    }

    public var sentence: String {
        switch self {
        case .anchorsUnreadable(let path): "The file of anchors \(path) cannot be read."
        case .anchorsUnwritable(let path): "The file of anchors \(path) cannot be added to."
        case .deedUnknown(let word): "“\(word)” is nothing that the audit log tells of."
        case .dayUnreadable(let text): "“\(text)” is no day."
        case .alarmUnknown: "There is no such alarm in this workspace."
        case .findingMissing: "What was found is missing."
        case .purposeMissing: "What the data is needed for is missing."
        case .notAllowed: "You may not see buyers’ personal data."
        }
    }

    public var wayOut: String {
        switch self {
        case .anchorsUnreadable, .anchorsUnwritable:
            "See who owns it and whether the disk is full, or give another path with audit-anchor-file."
        case .deedUnknown: "Give a group such as sign-in, or a word such as member.role-changed."
        case .dayUnreadable: "Write it like 2026-11-22."
        case .alarmUnknown: "See them with: entrepot alarm list"
        case .findingMissing: "Say in a sentence what you found."
        case .purposeMissing: "Say in a sentence what you need it for."
        case .notAllowed: "An owner can give you the permission buyer-data."
        }
    }
}
