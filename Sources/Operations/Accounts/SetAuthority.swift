import Commerce
import ConnectorKit
import Foundation
import Records
import Store

/// Says whose count is the truth: the hub's, or one connection's.
///
/// The hub writes to an authority by difference or compare-and-set only, never by a racing absolute value. A channel that
/// offers neither cannot be one.
public struct SetAuthority: Sendable {
    /// `nil` for the hub.
    public var connection: String?

    public init(connection: String?) { self.connection = connection }

    /// - Throws: `OperationError.authorityImpossible`, `.unknownConnection`.
    public func run(_ desk: Desk) async throws -> WorkspaceSummary {
        let wanted = self.connection
        try await desk.write { db in
            guard var workspace = try WorkspaceRecords.load(db) else { throw OperationError.noWorkspace }
            let connection = try wanted.map { try Find.connection(db, $0) }
            if let connection {
                let manifest = try desk.hub.channel(connection.channel).manifest
                guard manifest.comparesAndSets || manifest.writesDeltas else {
                    throw OperationError.authorityImpossible(channel: manifest.displayName)
                }
            }
            workspace.authority = connection?.id
            try WorkspaceRecords.save(db, workspace)
            try desk.audit(
                db, .connectionAuthority, on: connection.map { .connection($0.id) },
                ["authority": connection == nil ? "hub" : "connection"])
            try EventRecords.insert(
                db,
                [
                    EventRecord(
                        id: desk.hub.id(), at: desk.now, kind: "authority.set", connection: connection?.id,
                        summary: "The count of \(connection?.name ?? "the hub") is the truth from now on.",
                        trace: desk.trace)
                ])
        }
        try await DecideAnew.everything(desk, cause: .person)
        return try await ShowWorkspace().run(desk)
    }
}
