public import Foundation
import Records
import Store

/// Why a workspace stands still, and what its people say to that.
public struct SuspensionView: Sendable, Hashable, Encodable {
    public var since: Date
    public var reason: String
    public var appeal: String?
    public var appealedAt: Date?

    init(_ record: SuspensionRecord) {
        self.since = record.since
        self.reason = record.reason
        self.appeal = record.appeal
        self.appealedAt = record.appealedAt
    }
}

/// Stops a workspace: nothing can be done in it but to see why, to object and to export; no shop is called for it. Decided by whoever
/// runs the installation.
///
/// Nothing is lost: what was sold meanwhile is read from the shops when it goes on.
public struct SuspendWorkspace: Sendable {
    let name: String
    let reason: String

    /// - Parameter reason: 1 to 500 characters, which the workspace's people read.
    public init(_ name: String, reason: String) {
        self.name = name
        self.reason = reason
    }

    /// Said again it gives another reason; what was objected to the first goes.
    ///
    /// - Throws: `OperationError.unknownWorkspace`, `.invalid`.
    public func run(_ hub: Installation) async throws -> WorkspaceSummary {
        let reason = try Suspension.text(self.reason, field: "reason")
        let (id, now) = (try await FindWorkspace(self.name).run(hub), hub.now())
        try await hub.store.system { db in
            let since = try TenantRecords.lock(db, id: id)?.suspension?.since ?? now
            try TenantRecords.setSuspension(db, id, SuspensionRecord(since: since, reason: reason))
            try AuditBook(hub: hub).add(db, .workspaceSuspended, by: .machine, in: id)
            try Suspension.tell(db, id, hub) {
                "The workspace “\($0)” was suspended by whoever runs this installation. The reason: \(reason) Sign in to export it or to object."
            }
        }
        return try await ShowWorkspace().run(Desk(hub, tenant: id))
    }
}

/// Lets a suspended workspace go on: every shop is looked at, at once, for what happened meanwhile.
public struct ResumeWorkspace: Sendable {
    let name: String

    public init(_ name: String) { self.name = name }

    /// - Throws: `OperationError.unknownWorkspace`, `.notSuspended`.
    public func run(_ hub: Installation) async throws -> WorkspaceSummary {
        let (id, name) = (try await FindWorkspace(self.name).run(hub), self.name)
        let desk = Desk(hub, tenant: id)
        try await hub.store.system { db in
            guard try TenantRecords.lock(db, id: id)?.suspension != nil else { throw OperationError.notSuspended(name) }
            try TenantRecords.setSuspension(db, id, nil)
            try AuditBook(hub: hub).add(db, .workspaceResumed, by: .machine, in: id)
            try Suspension.tell(db, id, hub) { "The workspace “\($0)” goes on." }
        }
        // A stop in between loses nothing: each shop is looked at when its next poll is due.
        try await desk.write { db in
            let connections = try ConnectionRecords.all(db).filter { $0.state != .paused }
            for connection in connections.map(\.id).sorted(by: { $0.text < $1.text }) {
                try LockOrder.connection(db, connection)
                try ConnectionRecords.dueNow(db, connection, at: desk.now)
            }
            try SyncQueue.wake(db, connections.map(\.id), desk: desk, at: desk.now)
        }
        return try await ShowWorkspace().run(desk)
    }
}

/// What the people of a suspended workspace say to that; whoever runs the installation sees it in `workspace list` and `doctor`.
public struct AppealSuspension: Sendable {
    let text: String

    /// - Parameter text: 1 to 500 characters. The last one said counts.
    public init(_ text: String) { self.text = text }

    /// - Throws: `OperationError.notSuspended`, `.invalid`.
    public func run(_ desk: Desk) async throws {
        let text = try Suspension.text(self.text, field: "objection")
        let (id, hub, doer, now) = (desk.tenant, desk.hub, desk.doer, desk.now)
        try await hub.store.system { db in
            guard let tenant = try TenantRecords.lock(db, id: id), var suspension = tenant.suspension else {
                throw OperationError.notSuspended(try TenantRecords.find(db, id: id)?.name ?? id.text)
            }
            (suspension.appeal, suspension.appealedAt) = (text, now)
            try TenantRecords.setSuspension(db, id, suspension)
            try AuditBook(hub: hub).add(db, .suspensionAppealed, by: doer, in: id)
        }
    }
}

/// What a front end asks before anything is done.
public enum Suspension {
    /// - Throws: `OperationError.workspaceSuspended`.
    public static func check(_ tenant: UUID, _ hub: Installation) async throws {
        let record = try await hub.store.system { try TenantRecords.find($0, id: tenant) }
        if let record, let suspension = record.suspension {
            throw OperationError.workspaceSuspended(record.name, reason: suspension.reason)
        }
    }

    static func text(_ text: String, field: String) throws -> String {
        let text = text.trimmingCharacters(in: .whitespacesAndNewlines)
        guard (1...500).contains(text.count) else {
            throw OperationError.invalid(field: field, reason: "Give 1 to 500 characters.")
        }
        guard !text.unicodeScalars.contains(where: { $0.value < 32 }) else {
            throw OperationError.invalid(field: field, reason: "Write it in one line.")
        }
        return text
    }

    /// By mail, to owners and admins, where mail is sent.
    static func tell(
        _ db: any SQLConnection, _ tenant: UUID, _ hub: Installation, _ sentence: (String) -> String
    ) throws {
        let name = try TenantRecords.find(db, id: tenant)?.name ?? ""
        for place in try MembershipRecords.all(db, tenant: tenant)
        where Role.named(place.role)?.permissions.contains(.manageMembers) ?? false {
            guard let member = try MemberRecords.find(db, id: place.member) else { continue }
            try Letters(hub: hub).post(db, .notice, .notice(to: member.address, sentence(name)))
        }
    }
}
