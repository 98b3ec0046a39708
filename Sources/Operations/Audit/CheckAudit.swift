import Foundation
import Records
import Store
import Vault

/// One thing that is wrong with an audit log, and where.
public struct AuditFinding: Sendable, Hashable, Encodable, CustomStringConvertible {
    /// A stable word: `row.changed`.
    public var code: String
    /// `row 12`, `seal 3`, or a row's id.
    public var place: String
    public var sentence: String

    public var description: String { "\(self.place): \(self.sentence)" }
}

/// What looking through an audit log brought.
public struct AuditVerdict: Sendable, Hashable, Encodable {
    public var rows: Int
    public var seals: Int
    /// Anchors outside of the database that were compared.
    public var anchors: Int
    /// Rows behind the last anchor are bound, but their removal could not be told from their never having been.
    public var anchoredRows: Int
    public var waiting: Int
    public var findings: [AuditFinding]
    public var isSound: Bool { self.findings.isEmpty }
}

/// Reads a workspace's whole chain anew, and compares it with what was taken out of the database.
///
/// Any changed, removed, moved or added row, link or seal is found, up to the last anchor.
public struct VerifyAudit: Sendable {
    let anchors: [AuditAnchor]

    /// - Parameter anchors: Every anchor there is; those of other workspaces are passed over.
    public init(anchors: [AuditAnchor]) { self.anchors = anchors }

    public func run(_ desk: Desk) async throws -> AuditVerdict {
        let signer = try ChainSigner(try await TenantKeys(desk.hub).key(of: desk.tenant), tenant: desk.tenant)
        let (anchors, tenant) = (self.anchors, desk.tenant)
        let verdict = try await desk.read { db in
            try AuditCheck(tenant: tenant, anchors: anchors, ownKey: signer.publicKey).run(db)
        }
        try await desk.write { db in
            try desk.audit(db, .auditVerified, ["rows": "\(verdict.rows)", "faults": "\(verdict.findings.count)"])
        }
        return verdict
    }
}

/// The reading itself, in one transaction.
struct AuditCheck {
    let tenant: UUID
    let anchors: [AuditAnchor]
    let trusted: Set<[UInt8]>
    private var findings: [AuditFinding] = []

    /// More would only repeat what the first ones say.
    private static let most = 100
    private static let page = 1_000

    init(tenant: UUID, anchors: [AuditAnchor], ownKey: [UInt8]) {
        self.tenant = tenant
        self.anchors = anchors.filter { $0.tenant == tenant.text }
        // Keys that were rotated away live on in the anchors, which nobody who only has the database can add to.
        self.trusted = Set(self.anchors.compactMap { Self.bytes($0.publicKey) }).union([ownKey])
    }

    func run(_ db: any SQLConnection) throws -> AuditVerdict {
        var check = self
        return try check.read(db)
    }

    private mutating func read(_ db: any SQLConnection) throws -> AuditVerdict {
        var seals = try self.readSeals(db)
        let count = seals.count
        let rows = try self.walk(db, &seals)
        for seal in seals.values.sorted(by: { $0.number < $1.number }) {
            self.find("seal.beyond", "seal \(seal.number)", "It reaches to row \(seal.position), which is not there.")
        }
        let waiting = try self.compareWaiting(db)
        return AuditVerdict(
            rows: rows, seals: count, anchors: self.anchors.count,
            anchoredRows: self.anchors.map(\.position).max() ?? 0,
            waiting: waiting, findings: self.findings)
    }

