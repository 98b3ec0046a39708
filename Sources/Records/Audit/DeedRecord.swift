public import Foundation
import Store

/// One row of the audit log: who did what, to what, when. Ids and numbers; a person's own words only sealed.
public struct DeedRecord: Sendable, Hashable, Identifiable {
    public var id: UUID
    public var at: Date
    /// What kind of doer: `member`, `token`, `machine`, `program`, `nobody`.
    public var doer: String
    /// The member's id, or the short name of the token.
    public var doerID: String?
    /// A stable word: `role.changed`.
    public var deed: String
    public var object: String?
    public var objectID: String?
    /// Numbers and codes, with sorted names, as the text that is stored.
    public var detail: String
    /// What somebody wrote, under that member's key.
    public var sealed: [UInt8]?
    public var trace: String?

    public init(
        id: UUID, at: Date, doer: String, doerID: String?, deed: String, object: String? = nil, objectID: String? = nil,
        detail: [String: String] = [:], sealed: [UInt8]? = nil, trace: String? = nil
    ) {
        self.id = id
        self.at = at
        self.doer = doer
        self.doerID = doerID
        self.deed = deed
        self.object = object
        self.objectID = objectID
        self.detail = PlainJSON.write(detail)
        self.sealed = sealed
        self.trace = trace
    }

    /// What the detail says, by name; empty where it cannot be read.
    public var details: [String: String] {
        PlainJSON.texts(self.detail)
            ?? (try? JSONDecoder().decode([String: String].self, from: Data(self.detail.utf8))) ?? [:]
    }
}
