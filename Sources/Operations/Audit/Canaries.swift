public import Foundation
import Logging
import Records
import Store
public import Vault

/// A canary as its workspace's owner sees it.
public struct CanaryLine: Sendable, Hashable, Encodable {
    public var kind: String
    /// Of a token this is not the token: that is shown once.
    public var id: String
    public var createdAt: Date
}

/// Gives every workspace ids that look like those of an order, a plan, a shop and so on, and are none (INC-2).
///
/// No page and no answer ever names them. Whoever asks for one has read the table, or a copy of it.
public struct EnsureCanaries: Sendable {
    static let kinds = ["order", "plan", "connection", "offer", "member"]

    public init() {}

    public func run(_ hub: Installation) async throws {
        let now = hub.now()
        try await hub.store.system { db in
            for tenant in try CanaryRecords.bare(db) {
                for kind in Self.kinds {
                    try CanaryRecords.insert(
                        db, CanaryRecord(id: hub.id(), tenant: tenant, kind: kind, createdAt: now))
                }
            }
        }
    }
}

/// Makes an API token that opens nothing and raises an alarm: to be laid where a thief would look, such as a backup or a note.
public struct PlantCanary: Sendable {
    public init() {}

    /// - Returns: The token, shown this once.
    public func run(_ desk: Desk) async throws -> Secret {
        let token = APIToken.generate()
        let canary = CanaryRecord(id: desk.hub.id(), tenant: desk.tenant, kind: "token", createdAt: desk.now)
        try await desk.hub.store.system { try CanaryRecords.insert($0, canary, digest: token.digest) }
        return token.secret
    }
}

public struct ListCanaries: Sendable {
    public init() {}

    public func run(_ desk: Desk) async throws -> [CanaryLine] {
        let tenant = desk.tenant
        return try await desk.hub.store.system { try CanaryRecords.all($0, tenant: tenant) }.map {
            CanaryLine(kind: $0.kind, id: $0.id.text, createdAt: $0.createdAt)
        }
    }
}

/// Raises the alarm where a request named a canary. Asked only for what was not found, or not let in.
public struct TouchCanary: Sendable {
    public enum What: Sendable {
        case ids([UUID])
        case token(String)
    }
    let what: What
    let place: String
    let doer: Doer

    /// - Parameter place: A route without its ids.
    public init(_ what: What, at place: String, by doer: Doer) {
        self.what = what
        self.place = place
        self.doer = doer
    }

    /// - Returns: Whether there was one.
    @discardableResult
    public func run(_ hub: Installation) async throws -> Bool {
        let (what, touch, now) = (self.what, self, hub.now())
        let found = try await hub.store.system { db -> [CanaryRecord] in
            let found: [CanaryRecord] =
                switch what {
                case .ids(let ids): ids.isEmpty ? [] : try CanaryRecords.find(db, ids: ids)
                case .token(let text):
                    try APIToken(text).flatMap { try CanaryRecords.find(db, digest: $0.digest) }.map { [$0] } ?? []
                }
            for canary in found {
                try AlarmRecords.add(
                    db,
                    AlarmRecord(
                        id: hub.id(), at: now, kind: AlarmKind.canaryTouched.rawValue, place: touch.place,
                        doer: touch.doer.kind, doerID: touch.doer.id), to: canary.tenant)
            }
            return found
        }
        for canary in found {
            hub.log.error(
                "alarm",
                metadata: ["kind": "canary.touched", "workspace": "\(canary.tenant.text)", "what": "\(canary.kind)"])
        }
        return !found.isEmpty
    }
}