    /// Each seal by itself, against the one before, and against the anchors.
    ///
    /// - Returns: Seals by the position they reach to.
    private mutating func readSeals(_ db: any SQLConnection) throws -> [Int: SealRecord] {
        var (found, expected, reach): ([Int: SealRecord], Int, Int) = ([:], 1, 0)
        var anchors = Dictionary(grouping: self.anchors, by: \.number)
        while case let part = try SealRecords.seals(db, after: expected - 1, limit: Self.page), !part.isEmpty {
            for seal in part {
                if seal.number != expected {
                    self.find("seal.missing", "seal \(expected)", "It is missing; the next is seal \(seal.number).")
                }
                if seal.position <= reach {
                    self.find("seal.order", "seal \(seal.number)", "It reaches no further than the one before.")
                }
                self.checkSignature(of: seal)
                for anchor in anchors.removeValue(forKey: seal.number) ?? [] where !anchor.isSame(as: seal) {
                    self.find("seal.changed", "seal \(seal.number)", "It is not the one that was anchored outside.")
                }
                found[seal.position] = seal
                (expected, reach) = (seal.number + 1, seal.position)
            }
        }
        for number in anchors.keys.sorted() {
            self.find("seal.gone", "seal \(number)", "It was anchored outside and is not in the database any more.")
        }
        if expected > 1, self.anchors.isEmpty {
            self.find(
                "anchors.none", "anchors",
                "No anchor of this workspace was given: rows taken from the end would not show.")
        }
        return found
    }

    private mutating func checkSignature(of seal: SealRecord) {
        if !self.trusted.contains(seal.publicKey) {
            self.find("seal.key", "seal \(seal.number)", "It is signed with a key that is neither ours nor anchored.")
        } else if !ChainSigner.isSigned(
            AuditChain.message(of: seal, self.tenant), seal.signature, by: seal.publicKey)
        {
            self.find("seal.signature", "seal \(seal.number)", "Its signature is not that of what it says.")
        }
    }

    /// Each link with its row, from the first to the last.
    ///
    /// - Parameter seals: Those that were met are taken out.
    private mutating func walk(_ db: any SQLConnection, _ seals: inout [Int: SealRecord]) throws -> Int {
        var (hash, position, lastSealed) = (AuditChain.root(of: self.tenant), 0, 0)
        while case let part = try SealRecords.chain(db, after: position, limit: Self.page), !part.isEmpty {
            for (link, deed) in part {
                if link.position != position + 1 {
                    self.find(
                        "link.missing", "row \(position + 1)",
                        "Its link is missing; the next that is there is \(link.position).")
                }
                position = link.position
                if let deed {
                    let right = AuditChain.hash(after: hash, position: position, deed, of: self.tenant)
                    if right != link.hash {
                        self.find(
                            "row.changed", "row \(position) (\(link.deed.text))",
                            "The row, or its place in the chain, was changed after it was sealed.")
                    }
                } else {
                    self.find("row.removed", "row \(position) (\(link.deed.text))", "The row was removed.")
                }
                // Onwards from what is stored, so that one fault is told once.
                hash = link.hash
                if let seal = seals.removeValue(forKey: position) {
                    lastSealed = position
                    if seal.head != hash {
                        self.find(
                            "seal.head", "seal \(seal.number)", "The chain does not end at row \(position) as it says.")
                    }
                }
            }
        }
        if position != lastSealed {
            self.find("link.unsealed", "row \(position)", "Links behind row \(lastSealed) have no seal.")
        }
        return position
    }

    /// Rows that are in no chain must be waiting for it, and what waits must be there.
    private mutating func compareWaiting(_ db: any SQLConnection) throws -> Int {
        let waiting = Set(try SealRecords.pendingIDs(db))
        let unbound = Set(try SealRecords.unbound(db, limit: Self.page).map(\.id))
        for id in unbound.subtracting(waiting).map(\.text).sorted() {
            self.find("row.unbound", id, "The row is in no chain and does not wait to be sealed: it was slipped in.")
        }
        if unbound.count < Self.page {
            for id in waiting.subtracting(unbound).map(\.text).sorted() {
                self.find("row.lost", id, "The row waited to be sealed and is not there.")
            }
        }
        return waiting.count
    }

    private mutating func find(_ code: String, _ place: String, _ sentence: String) {
        if self.findings.count < Self.most {
            self.findings.append(AuditFinding(code: code, place: place, sentence: sentence))
        }
    }

    private static func bytes(_ hex: String) -> [UInt8]? {
        let digits = Array(hex.utf8)
        guard digits.count % 2 == 0 else { return nil }
        var bytes: [UInt8] = []
        for index in stride(from: 0, to: digits.count, by: 2) {
            guard let byte = UInt8(String(decoding: digits[index...(index + 1)], as: UTF8.self), radix: 16) else {
                return nil
            }
            bytes.append(byte)
        }
        return bytes
    }
}
