import Foundation
import Records
import Store
import Vault

/// Seals what was written since the last time: links it into each workspace's chain, signs the chain's end, and takes the
/// signed end out of the database.
///
/// It runs beside everything else (`serve` and `work` have it as a service): no deed waits for it.
public struct SealAudit: Sendable {
    let anchors: AuditAnchors

    public init(anchors: AuditAnchors) { self.anchors = anchors }

    /// Rows in one seal at most; the next seal takes more.
    static let batch = 500

    /// - Returns: How many rows were sealed.
    @discardableResult
    public func run(_ hub: Installation) async throws -> Int {
        var sealed = 0
        for tenant in try await hub.store.system({ try SealRecords.waiting($0) }) {
            while let count = try await self.sealOnce(tenant, hub) {
                sealed += count
                if count < Self.batch { break }
            }
        }
        return sealed
    }

    /// Anchors the newest seal of every workspace that has none outside yet: after a crash between the two, or when the file
    /// was moved.
    public func anchorAll(_ hub: Installation) async throws {
        for tenant in try await hub.store.system({ try TenantRecords.all($0) }) {
            guard let seal = try await hub.store.read(as: tenant.id, { try SealRecords.lastSeal($0) }) else { continue }
            try await self.anchors.add(AuditAnchor(seal, of: tenant.id))
        }
    }

    /// - Returns: `nil` where another process was quicker, or where a row waits that is not there.
    private func sealOnce(_ tenant: UUID, _ hub: Installation) async throws -> Int? {
        let signer = try ChainSigner(try await TenantKeys(hub).key(of: tenant), tenant: tenant)
        let now = hub.now()
        let seal: (SealRecord, Int)?
        do {
            seal = try await hub.store.write(as: tenant) { db in
                let deeds = try SealRecords.pending(db, limit: Self.batch)
                guard !deeds.isEmpty else { return nil }
                let (links, seal) = try AuditChain.seal(
                    deeds, after: try SealRecords.lastLink(db), try SealRecords.lastSeal(db), of: tenant, at: now,
                    by: signer)
                try SealRecords.add(db, links)
                try SealRecords.add(db, seal)
                try SealRecords.settle(db, deeds.map(\.id))
                return (seal, deeds.count)
            }
        } catch let error as StoreError where error.kind == .duplicate { return nil }
        guard let (seal, count) = seal else { return nil }
        try await self.anchors.add(AuditAnchor(seal, of: tenant))
        return count
    }
}
