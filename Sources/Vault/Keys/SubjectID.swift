import Foundation

/// A person whose data a workspace holds, such as a buyer: one key each (`SubjectKey`).
///
/// Written `sub_` and a UUID in small letters, 40 characters. It says nothing of the person: the UUID is made for the row,
/// never from a name, an address or a channel's number. So it may stand in logs, receipts and the audit log, where it means nothing
/// once the key is gone.
public struct SubjectID: Sendable, Hashable, CustomStringConvertible {
    private static let prefix = "sub_"

    public let uuid: UUID

    public init(_ uuid: UUID) {
        self.uuid = uuid
    }

    /// Reads what `description` wrote, in that form only; `nil` for anything else.
    public init?(_ text: String) {
        guard text.hasPrefix(Self.prefix), let uuid = UUID(uuidString: String(text.dropFirst(Self.prefix.count))) else {
            return nil
        }
        self.init(uuid)
        guard self.description == text else { return nil }
    }

    public var description: String { Self.prefix + self.uuid.uuidString.lowercased() }
}
