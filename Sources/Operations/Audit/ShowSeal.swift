public import Foundation
import Records
import Store

/// How far a workspace's log is sealed.
public struct SealState: Sendable, Hashable, Encodable {
    public var rows: Int
    public var at: Date
}

public struct ShowSeal: Sendable {
    public init() {}

    /// - Returns: `nil` while nothing is.
    public func run(_ desk: Desk) async throws -> SealState? {
        try await desk.read { try SealRecords.lastSeal($0) }.map { SealState(rows: $0.position, at: $0.sealedAt) }
    }
}
