public import Foundation
import Records
import Store

/// One row of the audit log as people and programs see it.
public struct AuditLine: Sendable, Hashable, Encodable {
    public var id: String
    public var at: Date
    /// What kind of doer: `member`, `token`, `machine`, `program`, `nobody`.
    public var doer: String
    public var doerID: String?
    /// What the doer is called today; `nil` for one that is not known any more.
    public var doerName: String?
    public var deed: String
    public var object: String?
    public var objectID: String?
    /// What the object is called today, where it is a member or a shop, or a token's short name.
    public var objectName: String?
    public var detail: [String: String]
    public var trace: String?

    /// What happened, behind the name of who did it; the word itself for one that this program does not know.
    public var sentence: String { Deed(rawValue: self.deed)?.sentence ?? self.deed }

    /// What it was done to, as far as it has a name.
    public var on: String? { self.objectName ?? self.detail["sku"] }

    /// The rest of what is known, by name: no ids, which tell a person nothing.
    public var facts: [(name: String, value: String)] {
        self.detail.filter { $0.key != "sku" && !$0.value.isEmpty && UUID(uuidString: $0.value) == nil }
            .sorted { $0.key < $1.key }.map { (name: $0.key, value: $0.value) }
    }

    /// Who did it, in words.
    public var who: String { AuditNames.who(self.doer, id: self.doerID, name: self.doerName) }
}

/// A page of the audit log.
public struct AuditList: Sendable, Hashable, Encodable {
    public var lines: [AuditLine]
    /// What the next page begins behind; `nil` at the end.
    public var next: String?

    private enum CodingKeys: String, CodingKey {
        case lines = "rows"
        case next
    }
}

/// The audit log of a workspace, the newest first.
public struct ListAudit: Sendable {
    var filter: AuditRecords.Filter
    let after: String?
    let limit: Int

    /// - Parameters:
    ///   - who: A member's address or id, a token's short name, or a kind of doer.
    ///   - what: A deed's word or its group.
    ///   - from: The first day that is shown, `2026-11-22`, in UTC.
    ///   - until: The last.
    /// - Throws: `AuditError.deedUnknown`, `.dayUnreadable`.
    public init(
        who: String? = nil, what: String? = nil, from: String? = nil, until: String? = nil, after: String? = nil,
        limit: Int = 100
    ) throws {
        if let what, Deed(rawValue: what) == nil, !Deed.groups.contains(where: { $0.name == what }) {
            throw AuditError.deedUnknown(what)
        }
        self.filter = AuditRecords.Filter(
            who: who, what: what, from: try from.map { try Self.day($0) },
            until: try until.map { try Self.day($0).addingTimeInterval(86_400) })
        self.after = after
        self.limit = min(max(limit, 1), 1_000)
    }

    public func run(_ desk: Desk) async throws -> AuditList {
        let names = try await AuditNames(desk)
        var filter = self.filter
        if let who = filter.who { filter.who = names.id(ofAddress: who) ?? who }
        let (asked, after, limit) = (filter, try PagePlace.id(self.after), self.limit)
        let deeds = try await desk.read { try AuditRecords.page($0, asked, after: after, limit: limit + 1) }
        return AuditList(
            lines: deeds.prefix(limit).map { names.line($0) },
            next: deeds.count > limit ? deeds[limit - 1].id.text : nil)
    }

    /// Midnight of a day in UTC.
    static func day(_ text: String) throws -> Date {
        guard text.wholeMatch(of: /\d{4}-\d{2}-\d{2}/) != nil,
            let date = try? Date(text + "T00:00:00Z", strategy: .iso8601)
        else { throw AuditError.dayUnreadable(text) }
        return date
    }
}

/// What ids of the log are called today.
struct AuditNames {
    private let members: [String: MemberLine]
    private let connections: [String: String]

    init(_ desk: Desk) async throws {
        let (members, _) = try await ListMembers(tenant: desk.tenant).run(desk.hub)
        self.members = Dictionary(members.map { ($0.id, $0) }, uniquingKeysWith: { one, _ in one })
        let connections = try await desk.read { try ConnectionRecords.all($0) }
        self.connections = Dictionary(
            connections.map { ($0.id.text, $0.name) }, uniquingKeysWith: { one, _ in one })
    }

    func id(ofAddress text: String) -> String? {
        self.members.values.first { $0.address == text.lowercased() }?.id
    }

    func name(ofMember id: String) -> String? {
        self.members[id].map { $0.name.isEmpty ? $0.address : $0.name }
    }

    func who(_ doer: String, _ id: String?) -> String {
        Self.who(doer, id: id, name: id.flatMap { self.name(ofMember: $0) })
    }

    static func who(_ doer: String, id: String?, name: String?) -> String {
        switch doer {
        case "member": name ?? "A former member"
        case "token": "A program with the token \(id ?? "–")"
        case "machine": "The operator, on the machine"
        case "nobody": "Somebody unknown"
        default: "Entrepot"
        }
    }

    func line(_ deed: DeedRecord) -> AuditLine {
        let object: String? =
            switch deed.object {
            case "member": deed.objectID.flatMap { self.name(ofMember: $0) } ?? "a former member"
            case "connection": deed.objectID.flatMap { self.connections[$0] }
            case "token": deed.objectID
            default: nil
            }
        return AuditLine(
            id: deed.id.text, at: deed.at, doer: deed.doer, doerID: deed.doerID,
            doerName: deed.doerID.flatMap { self.name(ofMember: $0) }, deed: deed.deed, object: deed.object,
            objectID: deed.objectID, objectName: object, detail: deed.details, trace: deed.trace)
    }
}

/// Who can be chosen to narrow the log to.
public struct ListDoers: Sendable {
    public init() {}

    /// - Returns: What a filter takes, and its words.
    public func run(_ desk: Desk) async throws -> [(id: String, name: String)] {
        let names = try await AuditNames(desk)
        return try await desk.read { try AuditRecords.doers($0) }.map { doer, id in
            let line = names.line(DeedRecord(id: desk.tenant, at: desk.now, doer: doer, doerID: id, deed: ""))
            return (id ?? doer, line.who)
        }
    }
}
