import ConnectorKit
public import Foundation
import Records
import Vault

/// One request as whoever answers it sees it. It names nobody.
public struct SubjectRequestView: Sendable, Hashable, Encodable {
    /// `sub_…`: good for talking about it.
    public var id: String
    /// `access`, `erasure` or `shop-erasure`.
    public var kind: String
    public var sentence: String
    public var connection: String
    public var channel: String
    public var receivedAt: Date
    /// By when the channel wants it answered.
    public var dueAt: Date
    /// `waiting`, `overdue` or `answered`.
    public var state: String
}

/// What people asked about the data held of them: what waits first, by when it is due.
public struct ListSubjectRequests: Sendable {
    public init() {}

    public func run(_ desk: Desk) async throws -> [SubjectRequestView] {
        let (requests, connections) = try await desk.read { db in
            (try SubjectRequestRecords.all(db), try ConnectionRecords.all(db))
        }
        let named = Dictionary(connections.map { ($0.id, $0) }) { first, _ in first }
        let now = desk.now
        return requests.map { request in
            let isLate = request.dueAt < now
            return SubjectRequestView(
                id: SubjectID(request.id).description, kind: request.kind,
                sentence: SubjectAsk.Kind(rawValue: request.kind)?.sentence ?? request.kind,
                connection: named[request.connection]?.name ?? "-",
                channel: named[request.connection]?.channel ?? "-", receivedAt: request.receivedAt,
                dueAt: request.dueAt,
                state: request.answeredAt != nil ? "answered" : isLate ? "overdue" : "waiting")
        }
    }
}
