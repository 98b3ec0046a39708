import Commerce
import Foundation
import Records
import Store

/// How many variants were decided anew.
public struct Decided: Sendable, Hashable, Encodable {
    public var variants: Int
}

/// Chooses what channels are shown of the units there are, and decides all of it anew.
public struct SetPolicy: Sendable {
    public enum Scope: Sendable, Hashable {
        /// Everything without an exception of its own. What is `nil` stays as it is.
        case workspace(policy: SellingPolicy? = nil, buffer: Int? = nil, tolerance: Double? = nil)
        /// One SKU's exception; `nil` to follow the workspace again.
        case sku(String, policy: SellingPolicy?)
    }
    public var scope: Scope

    public init(_ scope: Scope) { self.scope = scope }

    public func run(_ desk: Desk) async throws -> Decided {
        switch self.scope {
        case .workspace(let policy, let buffer, let tolerance):
            try await Self.decideWorkspace(desk, policy: policy, buffer: buffer, tolerance: tolerance)
        case .sku(let sku, let policy): try await Self.except(desk, sku: sku, policy: policy)
        }
    }

    private static func except(_ desk: Desk, sku: String, policy: SellingPolicy?) async throws -> Decided {
        try await desk.write { db in
            let variant = try Find.variant(db, sku: sku)
            try desk.audit(
                db, .policySet, on: .variant(variant.id), ["sku": sku, "policy": policy?.rawValue ?? "workspace"])
            var room = try Stockroom(db, desk: desk, variants: [variant.id])
            try VariantRecords.setPolicy(db, variant.id, policy, at: room.now)
            room.variants[variant.id]?.policy = policy
            room.note(
                "policy.set",
                "\(sku) now \(policy.map { "sells \($0.rawValue)" } ?? "follows the workspace's policy").",
                variant: variant.id)
            try room.close(cause: .person)
            return Decided(variants: 1)
        }
    }

    private static func decideWorkspace(
        _ desk: Desk, policy: SellingPolicy?, buffer: Int?, tolerance: Double?
    ) async throws -> Decided {
        if let buffer, !(0...1_000_000).contains(buffer) {
            throw OperationError.invalid(field: "buffer", reason: "Give 0 to 1,000,000 units.")
        }
        if let tolerance, !(0...1).contains(tolerance) {
            throw OperationError.invalid(field: "tolerance", reason: "Give double sales per order, from 0 to 1.")
        }
        try await desk.write { db in
            guard var workspace = try WorkspaceRecords.load(db) else { throw OperationError.noWorkspace }
            if let policy { workspace.policy = policy }
            if let buffer { workspace.policyBuffer = buffer }
            if let tolerance { workspace.tolerance = tolerance }
            try WorkspaceRecords.save(db, workspace)
            try desk.audit(
                db, .policySet,
                [
                    "policy": workspace.policy.rawValue, "buffer": "\(workspace.policyBuffer)",
                    "tolerance": "\(workspace.tolerance)",
                ])
            try EventRecords.insert(
                db,
                [
                    EventRecord(
                        id: desk.hub.id(), at: desk.now, kind: "policy.set",
                        summary: "The workspace now sells \(workspace.policy.rawValue).",
                        detail: ["buffer": "\(workspace.policyBuffer)", "tolerance": "\(workspace.tolerance)"],
                        trace: desk.trace)
                ])
        }
        return Decided(variants: try await DecideAnew.everything(desk, cause: .person))
    }
}

/// Decides many variants anew, a few hundred in a transaction, so that no sale waits long for a lock.
enum DecideAnew {
    /// Variants in one transaction.
    static let chunk = 200

    /// Every variant that an offer is linked to.
    ///
    /// - Returns: How many there were.
    @discardableResult
    static func everything(_ desk: Desk, cause: OfferRecord.Cause) async throws -> Int {
        let ids = try await desk.read { try OfferRecords.linkedVariants($0, connection: nil) }
        try await self.decide(desk, ids, cause: cause)
        return ids.count
    }

    /// Every variant that an offer of one connection is linked to.
    @discardableResult
    static func connection(_ desk: Desk, _ connection: UUID, cause: OfferRecord.Cause) async throws -> Int {
        let ids = try await desk.read { try OfferRecords.linkedVariants($0, connection: connection) }
        try await self.decide(desk, ids, cause: cause)
        return ids.count
    }

    private static func decide(_ desk: Desk, _ ids: [UUID], cause: OfferRecord.Cause) async throws {
        for start in stride(from: 0, to: ids.count, by: self.chunk) {
            let part = Array(ids[start..<min(start + self.chunk, ids.count)])
            try await desk.write { db in
                var room = try Stockroom(db, desk: desk, variants: part)
                try room.close(cause: cause)
            }
        }
    }
}
